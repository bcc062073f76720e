import type { Kysely } from 'kysely';
import type { StoreTables, UnitContext } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import { ownOfThoseGone, ownTopicsOf } from './own-topics.ts';
import { updateRoom, type RoomRow } from './room-repository.ts';
import { quoteSubject, roomAsSeen, tellLists, tellUpdated } from './room-telling.ts';
import { bareRoom, namelessRoom } from './room-views.ts';
import { COMMUNITY_TOPIC, memberTopic, roomTopic } from './schema.ts';
import type { Neighbours } from './tables.ts';

/**
 * Takes a message's text out of the room's own events, which quote the pinned message and the last:
 * each of them then shows the room as it is now, to those who left nothing of it. Call it in a unit on
 * the room's topic that has edited or deleted the message's row; a pinned message that was deleted is
 * unpinned, and told so; where lists show it, participants are told to look again.
 */
export async function forgetQuotes(
  tx: UnitContext,
  room: RoomRow,
  message: {
    readonly id: number;
    readonly isDeleted: boolean;
    /** Whether lists of rooms show it, or count it. */
    readonly isShown: boolean;
    readonly fanoutLimit: number;
  },
): Promise<void> {
  const isUnpinned = message.isDeleted && room.pinned_message_id === message.id;
  const now = isUnpinned ? await updateRoom(tx.db, room.id, { pinned_message_id: null }) : room;
  const quoting = await topicsQuoting(tx.db, now);
  const { views, mayReadPin } = await roomAsSeen(tx, now);
  const isGone = await ownOfThoseGone(tx.db, { roomId: now.id, access: now.access });
  const isAll = mayReadPin === 'everybody';
  const able = new Set<string>(isAll ? [] : [...mayReadPin].map(memberTopic));
  const mayShow = (topic: string): boolean => isAll || able.has(topic);
  const state = (view: typeof views.whole): object => ({ ...bareRoom(now), ...view });
  const subject = quoteSubject(room.id);
  const here = quoting.filter((topic) => !isGone(topic));
  await tx.redact(here.filter(mayShow), subject, state(views.whole));
  await tx.redact(
    here.filter((topic) => !mayShow(topic)),
    subject,
    state(views.bare),
  );
  await tx.redact(quoting.filter(isGone), subject, namelessRoom(now), { apart: true });
  if (isUnpinned) await tellUpdated(tx, now, message);
  else if (message.isShown) await tellLists(tx, now, message);
}

/** The topics that hold events which quote a message of the room. */
export async function topicsQuoting(db: Db, room: RoomRow): Promise<string[]> {
  const tables: Kysely<StoreTables & Neighbours> = db.withTables<Neighbours>().withSchema(SCHEMA);
  const rows = await tables
    .selectFrom('topics as topic')
    .select('topic.name')
    .where((any) =>
      any.or([
        any('topic.name', 'in', [roomTopic(room.uuid), COMMUNITY_TOPIC]),
        any('topic.name', 'in', ownTopicsOf(room.id)),
      ]),
    )
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('topic_messages as held')
          .select('held.offset')
          .whereRef('held.topic_id', '=', 'topic.id')
          .where('held.subject', '=', quoteSubject(room.id)),
      ),
    )
    .execute();
  return rows.map(({ name }) => name);
}
