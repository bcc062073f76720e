import { sql } from 'kysely';
import type { Db } from '../db.ts';
import { tables } from './message-tables.ts';
import type { MessageFacts } from './message-views.ts';
import type { MessageType, RoomAccess, RoomKind, RoomRole } from './schema.ts';

/** A member in a room, as one who is about to say something. */
export interface SpeakerRow {
  readonly room_id: number;
  readonly kind: RoomKind;
  readonly access: RoomAccess;
  readonly is_show_history: boolean;
  readonly pinned_message_id: number | null;
  /** `null`: not in the room. */
  readonly participant_id: number | null;
  readonly room_role: RoomRole | null;
  readonly name: string;
  readonly username: string;
  readonly role: string;
  readonly color: string;
}

/** The room and what the member is there; `undefined`: no such room, or not theirs to see. */
export async function speakerIn(
  db: Db,
  uuid: string,
  memberId: number,
): Promise<SpeakerRow | undefined> {
  return tables(db)
    .selectFrom('chat_rooms as room')
    .innerJoin('members as member', (join) => join.on('member.id', '=', memberId))
    .leftJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').onRef('me.member_id', '=', 'member.id'),
    )
    .select([
      'room.id as room_id',
      'room.kind',
      'room.access',
      'room.is_show_history',
      'room.pinned_message_id',
      'me.id as participant_id',
      'me.role as room_role',
      'member.name',
      'member.username',
      'member.role',
      'member.color',
    ])
    .where('room.uuid', '=', uuid)
    .where('room.deleted_on', 'is', null)
    .where('member.is_active', '=', true)
    .where((where) => where.or([where('room.access', '=', 'open'), where('me.id', 'is not', null)]))
    .executeTakeFirst();
}

/** A message as stored, as far as changes of it need to know. */
export interface MessageRow {
  readonly id: number;
  readonly member_id: number;
  readonly parent_message_id: number | null;
  readonly thread_id: number | null;
  readonly topic_offset: number;
  readonly body: string;
  readonly action: string | null;
  readonly message_type: MessageType;
}

/** A message of a room that is not deleted; with `reader`, only if that member may read it. */
export async function messageIn(
  db: Db,
  roomId: number,
  messageId: number,
  reader?: { readonly memberId: number; readonly access: RoomAccess },
): Promise<MessageRow | undefined> {
  let query = tables(db)
    .selectFrom('chat_messages as message')
    .select([
      'message.id',
      'message.member_id',
      'message.parent_message_id',
      'message.thread_id',
      'message.topic_offset',
      'message.body',
      'message.action',
      'message.message_type',
    ])
    .where('message.id', '=', messageId)
    .where('message.room_id', '=', roomId)
    .where('message.deleted_on', 'is', null);
  if (reader !== undefined && reader.access !== 'open') {
    query = query.where(wasThere(reader.memberId));
  }
  return query.executeTakeFirst();
}

/** Whether a member was in the room when `message` came, or may read what came before. */
export function wasThere(memberId: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`exists (select 1 from dbtable_schema.chat_stays as stay
    where stay.room_id = message.room_id and stay.member_id = ${memberId}
      and stay.joined_offset <= message.topic_offset
      and (stay.left_offset is null or stay.left_offset >= message.topic_offset))`;
}

/** Adds a message; answers its id. */
export async function insertMessage(
  db: Db,
  message: Omit<
    MessageFacts,
    'id' | 'uuid' | 'kind' | 'name' | 'username' | 'role' | 'color' | 'file'
  > & {
    readonly room_id: number;
    readonly action: string | null;
  },
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('chat_messages')
    .values({ ...message, rich_text_json: JSON.stringify(message.rich_text_json) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Changes what a message says. */
export async function updateMessage(
  db: Db,
  messageId: number,
  change: {
    readonly body: string;
    readonly richText: Readonly<Record<string, unknown>>;
    readonly edited_on?: string;
    readonly deleted_on?: string;
  },
): Promise<void> {
  const { richText, ...columns } = change;
  await tables(db)
    .updateTable('chat_messages')
    .set({ ...columns, rich_text_json: JSON.stringify(richText) })
    .where('id', '=', messageId)
    .execute();
}

/** Marks a message as the first of a thread. */
export async function beginThread(db: Db, messageId: number, threadId: number): Promise<void> {
  await tables(db)
    .updateTable('chat_messages')
    .set({ thread_id: threadId })
    .where('id', '=', messageId)
    .execute();
}

/** Notes that something was said in a room; `isTold` false: its members are still to be told. */
export async function touchRoom(
  db: Db,
  roomId: number,
  { now, isTold }: { readonly now: string; readonly isTold: boolean },
): Promise<void> {
  await tables(db)
    .updateTable('chat_rooms')
    .set({ last_active_on: now, ...(isTold ? {} : { is_told: false }) })
    .where('id', '=', roomId)
    .execute();
}

/** Somebody in a room, as far as a new message needs to know. */
export interface ListenerRow {
  readonly member_id: number;
  readonly is_muted: boolean;
  readonly is_archived: boolean;
}

/** Who is in a room, at most `limit`. */
export function listenersIn(db: Db, roomId: number, limit: number): Promise<ListenerRow[]> {
  return tables(db)
    .selectFrom('chat_participants')
    .select(['member_id', 'is_muted', 'is_archived'])
    .where('room_id', '=', roomId)
    .orderBy('member_id')
    .limit(limit)
    .execute();
}

/** Of these members those who are in the room. */
export async function listenersOf(
  db: Db,
  roomId: number,
  memberIds: readonly number[],
): Promise<ListenerRow[]> {
  if (memberIds.length === 0) return [];
  return tables(db)
    .selectFrom('chat_participants')
    .select(['member_id', 'is_muted', 'is_archived'])
    .where('room_id', '=', roomId)
    .where('member_id', 'in', [...memberIds])
    .execute();
}

/** What was sent with this `creation_uuid`, and its room's topic offset. */
export async function sentBefore(
  db: Db,
  by: { readonly uuid: string; readonly memberId: number; readonly creationUuid: string },
): Promise<
  | {
      readonly id: number;
      readonly parent_message_id: number | null;
      readonly sent_on: string;
      readonly topic_offset: number;
      readonly body: string;
      readonly deleted_on: string | null;
    }
  | undefined
> {
  return tables(db)
    .selectFrom('chat_messages as message')
    .innerJoin('chat_rooms as room', 'room.id', 'message.room_id')
    .select([
      'message.id',
      'message.parent_message_id',
      'message.sent_on',
      'message.topic_offset',
      'message.body',
      'message.deleted_on',
    ])
    .where('room.uuid', '=', by.uuid)
    .where('message.member_id', '=', by.memberId)
    .where('message.creation_uuid', '=', by.creationUuid)
    .executeTakeFirst();
}

/** The replies to a message that were deleted, the oldest first, at most `limit`. */
export async function deletedReplies(db: Db, messageId: number, limit: number): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('chat_messages as reply')
    .innerJoin('chat_threads as thread', 'thread.id', 'reply.thread_id')
    .select('reply.id')
    .where('thread.parent_message_id', '=', messageId)
    .where('reply.parent_message_id', 'is not', null)
    .where('reply.deleted_on', 'is not', null)
    .orderBy('reply.deleted_on')
    .orderBy('reply.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The uuid of the room that a message is in. */
export async function whereIs(db: Db, messageId: number): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('chat_messages as message')
    .innerJoin('chat_rooms as room', 'room.id', 'message.room_id')
    .select('room.uuid')
    .where('message.id', '=', messageId)
    .executeTakeFirst();
  return row?.uuid;
}
