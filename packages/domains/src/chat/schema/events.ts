import { z } from 'zod';
import type { EventSpec } from './event-spec.ts';
import {
  chatRoomView,
  messageView,
  newMessage,
  simplifiedChatRoom,
  type ChatRoomView,
  type MessageView,
  type NewMessage,
  type SimplifiedChatRoom,
} from './views.ts';

/** What a domain's events are called between the domain and the log. */
export const CHAT_EVENT = 'chat.';

/**
 * Chat's events and what each carries. On the wire of the topic language the name is the `action`,
 * and those about a message also carry `message`, its plain text; on Action Cable the name is `event`
 * beside the fields.
 */
export interface ChatEvents {
  /** Room channel; member channels for the top level of rooms that are not embedded; threads channels for replies. */
  readonly newMessage: NewMessage;
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
  /** Transient, on the own topics of both members of a direct room. */
  readonly callRinging: CallRinging;
  readonly callAnswered: CallNotice;
  readonly callDeclined: CallNotice;
  readonly callBusy: CallNotice;
  readonly callCancelled: CallCancelled;
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

/** Somebody did something about a direct room's call. */
export interface CallNotice {
  readonly chat_room_uuid: string;
  /** Who did it; one's own pages hear it too. */
  readonly community_member_id: number;
  readonly name: string;
}

/** Somebody calls. It is said again every few seconds, so that a page that opens meanwhile rings, too. */
export interface CallRinging extends CallNotice {
  /** The same each time it is said of one call: who declined that one hears no more of it. */
  readonly call_id: string;
  /** It rings no longer without being said again, ms: a page that crashed says nothing. */
  readonly expires_in: number;
  /** So long the caller says it again, ms from the first time on. */
  readonly gives_up_after: number;
}

/** Who called gave up. */
export interface CallCancelled extends CallNotice {
  /** It rang for as long as it does: nobody was there. */
  readonly missed: boolean;
}

/** The payload of the internal event `parley.removed` on a room's topic. */
export interface RemovedPayload {
  /** Who is removed; `null`: everybody, the room is gone. */
  readonly memberId: number | null;
}

const deletedMessage: z.ZodType<DeletedMessage> = z.object({
  id: z.int(),
  chat_room_uuid: z.string(),
  parent_message_id: z.int().nullable(),
  parent_message: messageView.nullable().describe('As it is now; null at the top level.'),
});
const typing: z.ZodType<Typing> = z.object({
  community_member_id: z.int(),
  name: z.string(),
  parent_message_id: z.int().nullable().describe('Set in a thread.'),
});
const callNotice = {
  chat_room_uuid: z.string(),
  community_member_id: z.int().describe("Who did it; one's own pages hear it too."),
  name: z.string(),
};
const roomUuid = z.object({ chat_room_uuid: z.string() });

const ROOM = 'room:<uuid>';
const MEMBER = 'chat-room-channel-<member id>';
const THREADS = 'chat-community-member-<member id>-threads-channel';

/** Chat's events as data: what checks them, and what the reference says of them. */
export const chatEvents: { readonly [K in ChatEventName]: EventSpec<ChatEvents[K]> } = {
  newMessage: {
    schema: newMessage,
    topics: [ROOM, MEMBER, THREADS],
    summary:
      'Somebody said something. On member topics: the top level of rooms that are not embedded; on threads topics: replies.',
  },
  updatedMessage: {
    schema: messageView,
    topics: [ROOM, MEMBER, THREADS],
    summary:
      'A message was edited, reacted to, or answered. On member topics, in place of the room’s: where some in the room may not read it, because they came later.',
  },
  deletedMessage: {
    schema: deletedMessage,
    topics: [ROOM, THREADS],
    summary: 'A message is gone.',
  },
  chatRoomCreated: {
    schema: chatRoomView,
    topics: [MEMBER],
    summary: 'The member is in a new room.',
  },
  chatRoomUpdated: {
    schema: simplifiedChatRoom,
    topics: [ROOM, MEMBER],
    summary:
      'Name, description, history or pinned message of a room changed. On member topics also: what was said last in it was edited, or something said in it is gone.',
  },
  chatRoomDeleted: {
    schema: roomUuid,
    topics: [MEMBER],
    summary: 'A room is gone, or the member is no longer in it.',
  },
  chatRoomRead: { schema: roomUuid, topics: [MEMBER], summary: 'The member has read a room.' },
  chatRoomPinned: {
    schema: z.object({ chat_room_id: z.int(), pinned_at: z.iso.datetime() }),
    topics: [MEMBER],
    summary: 'The member has pinned a room for themselves.',
  },
  chatRoomUnPinned: {
    schema: z.object({ chat_room_id: z.int() }),
    topics: [MEMBER],
    summary: 'The member has unpinned a room.',
  },
  chatThreadRead: {
    schema: z.object({ chat_thread_id: z.int() }),
    topics: [THREADS],
    summary: 'The member has read a thread.',
  },
  typing: {
    schema: typing,
    topics: [ROOM],
    summary: 'Somebody is writing. Not stored; over 6 s after the last.',
  },
  callRinging: {
    schema: z.object({
      ...callNotice,
      call_id: z.string().describe('The same each time it is said of one call.'),
      expires_in: z.int().describe('Milliseconds that it rings without being said again.'),
      gives_up_after: z.int().describe('Milliseconds that the caller says it again, in all.'),
    }),
    topics: [MEMBER],
    summary:
      'Somebody calls in a direct room, and says so again every 3 s while they wait. Not stored.',
  },
  callAnswered: {
    schema: z.object(callNotice),
    topics: [MEMBER],
    summary: 'The call was answered, perhaps on another page of one’s own. Not stored.',
  },
  callDeclined: {
    schema: z.object(callNotice),
    topics: [MEMBER],
    summary: 'The call was declined. Not stored.',
  },
  callBusy: {
    schema: z.object(callNotice),
    topics: [MEMBER],
    summary: 'Who is called is in another call. Not stored.',
  },
  callCancelled: {
    schema: z.object({ ...callNotice, missed: z.boolean().describe('It rang to the end.') }),
    topics: [MEMBER],
    summary: 'Who called gave up. Not stored.',
  },
};
