import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { IdentityTables } from './tables.ts';

/** A live socket as stored. */
export type LiveSocketRow = Selectable<IdentityTables['live_sockets']>;

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** Notes a socket, or that another secret key speaks for it now. */
export async function putLiveSocket(db: Db, row: LiveSocketRow): Promise<void> {
  await deleteLiveSocket(db, row.socket_id);
  await tables(db).insertInto('live_sockets').values(row).execute();
}

/** Forgets a socket. */
export async function deleteLiveSocket(db: Db, socketId: string): Promise<void> {
  await tables(db).deleteFrom('live_sockets').where('socket_id', '=', socketId).execute();
}

/** A member's live sockets, by id. */
export function liveSocketsOf(db: Db, memberId: number): Promise<LiveSocketRow[]> {
  return tables(db)
    .selectFrom('live_sockets')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('socket_id')
    .execute();
}

/** Forgets the sockets of a node, or of all others. */
export async function deleteSocketsOf(
  db: Db,
  which: { readonly node: string } | { readonly notNode: string },
): Promise<void> {
  for (const table of ['live_sockets', 'socket_nodes'] as const) {
    const query = tables(db).deleteFrom(table);
    await (
      'node' in which
        ? query.where('node', '=', which.node)
        : query.where('node', '!=', which.notNode)
    ).execute();
  }
}

/** Notes that a node lives, and forgets those not seen since. */
export async function touchNode(
  db: Db,
  { node, now, since }: { readonly node: string; readonly now: string; readonly since: string },
): Promise<void> {
  await tables(db)
    .insertInto('socket_nodes')
    .values({ node, seen_on: now })
    .onConflict((conflict) => conflict.column('node').doUpdateSet({ seen_on: now }))
    .execute();
  const gone = await tables(db)
    .deleteFrom('socket_nodes')
    .where('seen_on', '<', since)
    .returning('node')
    .execute();
  for (const { node: dead } of gone) await deleteSocketsOf(db, { node: dead });
}
