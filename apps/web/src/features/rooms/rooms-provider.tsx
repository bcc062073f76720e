import { useClient } from '@parley/react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { LastMessage, Room } from '../../api/types.ts';
import { useResource } from '../../ui/use-resource.ts';
import { memberOf, MESSAGE, textOf } from '../conversation/line.ts';
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

/** Most rooms whose talk is followed while they are not open: the lately active ones. */
const FOLLOWED = 50;

/** Calls `said` for every message in the rooms that this member is in. */
function useTalk(
  rooms: readonly Room[] | undefined,
  said: (uuid: string, message: LastMessage) => void,
): void {
  const client = useClient();
  const topics = (rooms ?? [])
    .filter((room) => room.role !== null)
    .slice(0, FOLLOWED)
    .map((room) => `${room.uuid} ${room.topic}`)
    .sort()
    .join('\n');
  useEffect(() => {
    const subscriptions = topics
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [uuid = '', topic = ''] = line.split(' ');
        const subscription = client.subscribe<unknown>(
          topic,
          {
            message({ action, payload, sender, timestamp, store }) {
              const text = textOf(payload);
              if (!store || action !== MESSAGE || text === undefined) return;
              const author = memberOf(subscription.members, sender)?.name ?? '';
              said(uuid, { text, author, timestamp });
            },
          },
          { history: 0 },
        );
        return subscription;
      });
    return () => {
      for (const subscription of subscriptions) subscription.leave();
    };
  }, [client, topics, said]);
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
  useTalk(data, say);
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
