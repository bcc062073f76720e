import { useConnectionState } from '@parley/react';
import { useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import { UnreadTitle } from '../../ui/use-title.ts';
import { useMember } from '../session/session-context.ts';
import { RoomBook } from './room-book.ts';
import { RoomsContext, type RoomsContextType } from './rooms-context.ts';
import { shelve, unreadOf } from './shelves.ts';
import { useRoomEvents } from './use-room-events.ts';

/** A tab that was away for longer asks anew when it is looked at, ms. */
const STALE = 60_000;

function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}

/** Holds the member's rooms, live. */
export function RoomsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { id } = useMember();
  const book = useMemo(() => new RoomBook({ doors: roomsApi, memberId: id, after }), [id]);
  const state = useSyncExternalStore(book.subscribe, () => book.state);
  useEffect(() => {
    void book.load();
    return () => book.close();
  }, [book]);
  useRoomEvents(id, book);
  useFreshness(book);

  const { connected } = useConnectionState();
  const failed = state.error !== undefined;
  // The connection is back: what could not be asked for can be now.
  useEffect(() => {
    if (connected && failed) void book.load();
  }, [connected, failed, book]);

  const doing = useMemo(() => doorsOf(book), [book]);
  const value = useMemo<RoomsContextType>(() => {
    const { rooms, known, loading, error } = state;
    return {
      ...doing,
      shelves: known ? shelve(rooms.values()) : undefined,
      find: (uuid) => rooms.get(uuid),
      unread: unreadOf(rooms.values()),
      loading,
      error,
    };
  }, [state, doing]);
  return (
    <RoomsContext value={value}>
      <UnreadTitle value={value.unread}>{children}</UnreadTitle>
    </RoomsContext>
  );
}

/** What may be done with the book: the same functions for as long as it is open. */
function doorsOf(book: RoomBook): Omit<RoomsContextType, keyof Shown> {
  return {
    reload: () => void book.load(),
    loadArchived: () => void book.load({ archived: true }),
    refresh: (uuid) => book.refresh(uuid),
    put: (room) => book.put(room),
    drop: (uuid) => book.drop(uuid),
    markRead: (uuid) => void book.markRead(uuid),
  };
}

type Shown = Pick<RoomsContextType, 'shelves' | 'find' | 'unread' | 'loading' | 'error'>;

/** Edits and deletes in rooms that are not open are told to nobody else: a tab looked at again asks. */
function useFreshness(book: RoomBook): void {
  useEffect(() => {
    let left = Infinity;
    function look(): void {
      if (document.visibilityState === 'hidden') left = performance.now();
      else if (performance.now() - left > STALE) void book.load();
    }
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [book]);
}
