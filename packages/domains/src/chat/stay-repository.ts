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

/** Those who are in a room and may read what stands at an offset of its topic. */
export async function readersAt(db: Db, roomId: number, offset: number): Promise<Set<number>> {
  const rows = await tables(db)
    .selectFrom('chat_participants as participant')
    .innerJoin('chat_stays as stay', (join) =>
      join
        .onRef('stay.room_id', '=', 'participant.room_id')
        .onRef('stay.member_id', '=', 'participant.member_id'),
    )
    .select('participant.member_id')
    .where('participant.room_id', '=', roomId)
    .where('stay.joined_offset', '<=', offset)
    .where((eb) =>
      eb.or([eb('stay.left_offset', 'is', null), eb('stay.left_offset', '>=', offset)]),
    )
    .execute();
  return new Set(rows.map(({ member_id }) => member_id));
}

/** Everybody who is or was in a room. */
export async function everIn(db: Db, roomId: number): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('chat_stays')
    .select('member_id')
    .distinct()
    .where('room_id', '=', roomId)
    .execute();
  return rows.map(({ member_id }) => member_id);
}

/** Those who were in a room and are not any more. */
export async function goneFrom(db: Db, roomId: number): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('chat_stays as stay')
    .leftJoin('chat_participants as participant', (join) =>
      join
        .onRef('participant.room_id', '=', 'stay.room_id')
        .onRef('participant.member_id', '=', 'stay.member_id'),
    )
    .select('stay.member_id')
    .distinct()
    .where('stay.room_id', '=', roomId)
    .where('participant.id', 'is', null)
    .execute();
  return rows.map(({ member_id }) => member_id);
}

/** Begins stays, or continues those that began at the same offset. */
export async function openStays(
  db: Db,
  roomId: number,
  memberIds: readonly number[],
  joined: number,
): Promise<void> {
  if (memberIds.length === 0) return;
  await tables(db)
    .insertInto('chat_stays')
    .values(
      memberIds.map((memberId) => ({
        room_id: roomId,
        member_id: memberId,
        joined_offset: joined,
        left_offset: null,
      })),
    )
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

/** Forgets all but the newest stays of members in a room. */
export async function keepStays(
  db: Db,
  roomId: number,
  memberIds: readonly number[],
  most: number,
): Promise<void> {
  if (memberIds.length === 0) return;
  const full = await tables(db)
    .selectFrom('chat_stays')
    .select('member_id')
    .where('room_id', '=', roomId)
    .where('member_id', 'in', [...memberIds])
    .groupBy('member_id')
    .having(({ fn }) => fn.countAll<number>(), '>', most)
    .execute();
  for (const { member_id: memberId } of full) {
    const oldest = (await staysOf(db, roomId, memberId)).at(-most);
    if (oldest === undefined) continue;
    await tables(db)
      .deleteFrom('chat_stays')
      .where('room_id', '=', roomId)
      .where('member_id', '=', memberId)
      .where('joined_offset', '<', oldest.joined)
      .execute();
  }
}
