import type { Kysely } from 'kysely';
import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../../db.ts';
import { dropFilesOf, dropFilesOn } from '../../files/attaching.ts';
import { forgetMessage } from '../../notifications/notify.ts';
import { messageViews } from '../message-views.ts';
import { ownTopicsOf } from '../own-topics.ts';
import { topicsQuoting } from '../room-quotes.ts';
import { anyRoom, type RoomRow } from '../room-repository.ts';
import { quoteSubject } from '../room-telling.ts';
import { namelessRoom } from '../room-views.ts';
import { memberTopic, messageSubject, roomTopic, threadsTopic } from '../schema.ts';
import { everIn } from '../stay-repository.ts';
import type { ChatTables, Neighbours } from '../tables.ts';
import { deletedSubject } from './message-changes.ts';

/** Messages forgotten in one transaction. */
const AT_ONCE = 50;

function tables(db: Db): Kysely<StoreTables & ChatTables & Neighbours> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}

/** One step of {@link forgetRoomUnit}. */
export interface Forgotten {
  readonly isDone: boolean;
  /** Of the room's topic; it can be trimmed up to here when everything is forgotten. */
  readonly head: number;
}

/**
 * One step of forgetting a deleted room whose participants have all been told: what its messages said
 * is blanked wherever the log holds it, their rows are deleted. With the last of them the room's own
 * rows go, and the nodes clear what they remember of those who were in it.
 */
export const forgetRoomUnit: Unit<{ uuid: string }, Forgotten> = defineUnit({
  name: 'chat.forgetRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid }) => {
    const head = tx.head.offset;
    const room = await anyRoom(tx.db, uuid);
    if (room === undefined || room.deleted_on === null) return { isDone: true, head: 0 };
    const members = await everIn(tx.db, room.id);
    const ids = await blank(tx, room);
    const views = await messageViews(tx.db, ids);
    const own = [...members.map(memberTopic), ...members.map(threadsTopic)];
    for (const view of views.values()) {
      const subject = messageSubject(view.id);
      const around = await holding(tx.db, room.id, subject);
      await tx.redact([roomTopic(uuid), ...around], subject, view);
      const { id, parent_message_id, chat_room_uuid } = view;
      const gone = { id, chat_room_uuid, parent_message_id, parent_message: null };
      await tx.redact([roomTopic(uuid)], deletedSubject(id), gone);
      await forgetMessage(tx, id);
    }
    await dropFilesOf(tx, ids);
    if (ids.length > 0) {
      await tables(tx.db).deleteFrom('chat_messages').where('id', 'in', ids).execute();
    }
    if (ids.length === AT_ONCE) return { isDone: false, head };
    await dropFilesOn(tx, roomTopic(uuid));
    await forgetRest(tx, room, own);
    return { isDone: true, head };
  },
});

/** Blanks the oldest messages of a room; answers which. */
async function blank(tx: UnitContext, room: RoomRow): Promise<number[]> {
  const rows = await tables(tx.db)
    .selectFrom('chat_messages')
    .select('id')
    .where('room_id', '=', room.id)
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await tables(tx.db)
    .updateTable('chat_messages')
    .set({ body: '', rich_text_json: '{"type":"doc","content":[]}', deleted_on: tx.now })
    .where('id', 'in', ids)
    .execute();
  return ids;
}

/** Which own topics of those who were in a room hold a payload of this subject themselves. */
async function holding(db: Db, roomId: number, subject: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('topics as topic')
    .innerJoin('topic_messages as held', 'held.topic_id', 'topic.id')
    .select('topic.name')
    .distinct()
    .where('topic.name', 'in', ownTopicsOf(roomId))
    .where('held.subject', '=', subject)
    .where('held.source_topic_id', 'is', null)
    .execute();
  return rows.map(({ name }) => name);
}

/** The room's own rows, and what nodes remember on the topics of those who were in it. */
async function forgetRest(tx: UnitContext, room: RoomRow, own: readonly string[]): Promise<void> {
  const subject = quoteSubject(room.id);
  await tx.redact(await topicsQuoting(tx.db, room), subject, namelessRoom(room));
  const [first, ...others] = own;
  if (first !== undefined) {
    tx.publish({
      topics: [first, ...others],
      event: 'parley.redacted',
      payload: { subject },
      internal: true,
    });
  }
  await tables(tx.db).deleteFrom('chat_rooms').where('id', '=', room.id).execute();
}
