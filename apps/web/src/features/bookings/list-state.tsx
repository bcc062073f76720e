import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import css from './bookings.module.css';
import type { Pages } from './use-pages.ts';

interface ListStateProps<T> {
  readonly list: Pages<T>;
  /** What is loaded, for the ear: "meetings". */
  readonly what: string;
  /** Shown where there is nothing. */
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list as it is just now: on its way, in trouble, empty, or there, with a way to more of it. */
export function ListState<T>({ list, what, empty, children }: ListStateProps<T>): ReactNode {
  const { items, error, loading, hasMore, more, reload } = list;
  if (items === undefined) {
    if (error === undefined) return <Loading what={what} />;
    return (
      <Notice
        alert
        title={`The ${what} did not come`}
        action={<Button onClick={reload}>Try again</Button>}
      >
        {errorText(error)}
      </Notice>
    );
  }
  return (
    <>
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
      {items.length === 0 ? empty : children(items)}
      {hasMore && (
        <Button variant="default" loading={loading} onClick={more}>
          Show more
        </Button>
      )}
    </>
  );
}

/** Something is on its way. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading {what}…</VisuallyHidden>
      {[1, 2, 3].map((n) => (
        <Skeleton key={n} height={64} radius="md" />
      ))}
    </div>
  );
}
