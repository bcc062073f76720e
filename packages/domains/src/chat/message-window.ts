import type { SelectQueryBuilder } from 'kysely';
import type { OffsetRange } from '@parley/hub';
import type { Db } from '../db.ts';
import { tables, type MessageTables } from './message-tables.ts';

/** Which messages: of a room's top level or of one message's replies, within what may be read. */
export interface WindowOf {
  readonly roomId: number;
  readonly parentId: number | null;
  /** Offsets of the room's topic; absent: all. */
  readonly readable?: readonly OffsetRange[];
}

type Query = SelectQueryBuilder<
  MessageTables & { message: MessageTables['chat_messages'] },
  'message',
  object
>;

function messagesOf(db: Db, { roomId, parentId, readable }: WindowOf): Query {
  const query = tables(db).selectFrom('chat_messages as message').where('room_id', '=', roomId);
  const level =
    parentId === null
      ? query.where('parent_message_id', 'is', null)
      : query.where('parent_message_id', '=', parentId);
  if (readable === undefined) return level;
  return level.where((where) =>
    where.or(
      readable.map(({ from, to }) =>
        where.and([where('topic_offset', '>=', from), where('topic_offset', '<=', to)]),
      ),
    ),
  );
}

/** The newest ids below `id` (all without one), ascending. */
export async function idsBelow(
  db: Db,
  of: WindowOf,
  id: number | undefined,
  limit: number,
): Promise<number[]> {
  let query = messagesOf(db, of).select('message.id').orderBy('message.id', 'desc').limit(limit);
  if (id !== undefined) query = query.where('message.id', '<', id);
  return (await query.execute()).map((row) => row.id).toReversed();
}

/** The oldest ids from `id` on, ascending. */
export async function idsFrom(db: Db, of: WindowOf, id: number, limit: number): Promise<number[]> {
  const rows = await messagesOf(db, of)
    .select('message.id')
    .where('message.id', '>=', id)
    .orderBy('message.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** How many there are. */
export async function countIn(db: Db, of: WindowOf): Promise<number> {
  const { count } = await messagesOf(db, of)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
