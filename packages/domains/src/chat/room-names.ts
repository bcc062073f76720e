import type { Db } from '../db.ts';
import { cutText } from '../text.ts';
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

/** As long as a room's name may be. */
const LONGEST = 80;
/** Nobody reads on. */
const NAMED = 10;

/** What a group is called that was given no name: these members, in this order. */
export async function namedAfter(db: Db, memberIds: readonly number[]): Promise<string> {
  const first = memberIds.slice(0, NAMED);
  const rows = await tables(db)
    .selectFrom('members')
    .select(['id', 'name'])
    .where('id', 'in', first)
    .execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return cutText(first.map((id) => names.get(id) ?? '').join(', '), LONGEST - 1, '…');
}
