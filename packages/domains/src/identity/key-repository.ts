import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { IdentityTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** The newest rows of signing keys, the newest first. */
export function newestKeys(db: Db, limit: number): Promise<{ id: number; salt: string }[]> {
  return tables(db)
    .selectFrom('signing_keys')
    .select(['id', 'salt'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Adds a key, which signs from then on. */
export async function insertKey(db: Db, salt: string, createdOn: string): Promise<void> {
  await tables(db).insertInto('signing_keys').values({ salt, created_on: createdOn }).execute();
}

/** Forgets keys that no living token bears, and that no node signs with since `before`. */
export async function deleteSpentKeys(db: Db, before: string): Promise<void> {
  await tables(db)
    .deleteFrom('signing_keys')
    .where('id', '<', (eb) =>
      eb
        .selectFrom('signing_keys as newer')
        .select(({ fn }) => fn.max('newer.id').as('id'))
        .where('newer.created_on', '<=', before),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('access_tokens as token')
            .select('token.jti')
            .whereRef('token.signing_key_id', '=', 'signing_keys.id'),
        ),
      ),
    )
    .execute();
}
