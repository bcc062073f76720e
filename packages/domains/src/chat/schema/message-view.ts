import { z } from 'zod';
import { fileView, type FileView } from '../../files/schema.ts';
import type { RichTextBody } from './bodies.ts';
import { roomKind } from './kinds.ts';
import type { MessageType, RoomKind } from './names.ts';
import { senderView, type SenderView } from './people.ts';

/** Rich text as answered: the document, and the same as plain text. */
export interface RichTextView extends RichTextBody {
  readonly circle_ios_fallback_text: string;
}
/** {@link RichTextView} as a schema. */
export const richTextView: z.ZodType<RichTextView> = z.object({
  body: z.record(z.string(), z.unknown()).describe('A TipTap document.'),
  circle_ios_fallback_text: z.string().describe('The same as plain text.'),
});

/** Who reacted how. */
export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  /** The first 100 who did, in their order. */
  readonly community_member_ids: readonly number[];
}
/** {@link ReactionView} as a schema. */
export const reactionView: z.ZodType<ReactionView> = z.object({
  emoji: z.string(),
  count: z.int(),
  community_member_ids: z.array(z.int()).describe('The first 100 who did, in their order.'),
});

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
  /** Of the thread it belongs to: a reply tells its parent's new count. Deleted ones do not count. */
  readonly chat_thread_replies_count: number;
  readonly total_thread_participants_count: number;
  /** The first five. */
  readonly thread_participants_preview: readonly SenderView[];
  readonly reactions: readonly ReactionView[];
  /** Where it stands on the room's topic. */
  readonly offset: number;
  /** Absent: a message of text. */
  readonly message_type?: Exclude<MessageType, 'message'> | undefined;
  /** The file of this server that it was sent with; its address is the body. */
  readonly file?: FileView | undefined;
}
const message = {
  id: z.int(),
  chat_room_uuid: z.string(),
  chat_room_kind: roomKind,
  chat_room_participant_id: z.int(),
  body: z.string().describe('Plain text; empty when deleted.'),
  rich_text_body: richTextView,
  sent_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  sender: senderView,
  creation_uuid: z.string(),
  chat_thread_id: z.int().nullable().describe('The thread it began or belongs to.'),
  parent_message_id: z.int().nullable(),
  lesson_id: z.null(),
  edited_at: z.iso.datetime().nullable(),
  deleted_at: z.iso.datetime().nullable(),
  replies_count: z.int(),
  chat_thread_replies_count: z
    .int()
    .describe("Of the thread it belongs to: a reply tells its parent's new count."),
  total_thread_participants_count: z.int(),
  thread_participants_preview: z.array(senderView).describe('The first five.'),
  reactions: z.array(reactionView),
  offset: z.int().describe("Where it stands on the room's topic."),
  message_type: z
    .enum(['image', 'file'])
    .optional()
    .describe('The body is the address of a picture or a file. Absent: a message of text.'),
  file: fileView.optional().describe('The file of this server at that address.'),
};
/** {@link MessageView} as a schema. */
export const messageView: z.ZodType<MessageView> = z.object(message);

/** What `newMessage` carries: the message and, for topic clients, the action it was sent as. */
export interface NewMessage extends MessageView {
  readonly action?: string | undefined;
}
/** {@link NewMessage} as a schema. */
export const newMessage: z.ZodType<NewMessage> = z.object({
  ...message,
  action: z.string().optional().describe('Only for topic clients: what it was sent as.'),
});

/** What is answered to a message that was stored. */
export interface SentMessage {
  readonly id: number;
  readonly creation_uuid: string;
  readonly parent_message_id: number | null;
  readonly sent_at: string;
}
/** {@link SentMessage} as a schema. */
export const sentMessage: z.ZodType<SentMessage> = z.object({
  id: z.int(),
  creation_uuid: z.string(),
  parent_message_id: z.int().nullable(),
  sent_at: z.iso.datetime(),
});

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
/** {@link MessageWindow} as a schema. */
export const messageWindow: z.ZodType<MessageWindow> = z.object({
  id: z.int().nullable().describe('The one looked around; null when the newest were asked for.'),
  has_previous_page: z.boolean(),
  has_next_page: z.boolean(),
  first_id: z.int().nullable(),
  last_id: z.int().nullable(),
  total_count: z.int().describe('Of all that the member may read.'),
  records: z.array(messageView).describe('Ascending.'),
});

/** Something found. */
export interface SearchHit {
  readonly chat_room_name: string;
  readonly message: MessageView;
}
/** {@link SearchHit} as a schema. */
export const searchHit: z.ZodType<SearchHit> = z.object({
  chat_room_name: z.string(),
  message: messageView,
});
