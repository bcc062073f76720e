import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { SCHEMA } from '../db.ts';
import { insertParticipant, insertRoom } from '../chat/repository.ts';
import { openStay } from '../chat/stay-repository.ts';
import { roomTopic } from '../chat/schema.ts';
import type { Neighbours } from '../chat/tables.ts';
import { insertBooking } from '../exchange/repository.ts';
import { hasMembers, insertMember } from '../identity/repository.ts';
import { bookings, people, rooms, type DemoRoom } from './community.ts';

const MINUTE = 60_000;

/** When each line of a room was said, milliseconds since 1970. */
function timesOf(room: DemoRoom, now: number): number[] {
  const last = now - room.quietFor * MINUTE;
  const after = (index: number): number =>
    room.lines.slice(index + 1).reduce((sum, [, minutes]) => sum + minutes, 0);
  return room.lines.map((_, index) => last - after(index) * MINUTE);
}

const iso = (time: number): string => new Date(time).toISOString();

function idOf(ids: readonly number[], person: number): number {
  const id = ids[person];
  if (id === undefined) throw new RangeError(`There is no person ${person} in the demo.`);
  return id;
}

async function addRoom(
  tx: UnitContext,
  room: DemoRoom,
  uuid: string,
  ids: readonly number[],
): Promise<void> {
  const createdOn = iso((timesOf(room, Date.parse(tx.now))[0] ?? 0) - MINUTE);
  const { name, description, kind } = room;
  const createdBy = idOf(ids, room.owner);
  const { id: roomId } = await insertRoom(tx.db, {
    uuid,
    name,
    description,
    kind,
    createdBy,
    createdOn,
    showHistory: true,
  });
  for (const person of [room.owner, ...room.participants]) {
    const memberId = idOf(ids, person);
    const role = person === room.owner ? 'owner' : 'member';
    await insertParticipant(tx.db, { roomId, memberId, role, joinedOn: createdOn });
    await openStay(tx.db, { roomId, memberId, joined: 1 });
  }
  for (const [person, , text] of room.lines) {
    const memberId = idOf(ids, person);
    tx.publish({
      topics: [roomTopic(uuid)],
      event: 'message',
      payload: { message: text },
      memberId,
    });
  }
}

/** Makes the demo community, unless there are members. */
export const seedDemoUnit: Unit<
  { passwordHash: string; uuids: readonly string[] },
  { seeded: boolean }
> = defineUnit({
  name: 'demo.seed',
  topic: () => '$setup',
  run: async (tx, { passwordHash, uuids }) => {
    if (await hasMembers(tx.db)) return { seeded: false };
    const ids: number[] = [];
    for (const [index, { name, role }] of people.entries()) {
      const email = `demo${index + 1}@example.com`;
      const member = { name, email, role, passwordHash, externalId: null, createdOn: tx.now };
      const added = await insertMember(tx.db, member);
      if (added !== undefined) ids.push(added.id);
    }
    for (const [index, room] of rooms.entries()) {
      await addRoom(tx, room, uuids[index] ?? '', ids);
    }
    const hour = Math.ceil(Date.parse(tx.now) / (60 * MINUTE)) * 60 * MINUTE;
    for (const { schedule, client, title, inHours, minutes } of bookings) {
      const starts = hour + inHours * 60 * MINUTE;
      const parties = {
        scheduleMemberId: idOf(ids, schedule),
        clientMemberId: idOf(ids, client),
      };
      const times = { startsOn: iso(starts), endsOn: iso(starts + minutes * MINUTE) };
      await insertBooking(tx.db, { ...parties, ...times, title }, tx.now);
    }
    return { seeded: true };
  },
});

/**
 * Gives the demo's messages the times at which they would have been said: a history of the last
 * minute looks like no history. Only for topics made a moment ago, which nobody has read yet.
 */
export const spreadDemoUnit: Unit<{ uuids: readonly string[] }, { spread: number }> = defineUnit({
  name: 'demo.spread',
  topic: () => '$setup',
  run: async (tx, { uuids }) => {
    const db = tx.db.withTables<Neighbours>().withSchema(SCHEMA);
    let spread = 0;
    for (const [index, room] of rooms.entries()) {
      const topic = await db
        .selectFrom('topics')
        .select('id')
        .where('name', '=', roomTopic(uuids[index] ?? ''))
        .executeTakeFirst();
      if (topic === undefined) continue;
      for (const [line, time] of timesOf(room, Date.parse(tx.now)).entries()) {
        await db
          .updateTable('topic_messages')
          .set({ created_on: iso(time) })
          .where('topic_id', '=', topic.id)
          .where('offset', '=', line + 1)
          .execute();
        spread += 1;
      }
    }
    return { spread };
  },
});
