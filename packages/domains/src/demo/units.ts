import { sql } from 'kysely';
import { defineUnit, type Unit } from '@parley/store';
import { SCHEMA } from '../db.ts';
import type { Neighbours } from '../chat/tables.ts';
import { hasMembers, insertMember } from '../identity/repository.ts';
import { book } from './book.ts';
import { people } from './community.ts';
import { playRooms } from './play.ts';
import { Stage, type Times } from './stage.ts';

/** Makes the demo community, unless there are members. Answers when what of it happened. */
export const seedDemoUnit: Unit<
  { passwordHash: string; uuids: readonly string[] },
  { seeded: boolean; times: Times }
> = defineUnit({
  name: 'demo.seed',
  topic: () => '$setup',
  run: async (tx, { passwordHash, uuids }) => {
    if (await hasMembers(tx.db)) return { seeded: false, times: {} };
    const ids: number[] = [];
    for (const [index, { name, role }] of people.entries()) {
      const email = `demo${index + 1}@example.com`;
      const member = { name, email, role, passwordHash, externalId: null, createdOn: tx.now };
      const added = await insertMember(tx.db, member);
      if (added !== undefined) ids.push(added.id);
    }
    const stage = new Stage(tx);
    await playRooms(stage, { now: Date.parse(tx.now), ids, uuids });
    await book(tx, ids);
    return { seeded: true, times: stage.times };
  },
});

/**
 * Gives the demo's publications the times at which they would have happened: a history of the last
 * minute looks like no history. Only for topics made a moment ago, which nobody has read yet.
 */
export const spreadDemoUnit: Unit<{ times: Times }, { spread: number }> = defineUnit({
  name: 'demo.spread',
  topic: () => '$setup',
  run: async (tx, { times }) => {
    const db = tx.db.withTables<Neighbours>().withSchema(SCHEMA);
    let spread = 0;
    for (const [name, happened] of Object.entries(times)) {
      for (const [index, time] of happened.entries()) {
        await sql`update dbtable_schema.topic_messages set created_on = ${time}
          where topic_id = (select id from dbtable_schema.topics where name = ${name})
            and "offset" = ${index + 1}`.execute(db);
        spread += 1;
      }
    }
    return { spread };
  },
});
