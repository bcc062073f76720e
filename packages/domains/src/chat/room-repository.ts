import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { Standing } from './rules.ts';
import type { RoomAccess, RoomKind } from './schema.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** A room as stored. */
export type RoomRow = Selectable<ChatTables['chat_rooms']>;

function tables(db: Db): Kysely<StoreTables & ChatTables & Neighbours> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

/** A room with what one member is there. */
export interface RoomOfMember extends Standing {
  readonly room: RoomRow;
  /** Of the member's participation; `null` without one. */
  readonly participantId: number | null;
}

/** The room with this uuid, and what the member is there. Deleted ones are not found. */
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
    .select(['participant.role', 'participant.id as participantId'])
    .where('room.uuid', '=', uuid)
    .where('room.deleted_on', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { role, participantId, ...room } = row;
  return { room, role, participantId, kind: room.kind, access: room.access };
}

/** The room with this uuid, also when it is deleted. */
export function anyRoom(db: Db, uuid: string): Promise<RoomRow | undefined> {
  return tables(db)
    .selectFrom('chat_rooms')
    .selectAll()
    .where('uuid', '=', uuid)
    .executeTakeFirst();
}

/** The uuid of the room with this id. Deleted ones are not found. */
export async function uuidOf(db: Db, roomId: number): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('chat_rooms')
    .select('uuid')
    .where('id', '=', roomId)
    .where('deleted_on', 'is', null)
    .executeTakeFirst();
  return row?.uuid;
}

/** The key under which two members have their one direct room. */
export function directKey(one: number, other: number): string {
  return `${Math.min(one, other)}:${Math.max(one, other)}`;
}

/** The direct room of two members. */
export function directRoom(db: Db, key: string): Promise<RoomRow | undefined> {
  return tables(db)
    .selectFrom('chat_rooms')
    .selectAll()
    .where('direct_key', '=', key)
    .executeTakeFirst();
}

/** How many rooms a member has made that are there, direct ones aside. */
export async function countRoomsBy(db: Db, memberId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('chat_rooms')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('created_by', '=', memberId)
    .where('kind', '!=', 'direct')
    .where('deleted_on', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** What a room begins as. */
export interface NewRoom {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly kind: RoomKind;
  readonly access: RoomAccess;
  readonly showHistory: boolean;
  readonly createdBy: number;
  readonly createdOn: string;
  /** Of a direct room. */
  readonly directKey?: string;
}

/** Adds a room; `undefined` when the two have a direct one already. */
export function insertRoom(db: Db, room: NewRoom): Promise<RoomRow | undefined> {
  return tables(db)
    .insertInto('chat_rooms')
    .values({
      uuid: room.uuid,
      name: room.name,
      description: room.description,
      kind: room.kind,
      access: room.access,
      is_show_history: room.showHistory,
      created_by: room.createdBy,
      created_on: room.createdOn,
      last_active_on: room.createdOn,
      direct_key: room.directKey ?? null,
      pinned_message_id: null,
      told_to: null,
      deleted_on: null,
    })
    .onConflict((conflict) => conflict.column('direct_key').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** What can change of a room. */
export type RoomChange = Partial<
  Pick<
    RoomRow,
    | 'name'
    | 'description'
    | 'is_show_history'
    | 'pinned_message_id'
    | 'is_told'
    | 'told_to'
    | 'deleted_on'
    | 'direct_key'
  >
>;

/** Changes a room; answers it as it is then. */
export function updateRoom(db: Db, roomId: number, change: RoomChange): Promise<RoomRow> {
  return tables(db)
    .updateTable('chat_rooms')
    .set(change)
    .where('id', '=', roomId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The rooms, deleted ones too, of which not every participant has been told. */
export async function untoldRooms(db: Db, limit: number): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('chat_rooms')
    .select('uuid')
    .where((where) => where.or([where('is_told', '=', false), where('told_to', 'is not', null)]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ uuid }) => uuid);
}

/** The deleted rooms whose participants have all been told. */
export async function endedRooms(db: Db, limit: number): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('chat_rooms')
    .select('uuid')
    .where('deleted_on', 'is not', null)
    .where('is_told', '=', true)
    .where('told_to', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ uuid }) => uuid);
}
