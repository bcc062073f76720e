import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { RoomRole } from './schema.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** A participation as stored. */
export type ParticipantRow = Selectable<ChatTables['chat_participants']>;

/** A participation with who it is of. */
export interface ParticipantLine {
  readonly id: number;
  readonly room_id: number;
  readonly member_id: number;
  readonly room_role: RoomRole;
  readonly name: string;
  readonly role: string;
  readonly color: string;
}

function tables(db: Db): Kysely<StoreTables & ChatTables & Neighbours> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

/** A page of who is in a room, owners first, then by name. */
export function participantPage(
  db: Db,
  roomId: number,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<ParticipantLine[]> {
  return lines(db)
    .where('participant.room_id', '=', roomId)
    .orderBy('participant.role', 'desc')
    .orderBy('member.name')
    .orderBy('member.id')
    .limit(limit)
    .offset(offset)
    .execute();
}

/** The first participants of a room by member id. */
export function firstParticipants(
  db: Db,
  roomId: number,
  limit: number,
): Promise<ParticipantLine[]> {
  return lines(db)
    .where('participant.room_id', '=', roomId)
    .orderBy('participant.member_id')
    .limit(limit)
    .execute();
}

/** One participation of a room, by its id or its member's. */
export function participantLine(
  db: Db,
  roomId: number,
  by: { readonly participantId: number } | { readonly memberId: number },
): Promise<ParticipantLine | undefined> {
  const query = lines(db).where('participant.room_id', '=', roomId);
  return (
    'memberId' in by
      ? query.where('participant.member_id', '=', by.memberId)
      : query.where('participant.id', '=', by.participantId)
  ).executeTakeFirst();
}

const lines = (db: Db) =>
  tables(db)
    .selectFrom('chat_participants as participant')
    .innerJoin('members as member', 'member.id', 'participant.member_id')
    .select([
      'participant.id',
      'participant.room_id',
      'participant.member_id',
      'participant.role as room_role',
      'member.name',
      'member.role',
      'member.color',
    ]);

/** How many are in each of these rooms. */
export async function countParticipantsOf(
  db: Db,
  roomIds: readonly number[],
): Promise<Map<number, number>> {
  if (roomIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('chat_participants')
    .select(({ fn }) => ['room_id', fn.countAll<number>().as('count')])
    .where('room_id', 'in', [...roomIds])
    .groupBy('room_id')
    .execute();
  return new Map(rows.map((row) => [row.room_id, row.count]));
}

/** How many are in a room. */
export async function countParticipants(db: Db, roomId: number): Promise<number> {
  return (await countParticipantsOf(db, [roomId])).get(roomId) ?? 0;
}

/** The ids of those who are in a room, ascending; after one of them, at most so many. */
export async function participantIds(
  db: Db,
  roomId: number,
  { after = 0, limit }: { readonly after?: number; readonly limit?: number } = {},
): Promise<number[]> {
  let query = tables(db)
    .selectFrom('chat_participants')
    .select('member_id')
    .where('room_id', '=', roomId)
    .where('member_id', '>', after)
    .orderBy('member_id');
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map((row) => row.member_id);
}

/** Which of these are active members. */
export async function activeMembers(db: Db, memberIds: readonly number[]): Promise<Set<number>> {
  if (memberIds.length === 0) return new Set();
  const rows = await tables(db)
    .selectFrom('members')
    .select('id')
    .where('id', 'in', [...memberIds])
    .where('is_active', '=', true)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Which of these members are in a room. */
export async function presentIn(
  db: Db,
  roomId: number,
  memberIds: readonly number[],
): Promise<Set<number>> {
  if (memberIds.length === 0) return new Set();
  const rows = await tables(db)
    .selectFrom('chat_participants')
    .select('member_id')
    .where('room_id', '=', roomId)
    .where('member_id', 'in', [...memberIds])
    .execute();
  return new Set(rows.map((row) => row.member_id));
}

/** Adds participants who are not there yet. `lastRead`: what they are taken to know already. */
export async function insertParticipants(
  db: Db,
  roomId: number,
  participants: readonly { readonly memberId: number; readonly role: RoomRole }[],
  { joinedOn, lastRead = null }: { readonly joinedOn: string; readonly lastRead?: number | null },
): Promise<void> {
  if (participants.length === 0) return;
  await tables(db)
    .insertInto('chat_participants')
    .values(
      participants.map(({ memberId, role }) => ({
        room_id: roomId,
        member_id: memberId,
        role,
        joined_on: joinedOn,
        pinned_on: null,
        last_read_message_id: lastRead,
      })),
    )
    .execute();
}

/** Changes one's participation; answers whether there is one. */
export async function updateParticipant(
  db: Db,
  roomId: number,
  memberId: number,
  change: Partial<
    Pick<ParticipantRow, 'role' | 'is_muted' | 'is_archived' | 'pinned_on' | 'last_read_message_id'>
  >,
): Promise<boolean> {
  const changed = await tables(db)
    .updateTable('chat_participants')
    .set(change)
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** A participation as it is. */
export function participantOf(
  db: Db,
  roomId: number,
  memberId: number,
): Promise<ParticipantRow | undefined> {
  return tables(db)
    .selectFrom('chat_participants')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
}

/** Takes an archived room back for those who put it away and did not mute it: something was said. */
export async function unarchive(db: Db, roomId: number): Promise<void> {
  await tables(db)
    .updateTable('chat_participants')
    .set({ is_archived: false })
    .where('room_id', '=', roomId)
    .where('is_archived', '=', true)
    .where('is_muted', '=', false)
    .execute();
}

/** Removes a participant; answers what they were, or `undefined` when they were none. */
export async function deleteParticipant(
  db: Db,
  roomId: number,
  memberId: number,
): Promise<RoomRole | undefined> {
  const removed = await tables(db)
    .deleteFrom('chat_participants')
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .returning('role')
    .executeTakeFirst();
  return removed?.role;
}

/** How many own a room. */
export async function countOwners(db: Db, roomId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('chat_participants')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('room_id', '=', roomId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow();
  return count;
}

/** The participant who takes over a room that lost its last owner; `undefined` when it has one. */
export async function heirOf(db: Db, roomId: number): Promise<number | undefined> {
  const first = await tables(db)
    .selectFrom('chat_participants')
    .select(['member_id', 'role'])
    .where('room_id', '=', roomId)
    // "owner" comes after "member", so an owner is first if there is one.
    .orderBy('role', 'desc')
    .orderBy('joined_on')
    .orderBy('member_id')
    .limit(1)
    .executeTakeFirst();
  return first?.role === 'member' ? first.member_id : undefined;
}
