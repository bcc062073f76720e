import { useClient } from '@parley/react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { LastMessage } from '../../api/types.ts';
import { useResource } from '../../ui/use-resource.ts';
import { useMember } from '../session/session-context.ts';
import { RoomsContext, type RoomsContextType } from './rooms-context.ts';
import { keepSeen, newestFirst, readSeen, unread } from './seen.ts';

/** Changes that come together are asked for once, ms. */
const GATHER = 150;

/** Calls `changed` when the server tells of a change to any of this member's rooms. */
function useRoomEvents(memberId: number, changed: () => void): void {
  const client = useClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(changed, GATHER);
    };
    const handlers = {
      message: soon,
      // After a gap something may have been missed.
      gap: soon,
    };
    const topics = [`member:${memberId}`, 'community'];
    const subscriptions = topics.map((topic) => client.subscribe(topic, handlers, { history: 0 }));
    return () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.leave();
    };
  }, [client, memberId, changed]);
}

/** Holds the list of rooms, live. */
export function RoomsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { id } = useMember();
  const load = useCallback(async (signal: AbortSignal) => (await roomsApi.list(signal)).rooms, []);
  const { data, error, loading, reload } = useResource(load);
  useRoomEvents(id, reload);
  const [said, setSaid] = useState<Readonly<Record<string, LastMessage>>>({});
  const [seen, setSeen] = useState(() => readSeen(globalThis.localStorage, id));

  const say = useCallback((uuid: string, message: LastMessage) => {
    setSaid((old) => {
      const before = old[uuid];
      return before !== undefined && before.timestamp >= message.timestamp
        ? old
        : { ...old, [uuid]: message };
    });
  }, []);
  const see = useCallback(
    (uuid: string, until: string) => {
      setSeen((old) => {
        if ((old[uuid] ?? '') >= until) return old;
        // Another tab may have seen more of other rooms.
        const next = { ...old, ...readSeen(globalThis.localStorage, id), [uuid]: until };
        keepSeen(globalThis.localStorage, id, next);
        return next;
      });
    },
    [id],
  );
  const rooms = useMemo(() => {
    if (data === undefined) return undefined;
    const current = data.map((room) => {
      const mine = said[room.uuid];
      const newer = mine !== undefined && mine.timestamp > (room.lastMessage?.timestamp ?? '');
      return newer ? { ...room, lastMessage: mine } : room;
    });
    return newestFirst(current);
  }, [data, said]);
  const value = useMemo<RoomsContextType>(
    () => ({
      rooms,
      error,
      loading,
      reload,
      said: say,
      see,
      isUnread: (room) => unread(room, seen),
      seenUntil: (uuid) => seen[uuid],
    }),
    [rooms, error, loading, reload, say, see, seen],
  );
  return <RoomsContext value={value}>{children}</RoomsContext>;
}
