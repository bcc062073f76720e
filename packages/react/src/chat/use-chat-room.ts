import { useCallback, useEffect, useRef, useState } from 'react';
import type { Member, ParleyError } from '@parley/client';
import {
  chatRoom,
  type ChatDraft,
  type ChatRoom,
  type ChatRoomHandlers,
  type PendingChatMessage,
  type SendingChatMessage,
} from '@parley/client/chat';
import type { Typing } from '@parley/domains/chat/schema';
import { useClient } from '../use-client.ts';
import { WhoTypes } from './who-types.ts';

/** One's own typing is told at most this often, ms. */
export const TYPING_EVERY = 3_000;

/** What {@link useChatRoom} knows of a room. */
export interface ChatRoomState {
  readonly joined: boolean;
  /** Why the room is closed to this member. */
  readonly error: ParleyError | undefined;
  /** Everybody this page knows of there, by stable id. */
  readonly userList: ReadonlyMap<string, Member>;
  /** Those who are here now. */
  readonly online: readonly Member[];
  /** How many are here; more than `online` in a crowd. */
  readonly count: number;
  /** One's own messages on their way, oldest first. */
  readonly pending: readonly PendingChatMessage[];
  /** Who types, oneself left out. */
  readonly typing: readonly Typing[];
}

export interface UseChatRoom extends ChatRoomState {
  /** Sends: see `ChatRoom.send`. */
  readonly send: (draft: ChatDraft, options?: { readonly id?: string }) => SendingChatMessage;
  /** One is typing; told to the others as often as they need to hear it. */
  readonly tellTyping: (parentMessageId?: number | null) => void;
}

/** What happens in a room, as {@link ChatRoomHandlers}; the newest closures are called. */
export type UseChatRoomHandlers = Omit<ChatRoomHandlers, 'pending' | 'status' | 'roster'>;

const blank: ChatRoomState = {
  joined: false,
  error: undefined,
  userList: new Map(),
  online: [],
  count: 0,
  pending: [],
  typing: [],
};

/**
 * Opens a room for as long as it is mounted: its events, who is there, who types, what is on its way.
 *
 * @param self one's own member id
 * @example
 * const { send, pending, typing } = useChatRoom(uuid, me.id, {
 *   newMessage: (message) => setMessages((all) => [...all, message]),
 * });
 */
export function useChatRoom(
  uuid: string,
  self: number,
  handlers: UseChatRoomHandlers,
): UseChatRoom {
  const client = useClient();
  const newest = useRef(handlers);
  const room = useRef<ChatRoom>(undefined);
  const [held, setHeld] = useState({ uuid, state: blank });
  useEffect(() => {
    newest.current = handlers;
  });

  useEffect(() => {
    const update = (part: Partial<ChatRoomState>): void =>
      setHeld((old) => ({ uuid, state: { ...(old.uuid === uuid ? old.state : blank), ...part } }));
    const who = new WhoTypes(() => update({ typing: who.list }));
    const opened = chatRoom(client, uuid, {
      newMessage(event, message) {
        who.wrote(event.sender.community_member_id, event.parent_message_id);
        newest.current.newMessage?.(event, message);
      },
      updatedMessage: (...event) => newest.current.updatedMessage?.(...event),
      deletedMessage: (...event) => newest.current.deletedMessage?.(...event),
      chatRoomUpdated: (...event) => newest.current.chatRoomUpdated?.(...event),
      typing(event, message) {
        if (event.community_member_id !== self) who.sign(event);
        newest.current.typing?.(event, message);
      },
      pending: (pending) => update({ pending }),
      roster({ members, count, left }) {
        const online = [...members.values()].filter((member) => member.online);
        update({ userList: members, online, count });
        who.left(left.map(({ scid }) => scid));
      },
      status: (status) =>
        update(status === 'joined' ? { joined: true, error: undefined } : { joined: false }),
      error(error) {
        update({ error });
        newest.current.error?.(error);
      },
      ready: (ready) => newest.current.ready?.(ready),
      gap: (gap) => newest.current.gap?.(gap),
    });
    room.current = opened;
    update({ joined: opened.status === 'joined', error: opened.error });
    return () => {
      opened.leave();
      who.stop();
      room.current = undefined;
    };
  }, [client, uuid, self]);

  const told = useRef<{ at: number; parent: number | null }>({ at: 0, parent: null });
  const send = useCallback<UseChatRoom['send']>((draft, options) => {
    if (room.current === undefined) throw new Error('The room is not mounted.');
    // What comes after it is typing anew: the others drop the sign with the message.
    told.current.at = 0;
    return room.current.send(draft, options);
  }, []);
  const tellTyping = useCallback((parentMessageId: number | null = null) => {
    const now = Date.now();
    const { at, parent } = told.current;
    if (parent === parentMessageId && now - at < TYPING_EVERY) return;
    told.current = { at: now, parent: parentMessageId };
    room.current?.typing(parentMessageId);
  }, []);
  return { ...(held.uuid === uuid ? held.state : blank), send, tellTyping };
}
