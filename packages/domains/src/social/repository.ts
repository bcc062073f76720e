import { sql, type Expression, type Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import { nameKey, usernameKey } from '../identity/rules.ts';
import type { Tie } from './rules.ts';
import type { PendingRequest, Person } from './schema.ts';
import type { Neighbours, SocialTables } from './tables.ts';

/** A member with how one stands to them. */
export type PersonWithTie = Person & Tie;

function tables(db: Db): Kysely<StoreTables & SocialTables & Neighbours> {
  return db.withTables<SocialTables & Neighbours>().withSchema(SCHEMA);
}

const follows = (follower: Expression<unknown>, followed: Expression<unknown>) =>
  sql<boolean>`exists (select 1 from dbtable_schema.social_follows tie
    where tie.follower_id = ${follower} and tie.followed_id = ${followed})`;

/** Active members, and how `memberId` stands to them. */
const people = (db: Db, memberId: number) =>
  tables(db)
    .selectFrom('members as person')
    .select(['person.id', 'person.username', 'person.name', 'person.color'])
    .select([
      follows(sql`${memberId}`, sql.ref('person.id')).as('is_following'),
      follows(sql.ref('person.id'), sql`${memberId}`).as('is_followed'),
    ])
    .where('person.is_active', '=', true);

const withTie = ({
  is_following: following,
  is_followed: followed,
  ...person
}: Person & { readonly is_following: boolean; readonly is_followed: boolean }): PersonWithTie => ({
  ...person,
  following,
  followed,
});

/** The active member with this username, without regard to case. */
export async function personByUsername(
  db: Db,
  memberId: number,
  username: string,
): Promise<PersonWithTie | undefined> {
  if (username === '') return undefined;
  const row = await people(db, memberId)
    .where('person.username_key', '=', usernameKey(username))
    .executeTakeFirst();
  return row && withTie(row);
}

/** Active members whose username or name contains the text, oneself left out; by username. */
export async function searchPeople(
  db: Db,
  memberId: number,
  query: string,
  limit: number,
): Promise<PersonWithTie[]> {
  const pattern = (key: string): string =>
    `%${key.replaceAll(/[\\%_]/gu, (found) => `\\${found}`)}%`;
  const rows = await people(db, memberId)
    .where('person.id', '!=', memberId)
    .where((eb) =>
      eb.or([
        sql<boolean>`person.username_key like ${pattern(usernameKey(query))} escape '\\'`,
        sql<boolean>`person.name_key like ${pattern(nameKey(query))} escape '\\'`,
      ]),
    )
    .orderBy('person.username_key')
    .orderBy('person.id')
    .limit(limit)
    .execute();
  return rows.map(withTie);
}

/** Those who follow a member and are followed, the newest friends first. */
export async function friendsOf(db: Db, memberId: number, limit: number): Promise<Person[]> {
  return tables(db)
    .selectFrom('social_follows as mine')
    .innerJoin('social_follows as theirs', (join) =>
      join
        .onRef('theirs.follower_id', '=', 'mine.followed_id')
        .onRef('theirs.followed_id', '=', 'mine.follower_id'),
    )
    .innerJoin('members as person', 'person.id', 'mine.followed_id')
    .select(['person.id', 'person.username', 'person.name', 'person.color'])
    .where('mine.follower_id', '=', memberId)
    .where('person.is_active', '=', true)
    .orderBy(sql`case when mine.id > theirs.id then mine.id else theirs.id end`, 'desc')
    .limit(limit)
    .execute();
}

/** Those who follow a member and are not followed, the newest first. */
export async function pendingFor(
  db: Db,
  memberId: number,
  limit: number,
): Promise<PendingRequest[]> {
  const rows = await pending(db, memberId).orderBy('theirs.id', 'desc').limit(limit).execute();
  return rows.map(({ request_id: id, created_on: created_at, ...follower }) => ({
    id,
    follower,
    created_at,
  }));
}

/** Who asks by a pending request; `undefined`: there is none of that id. */
export async function followerOf(
  db: Db,
  memberId: number,
  requestId: number,
): Promise<number | undefined> {
  const row = await pending(db, memberId).where('theirs.id', '=', requestId).executeTakeFirst();
  return row?.id;
}

const pending = (db: Db, memberId: number) =>
  tables(db)
    .selectFrom('social_follows as theirs')
    .innerJoin('members as person', 'person.id', 'theirs.follower_id')
    .select(['theirs.id as request_id', 'theirs.created_on'])
    .select(['person.id', 'person.username', 'person.name', 'person.color'])
    .where('theirs.followed_id', '=', memberId)
    .where('person.is_active', '=', true)
    .where(sql<boolean>`not ${follows(sql`${memberId}`, sql.ref('person.id'))}`);

/** How many follow a member, whom they follow, and with how many it is both. */
export async function countTies(
  db: Db,
  memberId: number,
): Promise<{ followers: number; following: number; friends: number }> {
  const { rows } = await sql<{ followers: number; following: number; friends: number }>`select
    (select count(*) from dbtable_schema.social_follows where followed_id = ${memberId}) followers,
    (select count(*) from dbtable_schema.social_follows where follower_id = ${memberId}) following,
    (select count(*) from dbtable_schema.social_follows mine
      join dbtable_schema.social_follows theirs
        on theirs.follower_id = mine.followed_id and theirs.followed_id = mine.follower_id
      where mine.follower_id = ${memberId}) friends`.execute(db);
  return rows[0] ?? { followers: 0, following: 0, friends: 0 };
}

/** Who follows whom of two members; `undefined`: one of them is not there. */
export async function tieBetween(
  db: Db,
  memberId: number,
  otherId: number,
): Promise<PersonWithTie | undefined> {
  const row = await people(db, memberId).where('person.id', '=', otherId).executeTakeFirst();
  return row && withTie(row);
}

/** How many a member follows. */
export async function countFollowed(db: Db, memberId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('social_follows')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('follower_id', '=', memberId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Adds a follow; answers its id. */
export async function insertFollow(
  db: Db,
  follow: {
    readonly follower_id: number;
    readonly followed_id: number;
    readonly created_on: string;
  },
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('social_follows')
    .values(follow)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Removes a follow, if there is one. */
export async function deleteFollow(db: Db, followerId: number, followedId: number): Promise<void> {
  await tables(db)
    .deleteFrom('social_follows')
    .where('follower_id', '=', followerId)
    .where('followed_id', '=', followedId)
    .execute();
}

/** Members as others find them, by id. */
export async function peopleByIds(db: Db, ids: readonly number[]): Promise<Map<number, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('members')
    .select(['id', 'username', 'name', 'color'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
