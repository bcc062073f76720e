import { sql, type Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { RoomKind, RoomRole } from './schema.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** A line of a member's room list. */
export interface RoomLine {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly kind: RoomKind;
  readonly role: RoomRole | null;
  readonly participants: number;
  /** JSON text of the newest readable message; `null` where there is none. */
  readonly message: string | null;
  readonly said_on: string | null;
  /** `null` where the application spoke. */
  readonly author: string | null;
}

function tables(db: Db): Kysely<StoreTables & ChatTables & Neighbours> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

/**
 * The rooms a member may see, the lately active first, each with its newest message; one of them
 * alone with `uuid`. Messages from before the stay that lasts are not looked at.
 */
export async function roomList(
  db: Db,
  memberId: number,
  options: { readonly limit: number; readonly uuid?: string },
): Promise<RoomLine[]> {
  let query = tables(db)
    .selectFrom('chat_rooms as room')
    .leftJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').on('me.member_id', '=', memberId),
    )
    .leftJoin('topics as topic', (join) =>
      join.on('topic.name', '=', sql<string>`'room:' || ${sql.ref('room.uuid')}`),
    )
    .leftJoin('topic_messages as last', (join) =>
      join.onRef('last.topic_id', '=', 'topic.id').on(
        'last.offset',
        '=',
        // The newest one only, found from the end of the key.
        (eb) =>
          eb
            .selectFrom('topic_messages as any_message')
            .select('any_message.offset')
            .whereRef('any_message.topic_id', '=', 'topic.id')
            .where('any_message.is_internal', '=', false)
            .where((eb) =>
              eb.or([
                eb('room.kind', '=', 'open'),
                eb(
                  'any_message.offset',
                  '>=',
                  eb
                    .selectFrom('chat_stays as stay')
                    .select('stay.joined_offset')
                    .whereRef('stay.room_id', '=', 'room.id')
                    .where('stay.member_id', '=', memberId)
                    .where('stay.left_offset', 'is', null)
                    .orderBy('stay.joined_offset')
                    .limit(1),
                ),
              ]),
            )
            .orderBy('any_message.offset', 'desc')
            .limit(1),
      ),
    )
    .leftJoin('topic_messages as source', (join) =>
      join
        .onRef('source.topic_id', '=', 'last.source_topic_id')
        .onRef('source.offset', '=', 'last.source_offset'),
    )
    .leftJoin('members as author', 'author.id', 'last.member_id')
    .select(['room.uuid', 'room.name', 'room.description', 'room.kind', 'me.role'])
    .select((eb) => [
      eb.fn.coalesce('last.message', 'source.message').as('message'),
      'last.created_on as said_on',
      'author.name as author',
      eb
        .selectFrom('chat_participants')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('chat_participants.room_id', '=', 'room.id')
        .as('participants'),
    ])
    .where((eb) => eb.or([eb('room.kind', '=', 'open'), eb('me.role', 'is not', null)]))
    .orderBy(({ fn }) => fn.coalesce('last.created_on', 'room.created_on'), 'desc')
    .orderBy('room.id', 'desc')
    .limit(options.limit);
  if (options.uuid !== undefined) query = query.where('room.uuid', '=', options.uuid);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, participants: Number(row.participants) }));
}
