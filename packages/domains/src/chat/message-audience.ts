import { sql } from 'kysely';
import type { Db } from '../db.ts';
import { messageLimits } from './message-limits.ts';
import { tables } from './message-tables.ts';
import { ownTopicsOf } from './own-topics.ts';
import { memberTopic, roomTopic, threadsTopic, type RoomAccess } from './schema.ts';
import { threadReaders } from './thread-repository.ts';

/** A message whose change is to be told. */
export interface Told {
  readonly roomId: number;
  readonly uuid: string;
  readonly access: RoomAccess;
  readonly threadId: number | null;
  /** Of the message on the room's topic. */
  readonly offset: number;
}

/** Whether somebody in the room may not read what stands at this offset: they came later. */
export async function isHiddenFromSome(
  db: Db,
  room: Pick<Told, 'roomId' | 'access'>,
  offset: number,
): Promise<boolean> {
  if (room.access === 'open') return false;
  const row = await tables(db)
    .selectFrom('chat_participants as participant')
    .select('participant.member_id')
    .where('participant.room_id', '=', room.roomId)
    .where(sql<boolean>`not ${stayedAt(offset)}`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function stayedAt(offset: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`exists (select 1 from dbtable_schema.chat_stays as stay
    where stay.room_id = participant.room_id and stay.member_id = participant.member_id
      and stay.joined_offset <= ${offset}
      and (stay.left_offset is null or stay.left_offset >= ${offset}))`;
}

/**
 * Where a change of a message is told: on the room's topic, and on the threads topics of those in its
 * thread. A change shows the whole message; where some in the room may not read that, because they
 * came later, it goes to the own topics of those who may instead, up to the fan-out limit.
 */
export async function changeTopics(
  db: Db,
  told: Told,
  { fanoutLimit }: { readonly fanoutLimit: number },
): Promise<string[]> {
  const { roomId, uuid, access, threadId, offset } = told;
  const most = messageLimits.threadParticipants.default;
  const readers =
    threadId === null ? [] : await threadReaders(db, threadId, { access, offset }, most);
  const threads = readers.map(threadsTopic);
  if (!(await isHiddenFromSome(db, told, offset))) return [roomTopic(uuid), ...threads];
  const able = await tables(db)
    .selectFrom('chat_participants as participant')
    .select('participant.member_id')
    .where('participant.room_id', '=', roomId)
    .where(stayedAt(offset))
    .orderBy('participant.member_id')
    .limit(fanoutLimit)
    .execute();
  return [...able.map(({ member_id }) => memberTopic(member_id)), ...threads];
}

/**
 * Where a message's new counts are told when it was replied to: in the room; where some may not read
 * the message, to those in the thread who may. The reply itself tells the counts as well.
 */
export async function parentTopics(db: Db, told: Told): Promise<string[]> {
  const { access, threadId, offset } = told;
  if (!(await isHiddenFromSome(db, told, offset))) return [roomTopic(told.uuid)];
  const most = messageLimits.threadParticipants.default;
  const readers =
    threadId === null ? [] : await threadReaders(db, threadId, { access, offset }, most);
  return readers.map(threadsTopic);
}

/**
 * Every topic that holds what was published of a subject, found from the log itself: those who have
 * left since, and a thread that others have joined since, make no difference. What began on the room's
 * topic is found from there, what was told around it on the topics of those who were ever in the room.
 */
export async function topicsHolding(
  db: Db,
  at: Pick<Told, 'roomId' | 'uuid' | 'access'>,
  subject: string,
): Promise<string[]> {
  const copies = await tables(db)
    .selectFrom('topics as room')
    .innerJoin('topic_messages as held', 'held.topic_id', 'room.id')
    .innerJoin('topic_messages as copy', (join) =>
      join
        .onRef('held.topic_id', '=', 'copy.source_topic_id')
        .onRef('held.offset', '=', 'copy.source_offset'),
    )
    .innerJoin('topics as topic', 'topic.id', 'copy.topic_id')
    .select('topic.name')
    .distinct()
    .where('room.name', '=', roomTopic(at.uuid))
    .where('held.subject', '=', subject)
    .execute();
  const around = at.access === 'open' ? [] : await toldAround(db, at, subject);
  return [...new Set([roomTopic(at.uuid), ...copies.map(({ name }) => name), ...around])];
}

async function toldAround(
  db: Db,
  { roomId }: Pick<Told, 'roomId'>,
  subject: string,
): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('topics as topic')
    .innerJoin('topic_messages as row', 'row.topic_id', 'topic.id')
    .select('topic.name')
    .distinct()
    .where('topic.name', 'in', ownTopicsOf(roomId))
    .where('row.subject', '=', subject)
    .execute();
  return rows.map(({ name }) => name);
}
