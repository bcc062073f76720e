import type { RichTextBody } from './bodies.ts';
import type { RoomAccess, RoomKind } from './names.ts';

/** A page of a numbered list. */
export interface Page<T> {
  readonly page: number;
  readonly per_page: number;
  readonly has_next_page: boolean;
  /** Of all records. */
  readonly count: number;
  readonly page_count: number;
  readonly records: readonly T[];
}

/** A member, where they say or do something. */
export interface SenderView {
  readonly community_member_id: number;
  readonly name: string;
  /** `member` or `admin`, on the whole server. */
  readonly role: string;
  /** CSS colour. */
  readonly color: string;
  readonly avatar_url: null;
}

/** A member in a room. */
export interface ParticipantView extends SenderView {
  /** Of the participation, not of the member. */
  readonly id: number;
  /** Whether they own the room, alone or with others. */
  readonly admin: boolean;
}

/** One's own participation. */
export interface OwnParticipantView extends ParticipantView {
  readonly muted: boolean;
  readonly archived: boolean;
  /** ISO 8601; `null` while the room is not pinned. */
  readonly pinned_at: string | null;
  /** The newest message marked as read; `null` before the first. */
  readonly last_read_message_id: number | null;
}

/** Rich text as answered: the document, and the same as plain text. */
export interface RichTextView extends RichTextBody {
  readonly circle_ios_fallback_text: string;
}

/** Who reacted how. */
export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  /** The first 100 who did, in their order. */
  readonly community_member_ids: readonly number[];
}

/** A message, as REST and events show it. Nothing in it depends on who looks. Dates are ISO 8601, UTC. */
export interface MessageView {
  readonly id: number;
  readonly chat_room_uuid: string;
  readonly chat_room_kind: RoomKind;
  readonly chat_room_participant_id: number;
  /** Plain text; empty when deleted. */
  readonly body: string;
  readonly rich_text_body: RichTextView;
  readonly sent_at: string;
  readonly created_at: string;
  readonly sender: SenderView;
  readonly creation_uuid: string;
  /** The thread it began or belongs to. */
  readonly chat_thread_id: number | null;
  readonly parent_message_id: number | null;
  readonly lesson_id: null;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
  readonly replies_count: number;
  readonly chat_thread_replies_count: number;
  readonly total_thread_participants_count: number;
  /** The first five. */
  readonly thread_participants_preview: readonly SenderView[];
  readonly reactions: readonly ReactionView[];
  /** Where it stands on the room's topic. */
  readonly offset: number;
}

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

/** What everybody in a room knows of it. */
export interface SimplifiedChatRoom {
  readonly id: number;
  readonly uuid: string;
  readonly topic: string;
  readonly chat_room_kind: RoomKind;
  readonly chat_room_access: RoomAccess;
  readonly chat_room_name: string;
  readonly chat_room_description: string;
  readonly chat_room_show_history: boolean;
  readonly pinned_message: MessageView | null;
}

/** What is answered to a message that was stored. */
export interface SentMessage {
  readonly id: number;
  readonly creation_uuid: string;
  readonly parent_message_id: number | null;
  readonly sent_at: string;
}

/** Messages around one, ascending, without gap or overlap with the windows beside it. */
export interface MessageWindow {
  /** The one looked around; `null` when the newest were asked for. */
  readonly id: number | null;
  readonly has_previous_page: boolean;
  readonly has_next_page: boolean;
  readonly first_id: number | null;
  readonly last_id: number | null;
  /** Of all that the member may read. */
  readonly total_count: number;
  readonly records: readonly MessageView[];
}

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

/** Something found. */
export interface SearchHit {
  readonly chat_room_name: string;
  readonly message: MessageView;
}
