import { sql, type SelectQueryBuilder } from 'kysely';
import type { Db } from '../db.ts';
import { tables, type MessageTables } from './message-tables.ts';
import type { RoomKind } from './schema.ts';

/** A thread of a member, as ids. */
export interface ThreadLine {
  readonly id: number;
  readonly uuid: string;
  readonly kind: RoomKind;
  readonly room_id: number;
  readonly room_name: string;
  readonly parent_message_id: number;
  readonly last_reply_id: number | null;
  readonly unread: number;
}

type Query = SelectQueryBuilder<
  MessageTables & {
    part: MessageTables['chat_thread_participants'];
    thread: MessageTables['chat_threads'];
    room: MessageTables['chat_rooms'];
    me: MessageTables['chat_participants'];
    parent: MessageTables['chat_messages'];
  },
  'part' | 'thread' | 'room' | 'me' | 'parent',
  object
>;

/** The threads a member takes part in, in rooms they are in, under messages they may read. */
function threadsOf(db: Db, memberId: number): Query {
  return tables(db)
    .selectFrom('chat_thread_participants as part')
    .innerJoin('chat_threads as thread', 'thread.id', 'part.thread_id')
    .innerJoin('chat_rooms as room', 'room.id', 'thread.room_id')
    .innerJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').onRef('me.member_id', '=', 'part.member_id'),
    )
    .innerJoin('chat_messages as parent', 'parent.id', 'thread.parent_message_id')
    .where('part.member_id', '=', memberId)
    .where('room.deleted_on', 'is', null)
    .where(mayRead('parent', memberId));
}

/** Whether a member may read a message of a room: an open one, or one they were in then. */
function mayRead(message: 'parent' | 'reply', memberId: number): ReturnType<typeof sql<boolean>> {
  const offset = sql.ref(`${message}.topic_offset`);
  return sql<boolean>`(room.access = 'open' or exists (
    select 1 from dbtable_schema.chat_stays as stay
    where stay.room_id = room.id and stay.member_id = ${memberId}
      and stay.joined_offset <= ${offset}
      and (stay.left_offset is null or stay.left_offset >= ${offset})))`;
}

/** A page of a member's threads, those with the latest replies first; or one of them. */
export async function threadLines(
  db: Db,
  memberId: number,
  which: { readonly limit: number; readonly offset: number } | { readonly threadId: number },
): Promise<ThreadLine[]> {
  const all = threadsOf(db, memberId)
    .select([
      'thread.id',
      'thread.parent_message_id',
      'room.uuid',
      'room.kind',
      'room.id as room_id',
      'room.name as room_name',
    ])
    .orderBy('thread.last_reply_on', 'desc')
    .orderBy('thread.id', 'desc');
  const lines = await (
    'threadId' in which
      ? all.where('thread.id', '=', which.threadId)
      : all.limit(which.limit).offset(which.offset)
  ).execute();
  const ids = lines.map(({ id }) => id);
  if (ids.length === 0) return [];
  const replies = await repliesOf(db, memberId, ids);
  return lines.map((line) => {
    const counted = replies.find(({ thread_id }) => thread_id === line.id);
    const last_reply_id = counted?.last_reply_id ?? null;
    return { ...line, last_reply_id, unread: counted?.unread ?? 0 };
  });
}

/** Of the replies that a member may read: the newest, and how many others' are new to them. */
function repliesOf(
  db: Db,
  memberId: number,
  threadIds: readonly number[],
): Promise<
  { readonly thread_id: number; readonly last_reply_id: number | null; readonly unread: number }[]
> {
  return threadsOf(db, memberId)
    .innerJoin('chat_messages as reply', 'reply.thread_id', 'thread.id')
    .where('thread.id', 'in', [...threadIds])
    .where('reply.parent_message_id', 'is not', null)
    .where('reply.deleted_on', 'is', null)
    .where(mayRead('reply', memberId))
    .select(({ fn }) => [
      'thread.id as thread_id',
      fn.max('reply.id').as('last_reply_id'),
      sql<number>`sum(case when ${isNew(memberId)} then 1 else 0 end)`.as('unread'),
    ])
    .groupBy('thread.id')
    .execute();
}

function isNew(memberId: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`reply.member_id <> ${memberId}
    and reply.id > coalesce(part.last_read_message_id, 0)`;
}

/** How many threads a member has. */
export async function countThreads(db: Db, memberId: number): Promise<number> {
  const { count } = await threadsOf(db, memberId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The threads with something new from others, in rooms that are not muted; the newest first. */
export async function unreadThreadIds(db: Db, memberId: number, limit: number): Promise<number[]> {
  const rows = await threadsOf(db, memberId)
    .select('thread.id')
    .where('me.is_muted', '=', false)
    .where(
      sql<boolean>`exists (select 1 from dbtable_schema.chat_messages as reply
        where reply.thread_id = thread.id and reply.parent_message_id is not null
          and reply.deleted_on is null and ${isNew(memberId)} and ${mayRead('reply', memberId)})`,
    )
    .orderBy('thread.last_reply_on', 'desc')
    .orderBy('thread.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
