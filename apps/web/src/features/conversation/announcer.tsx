import { VisuallyHidden } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { announcement } from './announcement.ts';
import type { Line } from './line.ts';

/** Tells a screen reader, politely, what others have just said. */
export function Announcer({
  lines,
  label,
}: {
  readonly lines: readonly Line[];
  readonly label: string;
}): ReactNode {
  const last = lines.at(-1)?.key;
  const [after, setAfter] = useState(last);
  const [words, setWords] = useState('');
  if (last !== after) {
    const next = announcement(lines, after);
    setAfter(last);
    if (next !== '') setWords(next);
  }
  return (
    <VisuallyHidden role="log" aria-live="polite" aria-label={label}>
      {words}
    </VisuallyHidden>
  );
}
