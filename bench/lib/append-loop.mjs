/**
 * `node append-loop.mjs GROUP TOPICS MS`: appends in the process of the database, two groups on their
 * way as the server's writer has them, each the request that a stored message becomes. Prints JSON.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '@parley/store';

import { freeTheWorkers } from './machine.mjs';
import { payload } from './targets.mjs';

const [group, topics, ms] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'parley-bench-appends-'));
const db = await openDatabase({ folder, modules: [], migrations: [] });
const text = payload.replace('%T', '0'.repeat(19));
const salt = randomBytes(8).toString('hex');
let next = 0;
let rows = 0;

function append() {
  const index = next;
  next += 1;
  const member = index % topics;
  return db.log.append({
    topic: `chat:bench-${member}`,
    event: 'note',
    payload: text,
    sender: `${salt}-${member}`,
    connectionId: `${salt}-${member}`,
    memberId: member + 1,
    publisher: `member:${member + 1}`,
    clientId: `${salt}-${member}-${index}`,
  });
}

async function lane(until) {
  while (performance.now() < until) {
    await Promise.all(Array.from({ length: group }, append));
    rows += group;
  }
}

async function run(time) {
  rows = 0;
  const start = performance.now();
  await Promise.all([lane(start + time), lane(start + time)]);
  return rows / ((performance.now() - start) / 1000);
}

try {
  freeTheWorkers(process.pid);
  await run(Math.min(2000, ms / 2));
  const rowsPerSecond = await run(ms);
  console.log(JSON.stringify({ rowsPerSecond, group }));
} finally {
  await db.close();
  await rm(folder, { recursive: true, force: true });
}
