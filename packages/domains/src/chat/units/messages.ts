import { HubError } from '@parley/hub';
import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { fileToSend } from '../../files/attaching.ts';
import { noteMessage, viewOf, type FileRow } from '../../files/repository.ts';
import { fileNameIn } from '../../files/schema.ts';
import { isPicture } from '../../files/types.ts';
import { parentTopics } from '../message-audience.ts';
import { messageLimits } from '../message-limits.ts';
import {
  beginThread,
  insertMessage,
  listenersIn,
  listenersOf,
  messageIn,
  speakerIn,
  touchRoom,
  type ListenerRow,
  type MessageRow,
  type SpeakerRow,
} from '../message-repository.ts';
import { messageView, messageViews, type MessageFacts } from '../message-views.ts';
import { unarchive } from '../participant-repository.ts';
import {
  memberTopic,
  messageSubject,
  roomTopic,
  threadsTopic,
  type MessageType,
  type MessageView,
} from '../schema.ts';
import { tell } from '../tell.ts';
import { joinThread, readThread, threadMembers, threadUnder } from '../thread-repository.ts';
import { joinOpenRoom } from './join-room.ts';
import { notifyOfMessage } from './notices.ts';

/** A message that was checked, on its way into its room. */
export interface SendArgs {
  readonly uuid: string;
  readonly memberId: number;
  readonly connectionId?: string;
  readonly creationUuid: string;
  /** What a topic client calls it. */
  readonly action?: string;
  readonly richText: Readonly<Record<string, unknown>>;
  /** The same as plain text. */
  readonly text: string;
  readonly mentions: readonly number[];
  /** A message of text when not said. */
  readonly messageType?: MessageType;
  readonly parentId: number | null;
  readonly fanoutLimit: number;
}

/** What was stored. */
export interface Stored {
  readonly id: number;
  readonly parentId: number | null;
}

/**
 * Stores a message and tells it by the table of who gets `newMessage`. The room is looked at under its
 * topic's head, so that whoever was removed before sends nothing, and ids agree with offsets. It
 * refuses by throwing, so that the client's id is not used up: `forbidden`, and `bad_request` for a
 * room that is full.
 */
export const sendUnit: Unit<SendArgs, Stored> = defineUnit({
  name: 'chat.send',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, args) => {
    const found = await speakerIn(tx.db, args.uuid, args.memberId);
    if (found === undefined) throw notTheirs();
    const reader = { memberId: args.memberId, access: found.access };
    let parent: MessageRow | undefined;
    if (args.parentId !== null) {
      parent = await messageIn(tx.db, found.room_id, args.parentId, reader);
      // A reply to a reply belongs to the same thread.
      if (parent?.parent_message_id !== undefined && parent.parent_message_id !== null) {
        parent = await messageIn(tx.db, found.room_id, parent.parent_message_id, reader);
      }
      if (parent === undefined) throw notTheirs();
    }
    const participant_id =
      found.participant_id ?? (await joinOpenRoom(tx, args.uuid, args.memberId));
    if (participant_id === undefined) throw new HubError('bad_request', 'The room is full.');
    const speaker = { ...found, participant_id };
    const offset = tx.head.offset + 1;
    const file = await fileIn(tx, args);
    return parent === undefined
      ? say(tx, speaker, args, { offset, file })
      : reply(tx, speaker, args, { parent, file });
  },
});

/**
 * Says the first message of a room inside the unit that has just made it. Nobody can know the room's
 * topic before that is committed, so the message is the first on it.
 */
export async function sayFirst(tx: UnitContext, args: SendArgs): Promise<void> {
  const speaker = await speakerIn(tx.db, args.uuid, args.memberId);
  if (speaker === undefined || speaker.participant_id === null) throw notTheirs();
  const { participant_id } = speaker;
  await say(tx, { ...speaker, participant_id }, args, { offset: 1, file: undefined });
}

type Speaker = SpeakerRow & { readonly participant_id: number };

const notTheirs = (): HubError =>
  new HubError('forbidden', 'no such room or message, or not yours');

/** The file of ours that a message is the address of; `undefined`: it is text, or another address. */
async function fileIn(tx: UnitContext, args: SendArgs): Promise<FileRow | undefined> {
  const isAddress = args.messageType === 'image' || args.messageType === 'file';
  const name = isAddress ? fileNameIn(args.text) : undefined;
  if (name === undefined) return undefined;
  const { uuid, memberId } = args;
  const file = await fileToSend(tx, { name, topic: roomTopic(uuid), memberId });
  if (file === undefined) throw notTheirs();
  return file;
}

/**
 * A message at the top level: to the room, and to each participant's own topic.
 *
 * @param at The offset that it gets on the room's topic, and the file that it is sent with.
 */
async function say(
  tx: UnitContext,
  speaker: Speaker,
  args: SendArgs,
  { offset, file }: { readonly offset: number; readonly file: FileRow | undefined },
): Promise<Stored> {
  const { room_id: roomId } = speaker;
  const row = newRow(tx, speaker, args, { offset, file });
  const id = await insertMessage(tx.db, { ...row, room_id: roomId, action: args.action ?? null });
  if (file !== undefined) await noteMessage(tx.db, file.id, { id, offset });
  const toMembers = speaker.kind !== 'embedded';
  const listeners = toMembers ? await listenersIn(tx.db, roomId, args.fanoutLimit + 1) : [];
  const isLarge = listeners.length > args.fanoutLimit;
  await touchRoom(tx.db, roomId, { now: tx.now, isTold: !isLarge });
  if (isLarge || listeners.some((one) => one.is_archived)) await unarchive(tx.db, roomId);
  const members = isLarge ? [] : listeners.map(({ member_id }) => memberTopic(member_id));
  const { uuid } = args;
  const view = messageView({ ...row, ...speaker, id, uuid, file: file && viewOf(file) });
  const topics = [roomTopic(uuid), ...members];
  tellNew(tx, topics, view, args);
  const { mentions } = args;
  const meant = speaker.kind === 'direct' ? listeners : [];
  const { access } = speaker;
  await notifyOfMessage(tx, {
    roomId,
    access,
    message: view,
    mentions,
    meant,
    topics,
    kind: 'direct_message',
  });
  return { id, parentId: null };
}

/** A reply: to the room, and to the threads topic of everybody in the thread. */
async function reply(
  tx: UnitContext,
  speaker: Speaker,
  args: SendArgs,
  { parent, file }: { readonly parent: MessageRow; readonly file: FileRow | undefined },
): Promise<Stored> {
  const { room_id: roomId, access } = speaker;
  const { uuid, memberId } = args;
  const threadId = await threadUnder(tx.db, { roomId, messageId: parent.id }, tx.now);
  if (parent.thread_id === null) await beginThread(tx.db, parent.id, threadId);
  const at = { offset: tx.head.offset + 1, file };
  const row = {
    ...newRow(tx, speaker, args, at),
    thread_id: threadId,
    parent_message_id: parent.id,
  };
  const id = await insertMessage(tx.db, { ...row, room_id: roomId, action: args.action ?? null });
  if (file !== undefined) await noteMessage(tx.db, file.id, { id, offset: at.offset });
  await touchRoom(tx.db, roomId, { now: tx.now, isTold: true });
  const members = await takePart(tx, { threadId, roomId, messageId: id }, [
    memberId,
    parent.member_id,
    ...args.mentions,
  ]);
  await readThread(tx.db, threadId, memberId, id);
  const views = await messageViews(tx.db, [id, parent.id]);
  const view = views.get(id);
  const parentView = views.get(parent.id);
  if (view === undefined || parentView === undefined) throw new TypeError('A message is gone.');
  const threads = members.map(({ member_id }) => threadsTopic(member_id));
  tellNew(tx, [roomTopic(uuid), ...threads], view, args);
  const offset = parent.topic_offset;
  const topics = await parentTopics(tx.db, { roomId, uuid, access, threadId, offset });
  tell(tx, topics, 'updatedMessage', parentView, { subject: messageSubject(parent.id), memberId });
  const { mentions } = args;
  await notifyOfMessage(tx, {
    roomId,
    access,
    message: view,
    mentions,
    meant: members,
    kind: 'reply',
    topics: [...topics, ...threads],
  });
  return { id, parentId: parent.id };
}

/** Lets those of the room among `memberIds` take part in a thread; answers all who do. */
async function takePart(
  tx: UnitContext,
  at: { readonly threadId: number; readonly roomId: number; readonly messageId: number },
  memberIds: readonly number[],
): Promise<Pick<ListenerRow, 'member_id' | 'is_muted'>[]> {
  const most = messageLimits.threadParticipants.default;
  const before = await threadMembers(tx.db, at.threadId, most);
  const there = new Set(before.map(({ member_id }) => member_id));
  const missing = [...new Set(memberIds)].filter((id) => !there.has(id));
  const present = await listenersOf(tx.db, at.roomId, missing);
  const fresh = present.slice(0, most - there.size);
  await joinThread(
    tx.db,
    at.threadId,
    fresh.map(({ member_id }) => member_id),
    { messageId: at.messageId, now: tx.now },
  );
  return [...before, ...fresh];
}

type NewRow = Omit<
  MessageFacts,
  'id' | 'uuid' | 'kind' | 'name' | 'username' | 'role' | 'color' | 'file'
>;

function newRow(
  tx: UnitContext,
  speaker: Speaker,
  args: SendArgs,
  { offset, file }: { readonly offset: number; readonly file: FileRow | undefined },
): NewRow {
  const said = args.messageType ?? 'message';
  return {
    participant_id: speaker.participant_id,
    body: args.text,
    rich_text_json: args.richText,
    creation_uuid: args.creationUuid,
    sent_on: tx.now,
    edited_on: null,
    deleted_on: null,
    thread_id: null,
    parent_message_id: null,
    topic_offset: offset,
    member_id: args.memberId,
    // What a file of ours is, we know better.
    message_type: file === undefined ? said : isPicture(file.type) ? 'image' : 'file',
  };
}

function tellNew(
  tx: UnitContext,
  topics: readonly string[],
  view: MessageView,
  { memberId, connectionId, action }: SendArgs,
): void {
  tell(tx, topics, 'newMessage', action === undefined ? view : { action, ...view }, {
    subject: messageSubject(view.id),
    memberId,
    ...(connectionId === undefined ? {} : { connectionId, sender: connectionId }),
  });
}
