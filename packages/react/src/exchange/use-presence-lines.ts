import { useEffect, useRef } from 'react';
import type { Member } from '@parley/client';
import { useConnectionState } from '../use-connection-state.ts';
import { presenceLines } from './presence-lines.ts';
import type { SetTopicMessages } from './topic-message.ts';
import { useSettled } from './use-settled.ts';

/**
 * Puts who enters and who leaves into the list. Without a topic it waits.
 *
 * Who is missing after a reconnect may be on the way back, as after a restart of the server: only who
 * was seen again since, or is not back in time, has left.
 */
export function usePresenceLines(
  topicId: string | undefined,
  online: readonly Member[],
  setTopicMessages: SetTopicMessages,
): void {
  const { connectionId, member } = useConnectionState();
  const self = member?.scid;
  const isSettled = useSettled(connectionId);
  const known = useRef<{ readonly topicId: string; connectionId: string; seen: Set<string> }>(
    undefined,
  );
  useEffect(() => {
    // Only a roster with this very connection in it is one of now.
    const isHere = online.some(({ cids }) => cids.includes(connectionId));
    if (topicId === undefined || !isHere) return;
    const before = known.current?.topicId === topicId ? known.current : undefined;
    const isSame = before?.connectionId === connectionId;
    const seen = isSame ? before.seen : new Set<string>();
    known.current = { topicId, connectionId, seen };
    // The updater runs later, and twice under StrictMode: it gets what was known now.
    const seenBefore = new Set(seen);
    const presence = {
      topic: topicId,
      online,
      now: new Date().toISOString(),
      found: before === undefined ? self : undefined,
      mayHaveLeft: (scid: string): boolean => isSettled || seenBefore.has(scid),
    };
    for (const { scid } of online) seen.add(scid);
    setTopicMessages((all) => presenceLines(all, presence));
  }, [topicId, online, self, connectionId, isSettled, setTopicMessages]);
}
