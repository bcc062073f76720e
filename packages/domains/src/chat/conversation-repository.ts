import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../db.ts';
import { tables } from './message-tables.ts';

/** The newest top-level messages of each of these rooms that a member may read, by id, the last first. */
export async function newestOf(
  db: Db,
  memberId: number,
  uuids: readonly string[],
  each: number,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>(uuids.map((uuid) => [uuid, []]));
  if (uuids.length === 0) return found;
  // One question of many short ones, each along an index from its end.
  const parts: RawBuilder<unknown>[] = uuids.map(
    (uuid) => sql`select * from (
      select said.id, room.uuid from dbtable_schema.chat_rooms room
      join dbtable_schema.chat_messages said on said.room_id = room.id
      where room.uuid = ${uuid} and room.deleted_on is null and said.parent_message_id is null
        and (room.access = 'open' or exists (select 1 from dbtable_schema.chat_stays stay
          where stay.room_id = room.id and stay.member_id = ${memberId}
            and said.topic_offset >= stay.joined_offset
            and said.topic_offset <= coalesce(stay.left_offset, ${Number.MAX_SAFE_INTEGER})))
        and (room.access = 'open' or exists (select 1 from dbtable_schema.chat_participants me
          where me.room_id = room.id and me.member_id = ${memberId}))
      order by said.topic_offset desc limit ${each}) as newest_ones`,
  );
  const { rows } = await sql<{ id: number; uuid: string }>`${sql.join(parts, sql` union all `)}
    order by id desc`.execute(db);
  for (const { id, uuid } of rows) found.get(uuid)?.push(id);
  return found;
}

/** Which of these messages somebody other than their author has read. */
export async function readByOthers(db: Db, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tables(db)
    .selectFrom('chat_messages as message')
    .select('message.id')
    .where('message.id', 'in', [...ids])
    .where(
      sql<boolean>`exists (select 1 from dbtable_schema.chat_participants reader
        where reader.room_id = message.room_id and reader.member_id <> message.member_id
          and reader.last_read_message_id >= message.id)`,
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Those in a room who may read a message, at most `limit`; in an open room everybody who is in it. */
export async function readersOf(db: Db, messageId: number, limit: number): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('chat_messages as message')
    .innerJoin('chat_rooms as room', 'room.id', 'message.room_id')
    .innerJoin('chat_participants as reader', 'reader.room_id', 'room.id')
    .select('reader.member_id')
    .where('message.id', '=', messageId)
    .where('room.deleted_on', 'is', null)
    .where(
      sql<boolean>`(room.access = 'open' or exists (select 1 from dbtable_schema.chat_stays stay
        where stay.room_id = room.id and stay.member_id = reader.member_id
          and stay.joined_offset <= message.topic_offset
          and (stay.left_offset is null or stay.left_offset >= message.topic_offset)))`,
    )
    .orderBy('reader.member_id')
    .limit(limit)
    .execute();
  return rows.map(({ member_id }) => member_id);
}
