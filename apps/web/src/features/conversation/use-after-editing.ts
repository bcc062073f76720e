import { useEffect, useRef } from 'react';
import type { Line } from './line.ts';

/** Calls `then` when one of these lines is no longer being written anew. */
export function useAfterEditing(
  editing: string | undefined,
  lines: readonly Line[],
  then: () => void,
): void {
  const was = useRef(editing);
  useEffect(() => {
    const before = was.current;
    was.current = editing;
    if (before === undefined || editing !== undefined) return;
    if (lines.some(({ key }) => key === before)) then();
  });
}
