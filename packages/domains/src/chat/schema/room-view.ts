import { z } from 'zod';
import { messageView, type MessageView } from './message-view.ts';
import { roomAccess, roomKind } from './kinds.ts';
import type { RoomAccess, RoomKind } from './names.ts';
import {
  ownParticipantView,
  participantView,
  type OwnParticipantView,
  type ParticipantView,
} from './people.ts';

/** A room as one member sees it. */
export interface ChatRoomView {
  readonly id: number;
  readonly uuid: string;
  /** The room's topic by its other name: `chat-room-<id>-channel`. */
  readonly identifier: string;
  /** The room's topic. */
  readonly topic: string;
  /** Of top-level messages; at most 1,000 are counted. */
  readonly unread_messages_count: number;
  readonly chat_room_kind: RoomKind;
  readonly chat_room_access: RoomAccess;
  /** In a direct room: the other's. */
  readonly chat_room_name: string;
  readonly chat_room_description: string;
  readonly chat_room_show_history: boolean;
  readonly chat_room_participants_count: number;
  /** The first five of the others. */
  readonly other_participants_preview: readonly ParticipantView[];
  /** `null` in an open room that they have not joined. */
  readonly current_participant: OwnParticipantView | null;
  /** The newest top-level one that the member may read. */
  readonly last_message: MessageView | null;
  readonly pinned_message: MessageView | null;
}
/** {@link ChatRoomView} as a schema. */
export const chatRoomView: z.ZodType<ChatRoomView> = z.object({
  id: z.int(),
  uuid: z.string(),
  identifier: z.string().describe("The room's topic by its other name: `chat-room-<id>-channel`."),
  topic: z.string(),
  unread_messages_count: z.int().describe('Of top-level messages; at most 1,000 are counted.'),
  chat_room_kind: roomKind,
  chat_room_access: roomAccess,
  chat_room_name: z.string().describe("In a direct room: the other's."),
  chat_room_description: z.string(),
  chat_room_show_history: z.boolean(),
  chat_room_participants_count: z.int(),
  other_participants_preview: z.array(participantView).describe('The first five of the others.'),
  current_participant: ownParticipantView.nullable(),
  last_message: messageView.nullable(),
  pinned_message: messageView.nullable(),
});

/** What everybody in a room knows of it. */
export interface SimplifiedChatRoom {
  readonly id: number;
  readonly uuid: string;
  readonly topic: string;
  readonly chat_room_kind: RoomKind;
  readonly chat_room_access: RoomAccess;
  /** Of a direct room: the other's on the own topics of the two, empty on the room's. */
  readonly chat_room_name: string;
  readonly chat_room_description: string;
  readonly chat_room_show_history: boolean;
  readonly pinned_message: MessageView | null;
}
/** {@link SimplifiedChatRoom} as a schema. */
export const simplifiedChatRoom: z.ZodType<SimplifiedChatRoom> = z.object({
  id: z.int(),
  uuid: z.string(),
  topic: z.string(),
  chat_room_kind: roomKind,
  chat_room_access: roomAccess,
  chat_room_name: z.string(),
  chat_room_description: z.string(),
  chat_room_show_history: z.boolean(),
  pinned_message: messageView.nullable(),
});

/** A thread that a member takes part in. */
export interface ChatThreadView {
  readonly id: number;
  readonly chat_room_uuid: string;
  readonly chat_room_name: string;
  readonly parent_message: MessageView;
  readonly last_reply: MessageView | null;
  readonly unread_messages_count: number;
  readonly replies_count: number;
}
/** {@link ChatThreadView} as a schema. */
export const chatThreadView: z.ZodType<ChatThreadView> = z.object({
  id: z.int(),
  chat_room_uuid: z.string(),
  chat_room_name: z.string(),
  parent_message: messageView,
  last_reply: messageView.nullable(),
  unread_messages_count: z.int(),
  replies_count: z.int(),
});
