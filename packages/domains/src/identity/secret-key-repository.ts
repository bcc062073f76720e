import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { MemberRow } from './repository.ts';
import type { IdentityTables } from './tables.ts';

/** A secret key as stored. */
export type SecretKeyRow = Selectable<IdentityTables['secret_keys']>;

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** The secret key of this digest, if it is this member's and still holds, with its active member. */
export async function liveSecretKey(
  db: Db,
  { memberId, keyHash }: { readonly memberId: number; readonly keyHash: string },
  now: string,
): Promise<{ readonly key: SecretKeyRow; readonly member: MemberRow } | undefined> {
  const key = await tables(db)
    .selectFrom('secret_keys')
    .selectAll()
    .where('key_hash', '=', keyHash)
    .where('member_id', '=', memberId)
    .where('expires_on', '>', now)
    .executeTakeFirst();
  if (key === undefined) return undefined;
  const member = await tables(db)
    .selectFrom('members')
    .selectAll()
    .where('id', '=', memberId)
    .where('is_active', '=', true)
    .executeTakeFirst();
  return member && { key, member };
}

/** Whether a secret key with this id still holds. */
export async function hasSecretKey(db: Db, id: number, now: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('secret_keys')
    .select('id')
    .where('id', '=', id)
    .where('expires_on', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Adds a secret key; answers its id. */
export async function insertSecretKey(
  db: Db,
  key: {
    readonly memberId: number;
    readonly keyHash: string;
    readonly createdOn: string;
    readonly expiresOn: string;
  },
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('secret_keys')
    .values({
      member_id: key.memberId,
      key_hash: key.keyHash,
      created_on: key.createdOn,
      expires_on: key.expiresOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The ids of a member's secret keys beyond the newest `most`, and of those that are over. */
export async function secretKeysBeyond(
  db: Db,
  memberId: number,
  { most, now }: { readonly most: number; readonly now: string },
): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('secret_keys')
    .select(['id', 'expires_on'])
    .where('member_id', '=', memberId)
    .orderBy('id', 'desc')
    .execute();
  return rows.filter((row, at) => at >= most || row.expires_on <= now).map(({ id }) => id);
}

/** Ends secret keys of a member, one or all, with what is noted of their sockets; answers the ids. */
export async function deleteSecretKeys(
  db: Db,
  memberId: number,
  which: { readonly only?: number } = {},
): Promise<number[]> {
  let query = tables(db).deleteFrom('secret_keys').where('member_id', '=', memberId);
  if (which.only !== undefined) query = query.where('id', '=', which.only);
  const ended = await query.returning('id').execute();
  return ended.map(({ id }) => id);
}
