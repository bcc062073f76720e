import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { IdentityTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** Makes this the one set-up link that works. */
export async function replaceSetupLink(
  db: Db,
  link: { readonly tokenHash: string; readonly createdOn: string; readonly expiresOn: string },
): Promise<void> {
  await tables(db).deleteFrom('setup_links').where('used_on', 'is', null).execute();
  await tables(db)
    .insertInto('setup_links')
    .values({
      token_hash: link.tokenHash,
      created_on: link.createdOn,
      expires_on: link.expiresOn,
      used_on: null,
    })
    .execute();
}

/** Whether this link is known, unused and in time. */
export async function isSetupLinkGood(db: Db, tokenHash: string, now: string): Promise<boolean> {
  const link = await tables(db)
    .selectFrom('setup_links')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .where('used_on', 'is', null)
    .where('expires_on', '>', now)
    .executeTakeFirst();
  return link !== undefined;
}

/** Notes that a set-up link was used. */
export async function useSetupLink(db: Db, tokenHash: string, now: string): Promise<void> {
  await tables(db)
    .updateTable('setup_links')
    .set({ used_on: now })
    .where('token_hash', '=', tokenHash)
    .execute();
}
