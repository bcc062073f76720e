import type { Kysely } from 'kysely';
import type { Ticket } from '@parley/hub';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { IdentityTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** Keeps a ticket, and drops those that died unused. */
export async function insertTicket(
  db: Db,
  row: { readonly secretHash: string; readonly ticket: Ticket; readonly expiresOn: string },
  now: string,
): Promise<void> {
  await tables(db).deleteFrom('tickets').where('expires_on', '<=', now).execute();
  await tables(db)
    .insertInto('tickets')
    .values({
      secret_hash: row.secretHash,
      ticket_json: JSON.stringify(row.ticket),
      expires_on: row.expiresOn,
    })
    .execute();
}

/** Takes a ticket out, once. */
export async function deleteTicket(
  db: Db,
  secretHash: string,
  now: string,
): Promise<Ticket | undefined> {
  const row = await tables(db)
    .deleteFrom('tickets')
    .where('secret_hash', '=', secretHash)
    .where('expires_on', '>', now)
    .returning('ticket_json')
    .executeTakeFirst();
  return row?.ticket_json;
}

/** Whether a ticket is there; cheaper than taking one that is not. */
export async function hasTicket(db: Db, secretHash: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('tickets')
    .select('secret_hash')
    .where('secret_hash', '=', secretHash)
    .executeTakeFirst();
  return row !== undefined;
}
