import { z } from 'zod';
import type { MessageType, RoomAccess } from './names.ts';

const roomName = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(80, 'At most 80 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.');
const roomDescription = z.string().trim().max(500, 'At most 500 characters.');
const memberIds = z.array(z.int().positive()).max(1000, 'At most 1,000 at once.');
const id = z.int().positive();

/** A TipTap document and, from a client that has none, nothing else. Checked node by node later. */
const richTextBody: z.ZodType<RichTextBody> = z.object({
  body: z.record(z.string(), z.unknown()),
});
const sayHello = {
  rich_text_body: {
    body: {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hello!' }] }],
    },
  },
};
/** What is typed in the editor, as sent. */
export interface RichTextBody {
  /** A TipTap document: `{ type: 'doc', content: [...] }`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** `POST /messages`: makes a room, or finds the direct one. */
export const createRoomBody: z.ZodType<CreateRoomBody> = z
  .object({
    chat_room: z
      .object({
        kind: z.enum(['direct', 'group_chat', 'embedded']),
        community_member_ids: memberIds.default([]),
        name: roomName.optional(),
        description: roomDescription.optional(),
        access: z.enum(['open', 'private']).optional(),
        show_history: z.boolean().optional(),
        rich_text_body: richTextBody.optional(),
        body: z.string().optional(),
      })
      .refine((room) => room.kind !== 'embedded' || room.name !== undefined, {
        message: 'Enter a name.',
        path: ['name'],
      })
      .refine((room) => room.kind !== 'direct' || room.community_member_ids.length === 1, {
        message: 'A direct conversation is with one other member.',
        path: ['community_member_ids'],
      }),
  })
  .meta({ examples: [{ chat_room: { kind: 'direct', community_member_ids: [2], ...sayHello } }] });
/** {@link createRoomBody} as a type. */
export interface CreateRoomBody {
  readonly chat_room: {
    readonly kind: 'direct' | 'group_chat' | 'embedded';
    readonly community_member_ids: readonly number[];
    /** Needed for an embedded room. A group without one is called by those whom it is made with. */
    readonly name?: string | undefined;
    readonly description?: string | undefined;
    /** `private` when not said; `open` for embedded ones. */
    readonly access?: RoomAccess | undefined;
    /** Whether those who come later may read what was said before; yes when not said. */
    readonly show_history?: boolean | undefined;
    /** A first message. */
    readonly rich_text_body?: RichTextBody | undefined;
    /** The same as plain text, for those who have no editor. Passed over beside `rich_text_body`. */
    readonly body?: string | undefined;
  };
}

/** `PATCH /messages/{uuid}` */
export const updateRoomBody: z.ZodType<UpdateRoomBody> = z
  .object({
    name: roomName.optional(),
    description: roomDescription.optional(),
    show_history: z.boolean().optional(),
    /** `null` unpins. */
    pinned_message_id: id.nullable().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: 'Say what to change.',
    path: ['name'],
  })
  .meta({ examples: [{ name: 'Garden', description: 'What grows' }] });
/** {@link updateRoomBody} as a type. */
export interface UpdateRoomBody {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly show_history?: boolean | undefined;
  /** The message pinned for everybody in the room; `null` unpins. */
  readonly pinned_message_id?: number | null | undefined;
}

/** `POST /messages/{uuid}/chat_room_messages` */
export const sendMessageBody: z.ZodType<SendMessageBody> = z
  .object({
    rich_text_body: richTextBody.optional(),
    body: z.string().optional(),
    parent_message_id: id.nullable().optional(),
    creation_uuid: z.string().min(1).max(64).optional(),
    message_type: z.enum(['message', 'image', 'file']).optional(),
  })
  .refine((body) => body.rich_text_body !== undefined || body.body !== undefined, {
    message: 'Write something.',
    path: ['rich_text_body'],
  })
  .meta({ examples: [sayHello] });
/** {@link sendMessageBody} as a type. */
export interface SendMessageBody {
  readonly rich_text_body?: RichTextBody | undefined;
  /** Plain text, for those who have no editor. Passed over beside `rich_text_body`. */
  readonly body?: string | undefined;
  /** The message that this one answers. */
  readonly parent_message_id?: number | null | undefined;
  /** The client's own id of the message; a repeat is stored once. */
  readonly creation_uuid?: string | undefined;
  /** `message` when not said; else `body` is the address of a picture or a file. */
  readonly message_type?: MessageType | undefined;
}

/** `PUT /messages/{uuid}/chat_room_messages/{id}` */
export const editMessageBody: z.ZodType<EditMessageBody> = z
  .object({ rich_text_body: richTextBody.optional(), body: z.string().optional() })
  .refine((body) => body.rich_text_body !== undefined || body.body !== undefined, {
    message: 'Write something.',
    path: ['rich_text_body'],
  })
  .meta({ examples: [sayHello] });
/** {@link editMessageBody} as a type. */
export type EditMessageBody = Pick<SendMessageBody, 'rich_text_body' | 'body'>;

/** `POST /messages/{uuid}/chat_room_participants` */
export const addParticipantsBody: z.ZodType<AddParticipantsBody> = z.object({
  community_member_ids: memberIds.min(1, 'Say whom to add.'),
});
/** {@link addParticipantsBody} as a type. */
export interface AddParticipantsBody {
  readonly community_member_ids: readonly number[];
}

/** `PUT /messages/{uuid}/chat_room_participants/{id}` */
export const updateParticipantBody: z.ZodType<UpdateParticipantBody> = z
  .object({
    admin: z.boolean().optional(),
    archived: z.boolean().optional(),
    muted: z.boolean().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: 'Say what to change.',
    path: ['muted'],
  });
/** {@link updateParticipantBody} as a type. `admin` is an owner's to give; the others are one's own. */
export interface UpdateParticipantBody {
  readonly admin?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly muted?: boolean | undefined;
}

/** `POST|DELETE /reactions` */
export const reactionBody: z.ZodType<ReactionBody> = z
  .object({
    chat_room_message: id,
    emoji: z
      .string()
      .min(1)
      .max(32)
      .regex(/^\P{Cc}+$/u, 'An emoji.'),
  })
  .meta({ examples: [{ chat_room_message: 1, emoji: '👍' }] });
/** {@link reactionBody} as a type. */
export interface ReactionBody {
  /** The message's id. */
  readonly chat_room_message: number;
  readonly emoji: string;
}

/** What pages of numbered lists are asked by: from 1, at most 100 a page. */
export const pageQuery: z.ZodType<PageQuery> = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
});
/** {@link pageQuery} as a type. */
export interface PageQuery {
  readonly page: number;
  readonly per_page: number;
}

/** `GET /messages` */
export const roomsQuery: z.ZodType<RoomsQuery> = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
  status: z.enum(['active', 'archived', 'open']).default('active'),
});
/** {@link roomsQuery} as a type. */
export interface RoomsQuery extends PageQuery {
  /** One's own rooms, those of them that one put away, or the open ones that one has not joined. */
  readonly status: 'active' | 'archived' | 'open';
}

/** `GET …/chat_room_messages`, also with `parent_message_id` for the replies of a thread. */
export const windowQuery: z.ZodType<WindowQuery> = z.object({
  id: z.coerce.number().int().positive().optional(),
  previous_per_page: z.coerce.number().int().min(0).max(100).default(20),
  next_per_page: z.coerce.number().int().min(0).max(100).default(20),
  parent_message_id: z.coerce.number().int().positive().optional(),
});
/**
 * {@link windowQuery} as a type. With `id` and both sides the message itself stands in the middle; with
 * one side alone (the other 0) it is left out: `first_id` with only `previous_per_page` is the window
 * before, `last_id` with only `next_per_page` the one after.
 */
export interface WindowQuery {
  /** The message to look around; absent: the newest ones. */
  readonly id?: number | undefined;
  readonly previous_per_page: number;
  readonly next_per_page: number;
  /** Replies to this message instead of the room's top level. */
  readonly parent_message_id?: number | undefined;
}

/** `GET /search/messages` */
export const searchQuery: z.ZodType<SearchQuery> = z.object({
  query: z.string().trim().min(1, 'Enter what to look for.').max(200),
  chat_room_uuid: z.string().max(64).optional(),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  per_page: z.coerce.number().int().min(1).max(50).default(20),
});
/** {@link searchQuery} as a type. */
export interface SearchQuery extends PageQuery {
  readonly query: string;
  /** Only in this room. */
  readonly chat_room_uuid?: string | undefined;
}
