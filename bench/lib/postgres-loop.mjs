/**
 * `node postgres-loop.mjs URL WAY MS`: one way of writing to Postgres, in a process of its own. Prints
 * rows and units per second as JSON.
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';

import { openDatabase } from '@parley/store';
import pg from 'pg';

import {
  sampleMigrations,
  sampleUnits,
  scatter,
} from '../../packages/testing/dist/sample-units.js';
import { payload } from './targets.mjs';

const [url, way, time] = process.argv.slice(2);
const ms = Number(time);
const text = payload.replace('%T', '0'.repeat(19));
const salt = randomBytes(8).toString('hex');
/** Appends under way at once: what two full groups hold. */
const AT_ONCE = 400;
const BARE_ROWS = 200;
const UNIT_TOPICS = 100;

async function overLog(lanes, topics, withId) {
  const db = await openDatabase({
    url,
    folder: tmpdir(),
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  let next = 0;
  const append = async () => {
    const index = next;
    next += 1;
    const member = index % topics;
    await db.log.append({
      topic: `chat:${salt}-${member}`,
      event: 'note',
      payload: text,
      sender: `${salt}-${member}`,
      connectionId: `${salt}-${member}`,
      memberId: member + 1,
      publisher: `member:${member + 1}`,
      ...(withId ? { clientId: `${salt}-${index}` } : {}),
    });
    return 1;
  };
  return { lanes: Array.from({ length: lanes }, () => append), close: () => db.close() };
}

async function overUnits(lanes, shared) {
  const db = await openDatabase({
    url,
    folder: tmpdir(),
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  const publishers = Array.from({ length: lanes }, (_, lane) => {
    const set = shared ? 'all' : lane;
    const names = Array.from({ length: UNIT_TOPICS }, (_each, i) => `chat:${salt}-${set}-${i}`);
    return async () => {
      await db.run(scatter, { topics: names, text });
      return UNIT_TOPICS;
    };
  });
  return { lanes: publishers, close: () => db.close() };
}

/** Whole groups, each one statement and one commit, into a table with the columns and indexes of the log. */
async function overInserts(lanes) {
  const pool = new pg.Pool({ connectionString: url, max: lanes });
  const table = `bare_${salt}`;
  // The log's tables are made by opening it once.
  await (await overLog(1, 1, false)).close();
  await pool.query(`create table ${table} (like dbtable_schema.topic_messages including all)`);
  let offset = 0;
  const insert = async () => {
    const from = offset;
    offset += BARE_ROWS;
    const column = (of) => Array.from({ length: BARE_ROWS }, (_, i) => of(i));
    await pool.query(
      `insert into ${table} (topic_id, "offset", action, sender, connection_id, member_id, message,
          created_on)
        select *, now() from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],
          $6::bigint[], $7::text[])`,
      [
        column(() => 1),
        column((i) => from + i + 1),
        column(() => 'note'),
        column(() => salt),
        column(() => salt),
        column(() => 1),
        column(() => text),
      ],
    );
    return BARE_ROWS;
  };
  return { lanes: Array.from({ length: lanes }, () => insert), close: () => pool.end() };
}

const ways = {
  'hot-grouped': () => overLog(AT_ONCE, 1, false),
  'hot-grouped-ids': () => overLog(AT_ONCE, 1, true),
  'hot-alone': () => overLog(1, 1, false),
  'many-grouped': () => overLog(AT_ONCE, 1000, false),
  'many-grouped-ids': () => overLog(AT_ONCE, 1000, true),
  'many-alone': () => overLog(1, 1000, false),
  'bare-one': () => overInserts(1),
  'bare-two': () => overInserts(2),
  'unit-alone': () => overUnits(1, false),
  'unit-apart': () => overUnits(8, false),
  'unit-shared': () => overUnits(8, true),
};

const { lanes, close } = await ways[way]();

async function run(until) {
  let rows = 0;
  let calls = 0;
  const begin = performance.now();
  await Promise.all(
    lanes.map(async (write) => {
      while (performance.now() < begin + until) {
        const wrote = await write();
        rows += wrote;
        calls += 1;
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  return { rowsPerSecond: rows / seconds, callsPerSecond: calls / seconds };
}

try {
  await run(ms / 2);
  const before = process.cpuUsage();
  const result = await run(ms);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ ...result, busy: (user + system) / 1000 / ms }));
} finally {
  await close();
}
