import type { Insertable, Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../../db.ts';
import { emptyBoard, type BoardSize } from './rules.ts';
import type { BoardElement } from './schema.ts';
import type { BoardTables } from './tables.ts';

/** An element as stored, without what it looks like. */
export type KeptRow = Pick<
  BoardTables['board_elements'],
  'element_id' | 'version' | 'version_nonce' | 'is_deleted' | 'characters' | 'file'
>;

function tables(db: Db): Kysely<StoreTables & BoardTables> {
  return db.withTables<BoardTables>().withSchema(SCHEMA);
}

/** A board: how much is on it, and those of these elements that it has, by id. */
export async function boardOf(
  db: Db,
  bookingId: number,
  ids: readonly string[],
): Promise<{ readonly size: BoardSize; readonly kept: ReadonlyMap<string, KeptRow> }> {
  const rows = await tables(db)
    .selectFrom('boards as board')
    .leftJoin('board_elements as one', (join) =>
      join.onRef('one.booking_id', '=', 'board.booking_id').on('one.element_id', 'in', ids),
    )
    .select(['board.elements', 'board.characters as all_characters', 'board.tombstones'])
    .select(['one.element_id', 'one.version', 'one.version_nonce', 'one.is_deleted'])
    .select(['one.characters', 'one.file'])
    .where('board.booking_id', '=', bookingId)
    .execute();
  const [first] = rows;
  if (first === undefined) return { size: emptyBoard, kept: new Map() };
  const { elements, all_characters: characters, tombstones } = first;
  const kept = rows.filter((row): row is typeof row & KeptRow => row.element_id !== null);
  return {
    size: { elements, characters, tombstones },
    kept: new Map(kept.map((row) => [row.element_id, row])),
  };
}

/** Notes how much is on a board. */
export async function keepSize(db: Db, bookingId: number, size: BoardSize): Promise<void> {
  const { elements, characters, tombstones } = size;
  await tables(db)
    .insertInto('boards')
    .values({ booking_id: bookingId, elements, characters, tombstones })
    .onConflict((conflict) =>
      conflict.column('booking_id').doUpdateSet({ elements, characters, tombstones }),
    )
    .execute();
}

/** Puts elements on a board, in the place of what they were before. */
export async function putElements(
  db: Db,
  rows: readonly Insertable<BoardTables['board_elements']>[],
): Promise<void> {
  await tables(db)
    .insertInto('board_elements')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['booking_id', 'element_id']).doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        version_nonce: eb.ref('excluded.version_nonce'),
        is_deleted: eb.ref('excluded.is_deleted'),
        characters: eb.ref('excluded.characters'),
        content: eb.ref('excluded.content'),
        changed_on: eb.ref('excluded.changed_on'),
        file: eb.ref('excluded.file'),
      })),
    )
    .execute();
}

/** Forgets deleted elements: those from before `since`, and the `surplus` oldest. Answers how many. */
export async function forgetDeleted(
  db: Db,
  bookingId: number,
  { since, surplus }: { readonly since: string; readonly surplus: number },
): Promise<number> {
  const old = await tables(db)
    .deleteFrom('board_elements')
    .where('booking_id', '=', bookingId)
    .where('is_deleted', '=', true)
    .where('changed_on', '<', since)
    .returning('element_id')
    .execute();
  if (surplus <= old.length) return old.length;
  const oldest = tables(db)
    .selectFrom('board_elements')
    .select('element_id')
    .where('booking_id', '=', bookingId)
    .where('is_deleted', '=', true)
    .orderBy('changed_on')
    .orderBy('element_id')
    .limit(surplus - old.length);
  const more = await tables(db)
    .deleteFrom('board_elements')
    .where('booking_id', '=', bookingId)
    .where('element_id', 'in', oldest)
    .returning('element_id')
    .execute();
  return old.length + more.length;
}

/** Which of these files are on a board, or were on it. */
export async function filesOn(
  db: Db,
  bookingId: number,
  files: readonly string[],
): Promise<Set<string>> {
  const rows = await tables(db)
    .selectFrom('board_elements')
    .select('file')
    .distinct()
    .where('booking_id', '=', bookingId)
    .where('file', 'in', files)
    .execute();
  return new Set(rows.flatMap(({ file }) => file ?? []));
}

/** Notes the question that a member agrees to, in the place of the one before. */
export async function agree(
  db: Db,
  bookingId: number,
  memberId: number,
  ask: string,
): Promise<void> {
  await tables(db)
    .insertInto('board_agreements')
    .values({ booking_id: bookingId, member_id: memberId, ask })
    .onConflict((conflict) => conflict.columns(['booking_id', 'member_id']).doUpdateSet({ ask }))
    .execute();
}

/** The question that a member has agreed to last; `undefined`: none. */
export async function agreedTo(
  db: Db,
  bookingId: number,
  memberId: number,
): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('board_agreements')
    .select('ask')
    .where('booking_id', '=', bookingId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row?.ask;
}

/** Everything on a board. */
export async function elementsOf(db: Db, bookingId: number): Promise<BoardElement[]> {
  const rows = await tables(db)
    .selectFrom('board_elements')
    .select('content')
    .where('booking_id', '=', bookingId)
    .orderBy('element_id')
    .execute();
  return rows.map(({ content }) => JSON.parse(content) as BoardElement);
}
