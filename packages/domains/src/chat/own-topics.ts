import { sql } from 'kysely';
import type { Db } from '../db.ts';
import { memberTopic, threadsTopic, type RoomAccess } from './schema.ts';
import { goneFrom } from './stay-repository.ts';

/**
 * The names of the own topics of everybody who is or was in a room, as a subquery: they may be more
 * than a statement has room for parameters.
 */
export function ownTopicsOf(roomId: number): ReturnType<typeof sql<string>> {
  const [before, after] = around(threadsTopic);
  return sql<string>`(
    select ${sql.lit(around(memberTopic)[0])} || stay.member_id
      from dbtable_schema.chat_stays as stay where stay.room_id = ${roomId}
    union all select ${sql.lit(before)} || stay.member_id || ${sql.lit(after)}
      from dbtable_schema.chat_stays as stay where stay.room_id = ${roomId})`;
}

/** What a topic is called before and after the member's id. */
function around(topic: (memberId: number) => string): [string, string] {
  const [before = '', after = ''] = topic(0).split('0');
  return [before, after];
}

/**
 * Whether a topic is the own one of somebody who left a private room. What became of the room since is
 * not theirs to read, though their log tells of the time before.
 */
export async function ownOfThoseGone(
  db: Db,
  { roomId, access }: { readonly roomId: number; readonly access: RoomAccess },
): Promise<(topic: string) => boolean> {
  if (access === 'open') return () => false;
  const gone = await goneFrom(db, roomId);
  const topics = new Set<string>(gone.flatMap((id) => [memberTopic(id), threadsTopic(id)]));
  return (topic) => topics.has(topic);
}
