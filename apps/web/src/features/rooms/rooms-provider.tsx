import { useConnectionState } from '@parley/react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { LastMessage } from '../../api/types.ts';
import { useResource } from '../../ui/use-resource.ts';
import { useMember } from '../session/session-context.ts';
import { RoomsContext, type RoomsContextType } from './rooms-context.ts';
import { keepSeen, newestFirst, readSeen, unread } from './seen.ts';
import { useRoomEvents } from './use-room-events.ts';
import { useTalk } from './use-talk.ts';

/** Holds the list of rooms, live. */
export function RoomsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { id, name } = useMember();
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
  useTalk(data, say);
  const { connected } = useConnectionState();
  const failed = error !== undefined;
  // The connection is back: what could not be asked for can be now.
  useEffect(() => {
    if (connected && failed) reload();
  }, [connected, failed, reload]);
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
      isUnread: (room) => unread(room, seen, name),
      seenUntil: (uuid) => seen[uuid],
    }),
    [rooms, error, loading, reload, say, see, seen, name],
  );
  return <RoomsContext value={value}>{children}</RoomsContext>;
}
