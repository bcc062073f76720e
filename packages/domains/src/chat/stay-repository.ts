import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { Stay } from './rules.ts';
import type { ChatTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & ChatTables> {
  return db.withTables<ChatTables>().withSchema(SCHEMA);
}

/** What of a room's topic a member was there for, the oldest first. */
export async function staysOf(db: Db, roomId: number, memberId: number): Promise<Stay[]> {
  const rows = await tables(db)
    .selectFrom('chat_stays')
    .select(['joined_offset', 'left_offset'])
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .orderBy('joined_offset')
    .execute();
  return rows.map((row) => ({ joined: row.joined_offset, left: row.left_offset }));
}

/** Begins a stay, or continues the one that began at the same offset. */
export async function openStay(
  db: Db,
  stay: { readonly roomId: number; readonly memberId: number; readonly joined: number },
): Promise<void> {
  await tables(db)
    .insertInto('chat_stays')
    .values({
      room_id: stay.roomId,
      member_id: stay.memberId,
      joined_offset: stay.joined,
      left_offset: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['room_id', 'member_id', 'joined_offset'])
        .doUpdateSet({ left_offset: null }),
    )
    .execute();
}

/** Ends the stay that lasts: what comes after `left` is not theirs to read. */
export async function closeStay(
  db: Db,
  stay: { readonly roomId: number; readonly memberId: number; readonly left: number },
): Promise<void> {
  await tables(db)
    .updateTable('chat_stays')
    .set({ left_offset: stay.left })
    .where('room_id', '=', stay.roomId)
    .where('member_id', '=', stay.memberId)
    .where('left_offset', 'is', null)
    .execute();
}

/** Forgets all but the newest stays of a member in a room. */
export async function keepStays(
  db: Db,
  roomId: number,
  memberId: number,
  most: number,
): Promise<void> {
  const stays = await staysOf(db, roomId, memberId);
  const oldest = stays.at(-most);
  if (oldest === undefined || stays.length <= most) return;
  await tables(db)
    .deleteFrom('chat_stays')
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .where('joined_offset', '<', oldest.joined)
    .execute();
}
