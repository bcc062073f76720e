import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { ParticipantLine } from './participant-repository.ts';
import type { RoomRow } from './room-repository.ts';
import { chatLimits } from './rules.ts';
import type { RoomRole, RoomsQuery } from './schema.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** A room as one member has it: their own participation, what is unread, what was said last. */
export interface RoomLine {
  readonly room: RoomRow;
  /** `null` in an open room that they have not joined. */
  readonly own: OwnLine | null;
  readonly unread: number;
  /** Id of the newest top-level message that they may read. */
  readonly last: number | null;
  /** Id of the pinned message, if they may read it. */
  readonly pinned: number | null;
}

/** A member's own participation. */
export interface OwnLine extends ParticipantLine {
  readonly is_muted: boolean;
  readonly is_archived: boolean;
  readonly pinned_on: string | null;
  readonly last_read_message_id: number | null;
}

function tables(db: Db): Kysely<StoreTables & ChatTables & Neighbours> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

const isTop = sql`said.room_id = room.id and said.parent_message_id is null
  and said.deleted_on is null`;

/** The newest message of an open room. */
const newest = sql<number | null>`(select said.id from dbtable_schema.chat_messages said
  where ${isTop} order by said.topic_offset desc limit 1)`;

/** The newest message that `me` may read: the newest of each stay, found from the end of an index. */
const newestReadable = sql<number | null>`case when room.access = 'open' then ${newest} else (
  select max((select said.id from dbtable_schema.chat_messages said
    where ${isTop} and said.topic_offset >= stay.joined_offset
      and said.topic_offset <= coalesce(stay.left_offset, ${Number.MAX_SAFE_INTEGER})
    order by said.topic_offset desc limit 1))
  from dbtable_schema.chat_stays stay
  where stay.room_id = me.room_id and stay.member_id = me.member_id) end`;

/** What others said since `me` marked the room as read, as far as `me` may read it. */
const unreadMessages = sql`select said.id from dbtable_schema.chat_messages said
  where ${isTop} and said.member_id <> me.member_id
    and said.id > coalesce(me.last_read_message_id, 0)
    and (room.access = 'open' or exists (select 1 from dbtable_schema.chat_stays stay
      where stay.room_id = me.room_id and stay.member_id = me.member_id
        and said.topic_offset >= stay.joined_offset
        and said.topic_offset <= coalesce(stay.left_offset, ${Number.MAX_SAFE_INTEGER})))`;

const unreadCount = sql<number>`(select count(*) from (
  ${unreadMessages} limit ${chatLimits.unreadCounted.default}) as unread)`;

/** The pinned message, if `me` may read it. */
const readablePin = sql<number | null>`(select said.id from dbtable_schema.chat_messages said
  where said.id = room.pinned_message_id and (room.access = 'open' or exists (
    select 1 from dbtable_schema.chat_stays stay
    where stay.room_id = me.room_id and stay.member_id = me.member_id
      and said.topic_offset >= stay.joined_offset
      and said.topic_offset <= coalesce(stay.left_offset, ${Number.MAX_SAFE_INTEGER}))))`;

/** Whether nothing was said at the top level of a room after this place on its topic. */
export async function isLastSaid(db: Db, roomId: number, offset: number): Promise<boolean> {
  const later = await tables(db)
    .selectFrom('chat_rooms as room')
    .select('room.id')
    .where('room.id', '=', roomId)
    .where(
      sql<boolean>`exists (select said.id from dbtable_schema.chat_messages said
        where ${isTop} and said.topic_offset > ${offset})`,
    )
    .executeTakeFirst();
  return later === undefined;
}

/** A page of a member's rooms, by their ids, and how many there are in all. */
export async function roomPage(
  db: Db,
  memberId: number,
  { page, per_page, status }: RoomsQuery,
): Promise<{ ids: number[]; count: number }> {
  let query = tables(db)
    .selectFrom('chat_rooms as room')
    .leftJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').on('me.member_id', '=', memberId),
    )
    .where('room.deleted_on', 'is', null)
    .where('room.kind', '!=', 'embedded');
  query =
    status === 'open'
      ? query.where('room.access', '=', 'open').where('me.id', 'is', null)
      : query.where('me.is_archived', '=', status === 'archived');
  const { count } = await query
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .select('room.id')
    .orderBy(sql`case when me.pinned_on is null then 1 else 0 end`)
    .orderBy(({ fn }) => fn.coalesce('room.last_active_on', 'room.created_on'), 'desc')
    .orderBy('room.id', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return { ids: rows.map(({ id }) => id), count };
}

/** Rooms as members in them have them: some rooms of one member, or one room of some members. */
export async function roomLines(
  db: Db,
  roomIds: readonly number[],
  memberIds: readonly number[],
): Promise<RoomLine[]> {
  if (roomIds.length === 0 || memberIds.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('chat_participants as me')
    .innerJoin('chat_rooms as room', 'room.id', 'me.room_id')
    .innerJoin('members as member', 'member.id', 'me.member_id')
    .selectAll('room')
    .select([
      'me.id as own_id',
      'me.member_id',
      'me.role as own_role',
      'me.is_muted',
      'me.is_archived',
      'me.pinned_on',
      'me.last_read_message_id',
      'member.name as member_name',
      'member.role as member_role',
      'member.color',
      unreadCount.as('unread'),
      newestReadable.as('last'),
      readablePin.as('pinned'),
    ])
    .where('me.room_id', 'in', [...roomIds])
    .where('me.member_id', 'in', [...memberIds])
    .orderBy('me.member_id')
    .execute();
  return rows.map((row) => {
    const {
      own_id,
      member_id,
      own_role,
      is_muted,
      is_archived,
      pinned_on,
      last_read_message_id,
      member_name,
      member_role,
      color,
      unread,
      last,
      pinned,
      ...room
    } = row;
    const own = {
      id: own_id,
      room_id: room.id,
      member_id,
      room_role: own_role,
      name: member_name,
      role: member_role,
      color,
      is_muted,
      is_archived,
      pinned_on,
      last_read_message_id,
    };
    return { room, own, unread, last, pinned };
  });
}

/** Open rooms as those have them who are not in them. */
export async function openLines(db: Db, roomIds: readonly number[]): Promise<RoomLine[]> {
  if (roomIds.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('chat_rooms as room')
    .selectAll('room')
    .select(newest.as('last'))
    .where('room.id', 'in', [...roomIds])
    .where('room.access', '=', 'open')
    .execute();
  return rows.map(({ last, ...room }) => ({
    room,
    own: null,
    unread: 0,
    last,
    pinned: room.pinned_message_id,
  }));
}

/** The first participants of each of these rooms by member id: one question of many short ones. */
export async function firstParticipantsOf(
  db: Db,
  roomIds: readonly number[],
  each: number,
): Promise<Map<number, ParticipantLine[]>> {
  const found = new Map<number, ParticipantLine[]>(roomIds.map((id) => [id, []]));
  if (roomIds.length === 0) return found;
  const parts: RawBuilder<unknown>[] = roomIds.map(
    (id) => sql`select * from (
      select participant.id, participant.room_id, participant.member_id,
        participant.role as room_role, member.name, member.role, member.color
      from dbtable_schema.chat_participants participant
      join dbtable_schema.members member on member.id = participant.member_id
      where participant.room_id = ${id} order by participant.member_id limit ${each}) as first_ones`,
  );
  const { rows } = await sql<{
    id: number;
    room_id: number;
    member_id: number;
    room_role: RoomRole;
    name: string;
    role: string;
    color: string;
  }>`${sql.join(parts, sql` union all `)}`.execute(db);
  for (const row of rows) found.get(row.room_id)?.push(row);
  return found;
}

/** The member's rooms in which something is unread, the lately active first; muted and embedded ones not. */
export async function unreadRoomsOf(db: Db, memberId: number): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('chat_participants as me')
    .innerJoin('chat_rooms as room', 'room.id', 'me.room_id')
    .select('room.uuid')
    .where('me.member_id', '=', memberId)
    .where('me.is_muted', '=', false)
    .where('room.kind', '!=', 'embedded')
    .where('room.deleted_on', 'is', null)
    .where(sql<boolean>`exists (${unreadMessages})`)
    .orderBy('room.last_active_on', 'desc')
    .limit(chatLimits.roomsUnread.default)
    .execute();
  return rows.map(({ uuid }) => uuid);
}

/** The newest top-level message of a room that a member may read: what a read mark is set to. */
export async function newestFor(db: Db, roomId: number, memberId: number): Promise<number | null> {
  const row = await tables(db)
    .selectFrom('chat_participants as me')
    .innerJoin('chat_rooms as room', 'room.id', 'me.room_id')
    .select(newestReadable.as('last'))
    .where('me.room_id', '=', roomId)
    .where('me.member_id', '=', memberId)
    .executeTakeFirst();
  return row?.last ?? null;
}

/** Whether a message is one of the room's that the member may read, and so may pin. */
export async function isPinnable(
  db: Db,
  room: RoomRow,
  memberId: number,
  messageId: number,
): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('chat_messages as said')
    .select('said.id')
    .where('said.id', '=', messageId)
    .where('said.room_id', '=', room.id)
    .where('said.deleted_on', 'is', null)
    .where((any) =>
      any.or([
        any.lit(room.access === 'open'),
        any.exists(
          any
            .selectFrom('chat_stays as stay')
            .select('stay.room_id')
            .whereRef('stay.room_id', '=', 'said.room_id')
            .where('stay.member_id', '=', memberId)
            .whereRef('stay.joined_offset', '<=', 'said.topic_offset')
            .where((eb) =>
              eb.or([
                eb('stay.left_offset', 'is', null),
                eb('stay.left_offset', '>=', eb.ref('said.topic_offset')),
              ]),
            ),
        ),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest top-level message of a room. */
export async function newestIn(db: Db, roomId: number): Promise<number | null> {
  const row = await tables(db)
    .selectFrom('chat_messages')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('room_id', '=', roomId)
    .where('parent_message_id', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}
