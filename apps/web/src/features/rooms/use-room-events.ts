import { onChatRooms, onEvents, type ChatRoomsEvents } from '@parley/client/chat';
import { useClient } from '@parley/react';
import type { COMMUNITY_TOPIC } from '@parley/domains/chat/schema';
import { useEffect } from 'react';
import type { RoomBook } from './room-book.ts';
import type { Source } from './room-changes.ts';

const community: typeof COMMUNITY_TOPIC = 'community';

/** Keeps the book right: by every event, and anew where events may have been missed. */
export function useRoomEvents(memberId: number, book: RoomBook): void {
  const client = useClient();
  useEffect(() => {
    const gap = (): void => void book.load();
    const own = onChatRooms(client, memberId, {
      ...events(book, 'own'),
      gap,
      // What was said between the list and the joining was not told.
      ready: ({ fresh }) => {
        if (fresh) void book.load();
      },
    });
    const all = onEvents<ChatRoomsEvents>(client, community, {
      ...events(book, 'community'),
      gap,
    });
    return () => {
      own.leave();
      all.leave();
    };
  }, [client, memberId, book]);
}

/** Calls are none of a list's, and what became of a message is for the conversation that shows it. */
type Told = Exclude<keyof ChatRoomsEvents, 'updatedMessage' | `call${string}`>;
type Handlers = { readonly [K in Told]: (event: ChatRoomsEvents[K]) => void };

function events(book: RoomBook, source: Source): Handlers {
  return {
    newMessage: (event) => book.told(source, 'newMessage', event),
    chatRoomCreated: (event) => book.told(source, 'chatRoomCreated', event),
    chatRoomUpdated: (event) => book.told(source, 'chatRoomUpdated', event),
    chatRoomDeleted: (event) => book.told(source, 'chatRoomDeleted', event),
    chatRoomRead: (event) => book.told(source, 'chatRoomRead', event),
    chatRoomPinned: (event) => book.told(source, 'chatRoomPinned', event),
    chatRoomUnPinned: (event) => book.told(source, 'chatRoomUnPinned', event),
  };
}
