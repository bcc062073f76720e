import { sql } from 'kysely';
import type { Db } from '../db.ts';
import { tables } from './message-tables.ts';
import type { RoomAccess } from './schema.ts';

/** The thread under a message; made when there is none. */
export async function threadUnder(
  db: Db,
  parent: { readonly roomId: number; readonly messageId: number },
  now: string,
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('chat_threads')
    .values({ room_id: parent.roomId, parent_message_id: parent.messageId, last_reply_on: now })
    .onConflict((conflict) =>
      conflict.column('parent_message_id').doUpdateSet({ last_reply_on: now }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Of a room, who takes part in a thread, with their mute; the first come first, at most `limit`. */
export function threadMembers(
  db: Db,
  threadId: number,
  limit: number,
): Promise<{ readonly member_id: number; readonly is_muted: boolean }[]> {
  return tables(db)
    .selectFrom('chat_thread_participants as part')
    .innerJoin('chat_threads as thread', 'thread.id', 'part.thread_id')
    .innerJoin('chat_participants as participant', (join) =>
      join
        .onRef('participant.room_id', '=', 'thread.room_id')
        .onRef('participant.member_id', '=', 'part.member_id'),
    )
    .select(['part.member_id', 'participant.is_muted'])
    .where('part.thread_id', '=', threadId)
    .orderBy('part.joined_on')
    .orderBy('part.member_id')
    .limit(limit)
    .execute();
}

/** Those in a thread and in its room who may read what stands at `offset` of the room's topic. */
export async function threadReaders(
  db: Db,
  threadId: number,
  at: { readonly access: RoomAccess; readonly offset: number },
  limit: number,
): Promise<number[]> {
  let query = tables(db)
    .selectFrom('chat_thread_participants as part')
    .innerJoin('chat_threads as thread', 'thread.id', 'part.thread_id')
    .innerJoin('chat_participants as participant', (join) =>
      join
        .onRef('participant.room_id', '=', 'thread.room_id')
        .onRef('participant.member_id', '=', 'part.member_id'),
    )
    .select('part.member_id')
    .where('part.thread_id', '=', threadId)
    .orderBy('part.joined_on')
    .orderBy('part.member_id')
    .limit(limit);
  if (at.access !== 'open') {
    query = query.where(
      sql<boolean>`exists (select 1 from dbtable_schema.chat_stays as stay
        where stay.room_id = thread.room_id and stay.member_id = part.member_id
          and stay.joined_offset <= ${at.offset}
          and (stay.left_offset is null or stay.left_offset >= ${at.offset}))`,
    );
  }
  return (await query.execute()).map(({ member_id }) => member_id);
}

/** Lets members take part in a thread who do not yet; what came before `messageId` counts as read. */
export async function joinThread(
  db: Db,
  threadId: number,
  memberIds: readonly number[],
  { messageId, now }: { readonly messageId: number; readonly now: string },
): Promise<void> {
  if (memberIds.length === 0) return;
  await tables(db)
    .insertInto('chat_thread_participants')
    .values(
      memberIds.map((member_id) => ({
        thread_id: threadId,
        member_id,
        joined_on: now,
        last_read_message_id: messageId - 1,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Marks a thread as read up to a message; `false`: it was already, or they do not take part. */
export async function readThread(
  db: Db,
  threadId: number,
  memberId: number,
  messageId: number,
): Promise<boolean> {
  const changed = await tables(db)
    .updateTable('chat_thread_participants')
    .set({ last_read_message_id: messageId })
    .where('thread_id', '=', threadId)
    .where('member_id', '=', memberId)
    .where((where) =>
      where.or([
        where('last_read_message_id', 'is', null),
        where('last_read_message_id', '<', messageId),
      ]),
    )
    .returning('thread_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** The newest reply of a thread; 0 without one. */
export async function newestReply(db: Db, threadId: number): Promise<number> {
  const row = await tables(db)
    .selectFrom('chat_messages')
    .select('id')
    .where('thread_id', '=', threadId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** Whether a member takes part in a thread of a room that they are in. */
export async function isThreadOf(db: Db, threadId: number, memberId: number): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('chat_thread_participants as part')
    .innerJoin('chat_threads as thread', 'thread.id', 'part.thread_id')
    .innerJoin('chat_rooms as room', 'room.id', 'thread.room_id')
    .innerJoin('chat_participants as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').onRef('me.member_id', '=', 'part.member_id'),
    )
    .select('thread.id')
    .where('part.thread_id', '=', threadId)
    .where('part.member_id', '=', memberId)
    .where('room.deleted_on', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
