import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { MemberRow, SessionRow } from './repository.ts';
import type { IdentityTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** A session that still holds, with its member, who is active. */
export interface LiveSession {
  readonly session: SessionRow;
  readonly member: MemberRow;
}

async function live(
  db: Db,
  now: string,
  by: { readonly tokenHash: string } | { readonly id: number },
): Promise<LiveSession | undefined> {
  const select = tables(db).selectFrom('sessions').selectAll().where('expires_on', '>', now);
  const session = await (
    'id' in by ? select.where('id', '=', by.id) : select.where('token_hash', '=', by.tokenHash)
  ).executeTakeFirst();
  if (session === undefined) return undefined;
  const member = await tables(db)
    .selectFrom('members')
    .selectAll()
    .where('id', '=', session.member_id)
    .where('is_active', '=', true)
    .executeTakeFirst();
  return member && { session, member };
}

/** The session of a token, if it still holds. */
export function liveSession(
  db: Db,
  tokenHash: string,
  now: string,
): Promise<LiveSession | undefined> {
  return live(db, now, { tokenHash });
}

/** The session with this id, if it still holds. */
export function liveSessionById(db: Db, id: number, now: string): Promise<LiveSession | undefined> {
  return live(db, now, { id });
}

/** A member's sessions that still hold, the newest first. */
export function sessionsOf(db: Db, memberId: number, now: string): Promise<SessionRow[]> {
  return tables(db)
    .selectFrom('sessions')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('expires_on', '>', now)
    .orderBy('id', 'desc')
    .execute();
}

/** Adds a session; answers its id. */
export async function insertSession(
  db: Db,
  session: {
    readonly memberId: number;
    readonly tokenHash: string;
    readonly userAgent: string;
    readonly createdOn: string;
    readonly expiresOn: string;
  },
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('sessions')
    .values({
      member_id: session.memberId,
      token_hash: session.tokenHash,
      user_agent: session.userAgent,
      created_on: session.createdOn,
      expires_on: session.expiresOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Ends sessions of a member: one, all but one, or all. Answers the ids of those ended. */
export async function deleteSessions(
  db: Db,
  memberId: number,
  which: { readonly only?: number; readonly except?: number },
): Promise<number[]> {
  let query = tables(db).deleteFrom('sessions').where('member_id', '=', memberId);
  if (which.only !== undefined) query = query.where('id', '=', which.only);
  if (which.except !== undefined) query = query.where('id', '!=', which.except);
  const ended = await query.returning('id').execute();
  return ended.map(({ id }) => id);
}

/** Forgets a member's sessions that are over. */
export async function deleteExpired(db: Db, memberId: number, now: string): Promise<void> {
  await tables(db)
    .deleteFrom('sessions')
    .where('member_id', '=', memberId)
    .where('expires_on', '<=', now)
    .execute();
}
