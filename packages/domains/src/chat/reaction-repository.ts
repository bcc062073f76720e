import { sql } from 'kysely';
import type { Db } from '../db.ts';
import { tables } from './message-tables.ts';

/** A reaction. */
export interface Reaction {
  readonly messageId: number;
  readonly emoji: string;
  readonly memberId: number;
}

/** Adds a reaction; `false` when it was there. */
export async function insertReaction(db: Db, reaction: Reaction, now: string): Promise<boolean> {
  const added = await tables(db)
    .insertInto('chat_reactions')
    .values({
      message_id: reaction.messageId,
      emoji: reaction.emoji,
      member_id: reaction.memberId,
      created_on: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('member_id')
    .executeTakeFirst();
  return added !== undefined;
}

/** Takes a reaction back; `false` when there was none. */
export async function deleteReaction(db: Db, reaction: Reaction): Promise<boolean> {
  const gone = await tables(db)
    .deleteFrom('chat_reactions')
    .where('message_id', '=', reaction.messageId)
    .where('emoji', '=', reaction.emoji)
    .where('member_id', '=', reaction.memberId)
    .returning('member_id')
    .executeTakeFirst();
  return gone !== undefined;
}

/** How many different emoji others than `emoji` a message has. */
export async function countOtherKinds(db: Db, messageId: number, emoji: string): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('chat_reactions')
    .select(sql<number>`count(distinct emoji)`.as('count'))
    .where('message_id', '=', messageId)
    .where('emoji', '!=', emoji)
    .executeTakeFirstOrThrow();
  return count;
}

/** Takes all reactions to a message back. */
export async function clearReactions(db: Db, messageId: number): Promise<void> {
  await tables(db).deleteFrom('chat_reactions').where('message_id', '=', messageId).execute();
}
