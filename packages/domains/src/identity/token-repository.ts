import { sql, type Kysely, type Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { MemberRow } from './repository.ts';
import type { IdentityTables } from './tables.ts';

/** A member with the token they came in with. */
export type TokenHolder = MemberRow & {
  readonly token_expires_on: string;
  readonly signing_key_id: number | null;
};

/** A refresh token as stored. */
export type RefreshTokenRow = Selectable<IdentityTables['refresh_tokens']>;

/** Which access tokens of a member. */
export interface WhichTokens {
  readonly jtis?: readonly string[];
  readonly refreshTokenId?: number;
}

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** The active member of an access token that still holds: one query, token and member together. */
export function tokenHolder(
  db: Db,
  { jti, memberId }: { readonly jti: string; readonly memberId: number },
  now: string,
): Promise<TokenHolder | undefined> {
  return tables(db)
    .selectFrom('access_tokens as token')
    .innerJoin('members as member', 'member.id', 'token.member_id')
    .selectAll('member')
    .select(['token.expires_on as token_expires_on', 'token.signing_key_id'])
    .where('token.jti', '=', jti)
    .where('token.member_id', '=', memberId)
    .where('token.expires_on', '>', now)
    .where('member.is_active', '=', true)
    .executeTakeFirst();
}

/** Notes an access token. Throws when its id was given before. */
export async function insertAccessToken(
  db: Db,
  token: {
    readonly jti: string;
    readonly memberId: number;
    readonly refreshTokenId: number | null;
    readonly signingKeyId: number | null;
    readonly createdOn: string;
    readonly expiresOn: string;
  },
): Promise<void> {
  await tables(db)
    .insertInto('access_tokens')
    .values({
      jti: token.jti,
      member_id: token.memberId,
      refresh_token_id: token.refreshTokenId,
      signing_key_id: token.signingKeyId,
      created_on: token.createdOn,
      expires_on: token.expiresOn,
    })
    .execute();
}

/** Ends access tokens of a member: those named, or all. Answers the ids of those ended. */
export async function deleteAccessTokens(
  db: Db,
  memberId: number,
  { jtis, refreshTokenId }: WhichTokens,
): Promise<string[]> {
  let query = tables(db).deleteFrom('access_tokens').where('member_id', '=', memberId);
  if (jtis !== undefined) query = query.where('jti', 'in', [...jtis]);
  if (refreshTokenId !== undefined) query = query.where('refresh_token_id', '=', refreshTokenId);
  return (await query.returning('jti').execute()).map(({ jti }) => jti);
}

/** Access tokens of a member beyond the `keep` that live longest. */
export async function accessTokensBeyond(
  db: Db,
  memberId: number,
  keep: number,
): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('access_tokens')
    .select('jti')
    .where('member_id', '=', memberId)
    .orderBy('expires_on', 'desc')
    .orderBy('jti')
    .limit(100)
    .offset(keep)
    .execute();
  return rows.map(({ jti }) => jti);
}

/** Notes a refresh token; answers its id. */
export async function insertRefreshToken(
  db: Db,
  token: {
    readonly memberId: number;
    readonly tokenHash: string;
    readonly createdOn: string;
    readonly expiresOn: string;
  },
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('refresh_tokens')
    .values({
      member_id: token.memberId,
      token_hash: token.tokenHash,
      created_on: token.createdOn,
      expires_on: token.expiresOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The refresh token of this digest, if it still holds. */
export function liveRefreshToken(
  db: Db,
  tokenHash: string,
  now: string,
): Promise<RefreshTokenRow | undefined> {
  return tables(db)
    .selectFrom('refresh_tokens')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_on', '>', now)
    .executeTakeFirst();
}

/** Refresh tokens of a member beyond the `keep` newest. */
export async function refreshTokensBeyond(
  db: Db,
  memberId: number,
  keep: number,
): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('refresh_tokens')
    .select('id')
    .where('member_id', '=', memberId)
    .orderBy('id', 'desc')
    .limit(100)
    .offset(keep)
    .execute();
  return rows.map(({ id }) => id);
}

/** Ends refresh tokens of a member: one, or all. Answers the ids of those ended. */
export async function deleteRefreshTokens(
  db: Db,
  memberId: number,
  which: { readonly only?: number },
): Promise<number[]> {
  let query = tables(db).deleteFrom('refresh_tokens').where('member_id', '=', memberId);
  if (which.only !== undefined) query = query.where('id', '=', which.only);
  return (await query.returning('id').execute()).map(({ id }) => id);
}

/** Forgets a member's tokens that are over. */
export async function deleteExpiredTokens(db: Db, memberId: number, now: string): Promise<void> {
  for (const table of ['access_tokens', 'refresh_tokens'] as const) {
    await tables(db)
      .deleteFrom(table)
      .where('member_id', '=', memberId)
      .where('expires_on', '<=', now)
      .execute();
  }
}

/** Forgets what is over, whoever's it is, at most `limit` of each kind. Answers how many went. */
export async function deleteExpiredOfAll(db: Db, now: string, limit: number): Promise<number> {
  let count = 0;
  for (const [table, id] of [
    ['access_tokens', 'jti'],
    ['refresh_tokens', 'id'],
    ['sessions', 'id'],
    ['secret_keys', 'id'],
  ] as const) {
    const { rows } = await sql`delete from ${sql.table(`${SCHEMA}.${table}`)}
      where ${sql.ref(id)} in (select ${sql.ref(id)} from ${sql.table(`${SCHEMA}.${table}`)}
        where expires_on <= ${now} order by expires_on limit ${limit})
      returning ${sql.ref(id)}`.execute(db);
    count += rows.length;
  }
  return count;
}
