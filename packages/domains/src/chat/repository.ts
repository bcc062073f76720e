import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { Standing } from './rules.ts';
import type { ParticipantView, RoomKind, RoomRole } from './schema.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** A room as stored. */
export type RoomRow = Selectable<ChatTables['chat_rooms']>;

type Tables = StoreTables & ChatTables & Neighbours;

function tables(db: Db): Kysely<Tables> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

/** A room with what one member is there. */
export interface RoomOfMember extends Standing {
  readonly room: RoomRow;
}

/** The room with this uuid, and what the member is there. */
export async function roomOf(
  db: Db,
  uuid: string,
  memberId: number,
): Promise<RoomOfMember | undefined> {
  const row = await tables(db)
    .selectFrom('chat_rooms as room')
    .leftJoin('chat_participants as participant', (join) =>
      join.onRef('participant.room_id', '=', 'room.id').on('participant.member_id', '=', memberId),
    )
    .selectAll('room')
    .select('participant.role')
    .where('room.uuid', '=', uuid)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { role, ...room } = row;
  return { room, role, kind: room.kind };
}

/** Who is in a room, owners first, then by name; at most `limit`. */
export function participantsOf(db: Db, roomId: number, limit: number): Promise<ParticipantView[]> {
  return tables(db)
    .selectFrom('chat_participants')
    .innerJoin('members', 'members.id', 'chat_participants.member_id')
    .select(['members.id', 'members.name', 'members.color', 'chat_participants.role'])
    .where('chat_participants.room_id', '=', roomId)
    .orderBy('chat_participants.role', 'desc')
    .orderBy('members.name')
    .orderBy('members.id')
    .limit(limit)
    .execute();
}

/** How many are in a room. */
export async function countParticipants(db: Db, roomId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('chat_participants')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();
  return count;
}

/** The ids of all who are in a room. */
export async function participantIds(db: Db, roomId: number): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('chat_participants')
    .select('member_id')
    .where('room_id', '=', roomId)
    .orderBy('member_id')
    .execute();
  return rows.map((row) => row.member_id);
}

/** How many rooms a member has made. */
export async function countRoomsBy(db: Db, memberId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('chat_rooms')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('created_by', '=', memberId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether there is an active member with this id. */
export async function isMember(db: Db, memberId: number): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('members')
    .select('id')
    .where('id', '=', memberId)
    .where('is_active', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

/** Adds a room. */
export function insertRoom(
  db: Db,
  room: {
    readonly uuid: string;
    readonly name: string;
    readonly description: string;
    readonly kind: RoomKind;
    readonly showHistory: boolean;
    readonly createdBy: number;
    readonly createdOn: string;
  },
): Promise<RoomRow> {
  return tables(db)
    .insertInto('chat_rooms')
    .values({
      uuid: room.uuid,
      name: room.name,
      description: room.description,
      kind: room.kind,
      is_show_history: room.showHistory,
      created_by: room.createdBy,
      created_on: room.createdOn,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Renames or describes a room; answers it as it is then. */
export function updateRoom(
  db: Db,
  roomId: number,
  change: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<RoomRow> {
  const { name, description } = change;
  return tables(db)
    .updateTable('chat_rooms')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    })
    .where('id', '=', roomId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Adds a participant; `false` when they were one already. */
export async function insertParticipant(
  db: Db,
  participant: {
    readonly roomId: number;
    readonly memberId: number;
    readonly role: RoomRole;
    readonly joinedOn: string;
  },
): Promise<boolean> {
  const added = await tables(db)
    .insertInto('chat_participants')
    .values({
      room_id: participant.roomId,
      member_id: participant.memberId,
      role: participant.role,
      joined_on: participant.joinedOn,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('member_id')
    .executeTakeFirst();
  return added !== undefined;
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

/** Makes a participant an owner. */
export async function makeOwner(db: Db, roomId: number, memberId: number): Promise<void> {
  await tables(db)
    .updateTable('chat_participants')
    .set({ role: 'owner' })
    .where('room_id', '=', roomId)
    .where('member_id', '=', memberId)
    .execute();
}
