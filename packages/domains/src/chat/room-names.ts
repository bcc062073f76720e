import type { Db } from '../db.ts';
import { tables } from './message-tables.ts';

/** What direct rooms are called by one of the two: the other's name. */
export async function directNames(
  db: Db,
  memberId: number,
  roomIds: readonly number[],
): Promise<Map<number, string>> {
  if (roomIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('chat_participants as other')
    .innerJoin('members as member', 'member.id', 'other.member_id')
    .select(['other.room_id', 'member.name'])
    .where('other.room_id', 'in', [...new Set(roomIds)])
    .where('other.member_id', '!=', memberId)
    .execute();
  return new Map(rows.map(({ room_id, name }) => [room_id, name]));
}
