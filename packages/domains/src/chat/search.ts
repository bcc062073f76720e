import { sql, type Expression, type RawBuilder } from 'kysely';
import type { Database } from '@parley/store';
import type { Db } from '../db.ts';
import { messageLimits } from './message-limits.ts';
import { tables } from './message-tables.ts';
import { roomTopic, type RoomKind } from './schema.ts';

/** A message that was found, and the room it is in. */
export interface Hit {
  readonly id: number;
  readonly room_id: number;
  readonly kind: RoomKind;
  readonly name: string;
}

/** The words of a query: letters and digits, in at most ten pieces. */
export function wordsOf(query: string): string[] {
  return (query.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, 10);
}

/**
 * The messages that a member may read in which, or in the name of whose file, words begin with all of
 * `words`, newest first: at most as many as anybody pages through. One port, two engines: FTS5 and tsvector.
 */
export async function searchIn(
  { engine, read }: Pick<Database, 'engine' | 'read'>,
  memberId: number,
  words: readonly string[],
  uuid?: string,
): Promise<Hit[]> {
  if (words.length === 0) return [];
  const candidates = engine === 'sqlite' ? fromFts(words, uuid) : fromVector(words, uuid);
  return hits(read, memberId, candidates);
}

function hits(db: Db, memberId: number, candidates: Expression<{ id: number }>): Promise<Hit[]> {
  return tables(db)
    .selectFrom(sql<{ id: number }>`(${candidates})`.as('found'))
    .innerJoin('chat_messages as message', 'message.id', 'found.id')
    .innerJoin('chat_rooms as room', 'room.id', 'message.room_id')
    .leftJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').on('me.member_id', '=', memberId),
    )
    .select(['message.id', 'room.id as room_id', 'room.kind', 'room.name'])
    .where('room.deleted_on', 'is', null)
    .where('message.deleted_on', 'is', null)
    .where(
      sql<boolean>`(room.access = 'open' or (me.id is not null and exists (
        select 1 from dbtable_schema.chat_stays as stay
        where stay.room_id = room.id and stay.member_id = ${memberId}
          and stay.joined_offset <= message.topic_offset
          and (stay.left_offset is null or stay.left_offset >= message.topic_offset))))`,
    )
    .orderBy('message.id', 'desc')
    .limit(messageLimits.searchHits.default)
    .execute();
}

/** A single letter begins too many words to look for them all; a character of Chinese is a word. */
const isWhole = (word: string): boolean => /^[\p{Script=Latin}\p{Nd}]$/u.test(word);

const most = sql.lit(messageLimits.searchCandidates.default);

/** What was said, and what was sent with a message, by the name that it has. */
function fromFts(words: readonly string[], uuid: string | undefined): Expression<{ id: number }> {
  const query = words.map((word) => `"${word}"${isWhole(word) ? '' : '*'}`).join(' ');
  const inRoom =
    uuid === undefined
      ? sql``
      : sql`and exists (select 1 from dbtable_schema.chat_messages as message
          join dbtable_schema.chat_rooms as room on room.id = message.room_id
          where message.id = found.rowid and room.uuid = ${uuid})`;
  return either(
    sql`select found.rowid as id from dbtable_schema.chat_search as found
      where found.chat_search match ${query} ${inRoom} order by found.rowid desc limit ${most}`,
    sql`select file.message_id as id from dbtable_schema.files_search as found
      join dbtable_schema.files as file on file.id = found.rowid
      where found.files_search match ${query} ${sentIn(uuid)}`,
  );
}

function fromVector(
  words: readonly string[],
  uuid: string | undefined,
): Expression<{ id: number }> {
  const query = words.map((word) => `'${word}'${isWhole(word) ? '' : ':*'}`).join(' & ');
  const inRoom =
    uuid === undefined
      ? sql``
      : sql`and message.room_id in
          (select room.id from dbtable_schema.chat_rooms as room where room.uuid = ${uuid})`;
  return either(
    sql`select message.id from dbtable_schema.chat_messages as message
      where message.search @@ to_tsquery('simple', ${query}) ${inRoom}
      order by message.id desc limit ${most}`,
    sql`select file.message_id as id from dbtable_schema.files as file
      where file.search @@ to_tsquery('simple', ${query}) ${sentIn(uuid)}`,
  );
}

/** Files that were sent with a message, of one room or of all; the newest. */
function sentIn(uuid: string | undefined): RawBuilder<unknown> {
  const inRoom = uuid === undefined ? sql`` : sql`and file.topic = ${roomTopic(uuid)}`;
  return sql`and file.message_id is not null and file.gone_on is null ${inRoom}
    order by file.message_id desc limit ${most}`;
}

function either(said: RawBuilder<unknown>, sent: RawBuilder<unknown>): Expression<{ id: number }> {
  return sql<{ id: number }>`select id from (${said}) as said
    union select id from (${sent}) as sent`;
}
