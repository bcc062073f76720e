import { sql, type Kysely, type Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import {
  colorOf,
  emailKey,
  nameKey,
  numberedUsername,
  suggestedUsername,
  usernameKey,
} from './rules.ts';
import type { MemberRole } from './schema.ts';
import type { IdentityTables } from './tables.ts';

/** A member as stored. */
export type MemberRow = Selectable<IdentityTables['members']>;
/** A session as stored. */
export type SessionRow = Selectable<IdentityTables['sessions']>;

/** What a new member is made of. */
export interface NewMember {
  readonly name: string;
  readonly email: string | null;
  readonly role: MemberRole;
  readonly passwordHash: string | null;
  readonly externalId: string | null;
  readonly createdOn: string;
  /** As they chose it; absent: one is made of the name. */
  readonly username?: string;
}

function tables(db: Db): Kysely<StoreTables & IdentityTables> {
  return db.withTables<IdentityTables>().withSchema(SCHEMA);
}

/** The member with this id, active or not. */
export function memberById(db: Db, id: number): Promise<MemberRow | undefined> {
  return tables(db).selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The member with this address, without regard to case. */
export function memberByEmail(db: Db, email: string): Promise<MemberRow | undefined> {
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst();
}

/** The member with this username, without regard to case. */
export async function memberByUsername(db: Db, username: string): Promise<MemberRow | undefined> {
  if (username === '') return undefined;
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('username_key', '=', usernameKey(username))
    .executeTakeFirst();
}

/** The member whom the application knows by this id. */
export function memberByExternalId(db: Db, externalId: string): Promise<MemberRow | undefined> {
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('external_id', '=', externalId)
    .executeTakeFirst();
}

/** The members with these ids, active or not; at most 500 ids. */
export function membersByIds(db: Db, ids: readonly number[]): Promise<MemberRow[]> {
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
}

/** Active members whose name contains the text, or whose whole address it is; by name. */
export function searchMembers(db: Db, query: string, limit: number): Promise<MemberRow[]> {
  const pattern = `%${nameKey(query).replace(/[\\%_]/gu, (found) => `\\${found}`)}%`;
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('is_active', '=', true)
    .where((eb) =>
      eb.or([
        // SQLite knows no escape character unless told.
        sql<boolean>`name_key like ${pattern} escape '\\'`,
        eb('email_key', '=', emailKey(query)),
      ]),
    )
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Whether there is any member. */
export async function hasMembers(db: Db): Promise<boolean> {
  const row = await tables(db).selectFrom('members').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Whether there is an active administrator. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'admin')
    .where('is_active', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Adds a member; `undefined` when the address, the external id or the chosen username is taken. */
export async function insertMember(db: Db, member: NewMember): Promise<MemberRow | undefined> {
  const { username } = member;
  if (username !== undefined) return insertAs(db, member, username);
  const suggested = suggestedUsername(member.name);
  const first = suggested === undefined ? undefined : await insertAs(db, member, suggested);
  if (first !== undefined) return first;
  // The name is taken, or the address is; without a username only the latter stands in the way.
  const row = await insertAs(db, member, '');
  return row && updateMember(db, row.id, { username: numberedUsername(suggested, row.id) });
}

async function insertAs(
  db: Db,
  member: NewMember,
  username: string,
): Promise<MemberRow | undefined> {
  const added = await tables(db)
    .insertInto('members')
    .values({
      name: member.name,
      name_key: nameKey(member.name),
      username,
      username_key: usernameKey(username),
      email: member.email,
      email_key: member.email === null ? null : emailKey(member.email),
      role: member.role,
      color: colorOf(0),
      password_hash: member.passwordHash,
      external_id: member.externalId,
      is_active: true,
      created_on: member.createdOn,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) return undefined;
  // The colour follows from the id, which only the database gives.
  return updateMember(db, added.id, { color: colorOf(added.id) });
}

/** Changes a member; answers the row as it is then. */
export function updateMember(
  db: Db,
  id: number,
  change: {
    name?: string;
    username?: string;
    color?: string;
    passwordHash?: string;
    isActive?: boolean;
  },
): Promise<MemberRow | undefined> {
  const { name, username, color, passwordHash, isActive } = change;
  return tables(db)
    .updateTable('members')
    .set({
      ...(name === undefined ? {} : { name, name_key: nameKey(name) }),
      ...(username === undefined ? {} : { username, username_key: usernameKey(username) }),
      ...(color === undefined ? {} : { color }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      ...(isActive === undefined ? {} : { is_active: isActive }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Members with an id above `after`, ascending. */
export function listMembers(
  db: Db,
  page: { readonly after: number; readonly limit: number },
): Promise<MemberRow[]> {
  return tables(db)
    .selectFrom('members')
    .selectAll()
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}
