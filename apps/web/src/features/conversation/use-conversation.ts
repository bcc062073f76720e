import type { Ready } from '@parley/client';
import { onChatRooms } from '@parley/client/chat';
import { useClient } from '@parley/react';
import { useChatRoom, type UseChatRoom } from '@parley/react/chat';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { messagesApi } from '../../api/messages.ts';
import type { Room } from '../../api/types.ts';
import { useRooms } from '../rooms/rooms-context.ts';
import { lineMaker, type Line } from './line.ts';
import { MessageStore, type Messages } from './message-store.ts';

/** Without a connection the messages are asked for all the same, after this long, ms. */
const PATIENCE = 1_500;
/** With more than this many unread the room opens where its reader left off. */
const MANY = 40;

export interface Conversation extends Messages {
  readonly chat: UseChatRoom;
  readonly store: MessageStore;
  readonly lines: readonly Line[];
  /** Has the events told to another store as well: a thread's. The answer stops it. */
  readonly follow: (store: MessageStore) => () => void;
  /** Shows a message otherwise, in every store, until an event says how it is. */
  readonly change: MessageStore['change'];
}

/**
 * What is said in a room, live: a window of messages asked for once the events are heard, so that
 * nothing falls between the two.
 *
 * @param around a message to begin at
 */
export function useConversation(
  room: Room,
  self: number,
  around: number | undefined,
): Conversation {
  const { uuid } = room;
  const { put } = useRooms();
  const store = useMemo(
    () => new MessageStore({ load: (query) => messagesApi.window(uuid, query) }),
    [uuid],
  );
  const [followers] = useState(() => new Set<MessageStore>());
  const each = (tell: (store: MessageStore) => void): void => {
    tell(store);
    for (const follower of followers) tell(follower);
  };
  // What those who came later may not read, the room's own topic does not tell.
  const client = useClient();
  useEffect(() => {
    const own = onChatRooms(client, self, {
      updatedMessage: (message) => {
        if (message.chat_room_uuid !== uuid) return;
        for (const one of [store, ...followers]) one.updatedMessage(message);
      },
    });
    return () => own.leave();
  }, [client, self, uuid, store, followers]);
  const follow = useCallback(
    (follower: MessageStore) => {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    [followers],
  );

  const { unread_messages_count: unread, current_participant: me } = room;
  const lastRead = unread > MANY ? (me?.last_read_message_id ?? undefined) : undefined;
  const [start] = useState(around ?? lastRead);
  const begun = useRef(false);
  const begin = useCallback(() => {
    begun.current = true;
    // What cannot be begun around, being gone, is begun at the end.
    void store.open(start).then(() => {
      const { error, list } = store.state;
      if (start !== undefined && error?.status === 404 && list.length === 0) void store.open();
    });
  }, [store, start]);
  useEffect(() => {
    const timer = setTimeout(() => begun.current || begin(), PATIENCE);
    return () => {
      clearTimeout(timer);
      begun.current = false;
    };
  }, [begin]);

  const chat = useChatRoom(uuid, self, {
    newMessage: (message) => each((one) => one.newMessage(message)),
    updatedMessage: (message) => each((one) => one.updatedMessage(message)),
    deletedMessage: (message, { timestamp }) =>
      each((one) => one.deletedMessage(message, timestamp)),
    chatRoomUpdated: (event) => put({ ...room, ...event, ...nameOf(room) }),
    ready({ fresh }: Ready) {
      // A thread that was open before the events were heard may have missed some.
      for (const follower of followers) if (fresh || follower.state.error) void follower.reload();
      if (fresh || store.state.error) begin();
    },
    gap: () => each((one) => void one.reload()),
  });

  const messages = useSyncExternalStore(store.subscribe, store.read);
  const toLines = useMemo(() => lineMaker(self), [self]);
  const lines = useMemo(() => toLines(messages.list), [toLines, messages.list]);
  const change = useCallback<MessageStore['change']>(
    (id, how) => {
      for (const one of [store, ...followers]) one.change(id, how);
    },
    [store, followers],
  );
  return { ...messages, chat, store, lines, follow, change };
}

/** A direct room is called by the other's name, which what everybody is told does not know. */
function nameOf({ chat_room_kind, chat_room_name }: Room): Partial<Room> {
  return chat_room_kind === 'direct' ? { chat_room_name } : {};
}
