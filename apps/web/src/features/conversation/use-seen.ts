import { useState, useSyncExternalStore } from 'react';
import type { Line } from './line.ts';

function listenToVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** Whether this tab is on the screen. */
export function useVisible(): boolean {
  return useSyncExternalStore(listenToVisibility, () => document.visibilityState === 'visible');
}

interface UseSeen {
  /** The last line that was seen when the new ones came: the divider stands after it. */
  readonly newAfter: string | undefined;
  /** Lines of others that were not seen yet. */
  readonly unseen: number;
}

/**
 * Follows what its reader has seen: everything, while they look at the end of it.
 *
 * @param since the message up to which they had read before
 */
export function useSeen(
  lines: readonly Line[],
  looking: boolean,
  since: number | undefined,
): UseSeen {
  const [seen, setSeen] = useState<string>();
  const [newAfter, setNewAfter] = useState<string>();
  const last = lines.at(-1);
  const seenAt = lines.findIndex(({ key }) => key === seen);
  const fresh = seenAt < 0 ? [] : lines.slice(seenAt + 1).filter((line) => !line.mine);

  if (seen === undefined && last !== undefined) {
    // The first look: what came since the last visit is new, unless all of it is.
    const known = since === undefined ? last : lines.findLast((l) => l.message.id <= since);
    const rest = known === undefined ? [] : lines.slice(lines.indexOf(known) + 1);
    setSeen(last.key);
    setNewAfter(rest.some((line) => !line.mine) ? known?.key : undefined);
  } else if (seen !== undefined && last !== undefined && last.key !== seen) {
    if (last.mine) {
      // Who answers has read.
      setSeen(last.key);
      setNewAfter(undefined);
    } else if (looking) {
      setSeen(last.key);
    } else if (fresh.length > 0 && (newAfter === undefined || fresh.length === 1)) {
      if (newAfter !== seen) setNewAfter(seen);
    }
  }

  return { newAfter, unseen: fresh.length };
}
