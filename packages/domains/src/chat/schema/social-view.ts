import { z } from 'zod';
import type { MessageView } from './message-view.ts';
import type { MessageType } from './names.ts';
import type { ChatRoomView } from './room-view.ts';

/** What is left of a message that is gone. */
export const DELETED_TEXT = 'This message has been deleted';

/** A member, as the social API and `chatroom` show them. */
export interface ChatroomUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
}
const user: z.ZodType<ChatroomUser> = z.object({
  id: z.int(),
  username: z.string(),
  name: z.string(),
});

/** A message, as the Socket.IO event `chatroom` and the social API show it. */
export interface ChatroomMessage {
  readonly id: number;
  /** The room's uuid. */
  readonly chatroom: string;
  readonly sender: ChatroomUser;
  readonly content: string;
  readonly type: MessageType;
  /** ISO 8601, UTC. */
  readonly date: string;
  /** Whether somebody other than the sender has read it. */
  readonly read: boolean;
}
/** {@link ChatroomMessage} as a schema. */
export const chatroomMessage: z.ZodType<ChatroomMessage> = z.object({
  id: z.int(),
  chatroom: z.string(),
  sender: user,
  content: z.string(),
  type: z.enum(['message', 'image', 'file']),
  date: z.iso.datetime(),
  read: z.boolean(),
});

/** A room, as the Socket.IO event `updatedChat` and the social API show it. */
export interface Chatroom {
  /** The room's uuid. */
  readonly id: string;
  /** Oneself and the first five of the others. */
  readonly chatroomUsers: readonly ChatroomUser[];
  /** The newest, the last one first. */
  readonly messages: readonly ChatroomMessage[];
  readonly lastMessage: ChatroomMessage | null;
}
/** {@link Chatroom} as a schema. */
export const chatroom: z.ZodType<Chatroom> = z.object({
  id: z.string(),
  chatroomUsers: z.array(user),
  messages: z.array(chatroomMessage),
  lastMessage: chatroomMessage.nullable(),
});

/** A message as `chatroom` shows it. Pure. */
export function toChatroomMessage(message: MessageView, read: boolean): ChatroomMessage {
  const { sender } = message;
  return {
    id: message.id,
    chatroom: message.chat_room_uuid,
    sender: {
      id: sender.community_member_id,
      username: sender.username ?? '',
      name: sender.name,
    },
    content: message.deleted_at === null ? message.body : DELETED_TEXT,
    type: message.deleted_at === null ? (message.message_type ?? 'message') : 'message',
    date: message.sent_at,
    read,
  };
}

/** Who is in a room, as far as its view tells: oneself first. Pure. */
export function usersIn(
  room: Pick<ChatRoomView, 'current_participant' | 'other_participants_preview'>,
): Omit<ChatroomUser, 'username'>[] {
  const own = room.current_participant === null ? [] : [room.current_participant];
  return [...own, ...room.other_participants_preview].map(({ community_member_id: id, name }) => ({
    id,
    name,
  }));
}
