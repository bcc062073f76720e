import type { ChatRoomView, MessageView, SimplifiedChatRoom } from './views.ts';

/** What a domain's events are called between the domain and the log. */
export const CHAT_EVENT = 'chat.';

/**
 * Chat's events and what each carries. On the wire of the topic language the name is the `action`,
 * and those about a message also carry `message`, its plain text; on Action Cable the name is `event`
 * beside the fields.
 */
export interface ChatEvents {
  /** Room channel; member channels for the top level of rooms that are not embedded; threads channels for replies. */
  readonly newMessage: MessageView & { readonly action?: string };
  readonly updatedMessage: MessageView;
  readonly deletedMessage: DeletedMessage;
  /** Personal, on the member's own channel. */
  readonly chatRoomCreated: ChatRoomView;
  readonly chatRoomUpdated: SimplifiedChatRoom;
  readonly chatRoomDeleted: { readonly chat_room_uuid: string };
  readonly chatRoomRead: { readonly chat_room_uuid: string };
  readonly chatRoomPinned: { readonly chat_room_id: number; readonly pinned_at: string };
  readonly chatRoomUnPinned: { readonly chat_room_id: number };
  readonly chatThreadRead: { readonly chat_thread_id: number };
  /** Transient, on the room's topic. */
  readonly typing: Typing;
}

/** The name of one of chat's events. */
export type ChatEventName = keyof ChatEvents;

/** A message that is gone, with its parent as it is now; `null` at the top level. */
export interface DeletedMessage {
  readonly id: number;
  readonly chat_room_uuid: string;
  readonly parent_message_id: number | null;
  readonly parent_message: MessageView | null;
}

/** Somebody is writing. Tell it again every few seconds; it is over 6 s after the last. */
export interface Typing {
  readonly community_member_id: number;
  readonly name: string;
  /** Set in a thread. */
  readonly parent_message_id: number | null;
}

/** The payload of the internal event `parley.removed` on a room's topic. */
export interface RemovedPayload {
  readonly memberId: number;
}
