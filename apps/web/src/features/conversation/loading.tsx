import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './conversation.module.css';

/** Where messages will be. */
export function Loading(): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading messages…</VisuallyHidden>
      {[60, 42, 74, 35].map((width) => (
        <Skeleton key={width} height={38} width={`${width}%`} radius="lg" />
      ))}
    </div>
  );
}
