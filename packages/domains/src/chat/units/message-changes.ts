import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { dropFilesOf } from '../../files/attaching.ts';
import { fileNameIn } from '../../files/schema.ts';
import { forgetMessage } from '../../notifications/notify.ts';
import { changeTopics, isHiddenFromSome, topicsHolding } from '../message-audience.ts';
import { isAddress } from '../message-content.ts';
import { messageLimits } from '../message-limits.ts';
import {
  deletedReplies,
  messageIn,
  speakerIn,
  updateMessage,
  type MessageRow,
  type SpeakerRow,
} from '../message-repository.ts';
import { messageViews } from '../message-views.ts';
import { ownOfThoseGone } from '../own-topics.ts';
import { clearReactions } from '../reaction-repository.ts';
import { isLastSaid } from '../room-list.ts';
import { forgetQuotes } from '../room-quotes.ts';
import { roomOf } from '../room-repository.ts';
import { messageSubject, roomTopic, threadsTopic, type MessageView } from '../schema.ts';
import { tell } from '../tell.ts';
import { threadReaders } from '../thread-repository.ts';
import { refuse, type Refused } from './refused.ts';

/** Who changes which message. */
export interface ChangeArgs {
  readonly uuid: string;
  readonly memberId: number;
  readonly messageId: number;
  readonly fanoutLimit: number;
}

/** By what the events about a deleted reply are redacted: they quote its parent. */
export function deletedSubject(messageId: number): `chat_deleted:${number}` {
  return `chat_deleted:${messageId}`;
}

/** The document of a message that is gone. */
const nothing = { type: 'doc', content: [] };

interface Found {
  readonly room: SpeakerRow;
  readonly message: MessageRow;
}

/** A message and its room, if the member may read both. */
export async function findMessage(
  tx: UnitContext,
  { uuid, memberId, messageId }: Omit<ChangeArgs, 'fanoutLimit'>,
): Promise<Found | undefined> {
  const room = await speakerIn(tx.db, uuid, memberId);
  if (room === undefined) return undefined;
  const reader = { memberId, access: room.access };
  const message = await messageIn(tx.db, room.room_id, messageId, reader);
  return message === undefined ? undefined : { room, message };
}

/** Edits a message: its row, and every payload of it that the log holds. */
export const editMessageUnit: Unit<
  ChangeArgs & { richText: Readonly<Record<string, unknown>>; text: string },
  { edited: boolean } | Refused
> = defineUnit({
  name: 'chat.editMessage',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, args) => {
    const found = await findMessage(tx, args);
    if (found === undefined) return refuse('not_found');
    const { message } = found;
    if (message.member_id !== args.memberId) return refuse('forbidden');
    const { text: body, richText } = args;
    if (message.message_type !== 'message') {
      // A file of ours belongs to its message: another one is another message.
      const isOurs = [message.body, body].some((text) => fileNameIn(text) !== undefined);
      if (isOurs || !isAddress(body)) return refuse('invalid');
    }
    await updateMessage(tx.db, message.id, { body, richText, edited_on: tx.now });
    const view = await viewOf(tx, message.id);
    await forget(tx, found, args, view);
    await tellChange(tx, found, args, view);
    return { edited: true };
  },
});

/**
 * Deletes a message: what it said is gone from its row, the index, and every payload that the log
 * holds. Its author may; the room's owners may, but for direct rooms; administrators in open ones.
 */
export const deleteMessageUnit: Unit<
  ChangeArgs & { isAdministrator: boolean },
  { deleted: boolean } | Refused
> = defineUnit({
  name: 'chat.deleteMessage',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, args) => {
    const found = await findMessage(tx, args);
    if (found === undefined) return refuse('not_found');
    const { room, message } = found;
    const isTheirs = message.member_id === args.memberId;
    const isKeeper =
      (room.room_role === 'owner' && room.kind !== 'direct') ||
      (args.isAdministrator && room.access === 'open');
    if (!isTheirs && !isKeeper) return refuse('forbidden');
    await updateMessage(tx.db, message.id, { body: '', richText: nothing, deleted_on: tx.now });
    await clearReactions(tx.db, message.id);
    await dropFilesOf(tx, [message.id]);
    await forget(tx, found, args, await viewOf(tx, message.id));
    await tellDeleted(tx, found, args);
    return { deleted: true };
  },
});

/** Tells that a message is not as it was: edited, or reacted to. */
export async function tellChange(
  tx: UnitContext,
  { room, message }: Found,
  { uuid, memberId, fanoutLimit }: ChangeArgs,
  view: MessageView,
): Promise<string[]> {
  const { room_id: roomId, access } = room;
  const { thread_id: threadId, topic_offset: offset } = message;
  const topics = await changeTopics(
    tx.db,
    { roomId, uuid, access, threadId, offset },
    { fanoutLimit },
  );
  tell(tx, topics, 'updatedMessage', view, { subject: messageSubject(message.id), memberId });
  return topics;
}

/** A message as those see it who left before it was changed: as one that is gone. */
function withheld(view: MessageView, now: string): MessageView {
  const { file: _, ...rest } = view;
  return {
    ...rest,
    body: '',
    rich_text_body: { body: nothing, circle_ios_fallback_text: '' },
    deleted_at: view.deleted_at ?? now,
    replies_count: 0,
    chat_thread_replies_count: 0,
    total_thread_participants_count: 0,
    thread_participants_preview: [],
    reactions: [],
  };
}

/** The message as it is shown now. */
export async function viewOf(tx: UnitContext, messageId: number): Promise<MessageView> {
  const view = (await messageViews(tx.db, [messageId])).get(messageId);
  if (view === undefined) throw new TypeError('A message is gone that was there.');
  return view;
}

/** Puts `view` in the place of everything that the log holds of a message, wherever it is quoted. */
async function forget(
  tx: UnitContext,
  { room, message }: Found,
  { uuid, memberId, fanoutLimit }: ChangeArgs,
  view: MessageView,
): Promise<void> {
  const { room_id: roomId, access } = room;
  const at = { roomId, uuid, access };
  const { action } = message;
  const subject = messageSubject(message.id);
  const payload = action === null ? view : { action, ...view };
  const isGone = await ownOfThoseGone(tx.db, at);
  const holding = await topicsHolding(tx.db, at, subject);
  await tx.redact(
    holding.filter((topic) => !isGone(topic)),
    subject,
    payload,
  );
  // What it says now was not said to them.
  await tx.redact(holding.filter(isGone), subject, withheld(view, tx.now), { apart: true });
  if (message.thread_id !== null && message.parent_message_id === null) {
    for (const id of await deletedReplies(
      tx.db,
      message.id,
      messageLimits.deletedRepliesWithParent.default,
    )) {
      const about = deletedSubject(id);
      // Who may not read the parent may read this; replays tell what became of it.
      const gone = goneOf(uuid, { id, parent_message_id: message.id }, null);
      await tx.redact(await topicsHolding(tx.db, at, about), about, gone);
    }
  }
  const whole = await roomOf(tx.db, uuid, memberId);
  const isDeleted = view.deleted_at !== null;
  const isTop = message.parent_message_id === null;
  // One that is gone may have been unread by somebody, wherever it stood.
  const isShown = isTop && (isDeleted || (await isLastSaid(tx.db, roomId, message.topic_offset)));
  if (whole !== undefined)
    await forgetQuotes(tx, whole.room, { id: message.id, isDeleted, isShown, fanoutLimit });
  await forgetMessage(tx, message.id);
}

/**
 * Tells that a message is gone, with its parent as it is now. The parent is left out where some in the
 * room may not read it, since they came later, and after the first hundred: every edit of the parent
 * goes through all of them.
 */
async function tellDeleted(
  tx: UnitContext,
  { room, message }: Found,
  { uuid, memberId }: ChangeArgs,
): Promise<void> {
  const { room_id: roomId, access } = room;
  const { parent_message_id: parentId, thread_id: threadId } = message;
  const parent = parentId === null ? null : await viewOf(tx, parentId);
  const most = messageLimits.deletedRepliesWithParent.default;
  const isQuoted =
    parent !== null &&
    !(await isHiddenFromSome(tx.db, { roomId, access }, parent.offset)) &&
    (await deletedReplies(tx.db, parent.id, most + 1)).length <= most;
  const at = { access, offset: message.topic_offset };
  const readers =
    threadId === null
      ? []
      : await threadReaders(tx.db, threadId, at, messageLimits.threadParticipants.default);
  tell(
    tx,
    [roomTopic(uuid), ...readers.map(threadsTopic)],
    'deletedMessage',
    goneOf(uuid, message, isQuoted ? parent : null),
    { memberId, subject: deletedSubject(message.id) },
  );
}

function goneOf(
  uuid: string,
  message: { readonly id: number; readonly parent_message_id: number | null },
  parent: MessageView | null,
): {
  id: number;
  chat_room_uuid: string;
  parent_message_id: number | null;
  parent_message: MessageView | null;
} {
  const { id, parent_message_id } = message;
  return { id, chat_room_uuid: uuid, parent_message_id, parent_message: parent };
}
