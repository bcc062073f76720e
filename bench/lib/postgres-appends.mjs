import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { pinned } from './machine.mjs';
import { ownPostgres } from './services.mjs';

const run = promisify(execFile);
const script = new URL('postgres-loop.mjs', import.meta.url).pathname;

/** What is measured, in this order in each round. */
export const appendWays = [
  ['bare-one', 'bare inserts of 200 rows, one connection'],
  ['bare-two', 'bare inserts of 200 rows, two connections'],
  ['hot-grouped', 'one hot topic, grouped'],
  ['hot-grouped-ids', 'one hot topic, grouped, each with a message id'],
  ['hot-alone', 'one hot topic, one by one'],
  ['many-grouped', '1,000 topics, grouped'],
  ['many-grouped-ids', '1,000 topics, grouped, each with a message id'],
  ['many-alone', '1,000 topics, one by one'],
  ['unit-alone', 'units to 100 topics, one by one'],
  ['unit-apart', 'units to 100 topics, 8 at once, topics of their own'],
  ['unit-shared', 'units to 100 topics, 8 at once, all to the same topics'],
];

/** Every way, round by round, each in a fresh process on one Postgres; answers runs by way. */
export async function postgresAppends({ runs, ms }, say) {
  const postgres = await ownPostgres();
  const results = {};
  try {
    for (let round = 1; round <= runs; round += 1) {
      const url = await postgres.createDatabase();
      for (const [way, label] of appendWays) {
        const [program, ...args] = pinned(0, [process.execPath, script, url, way, String(ms)]);
        const { stdout } = await run(program, args, { timeout: ms * 4 + 60_000 });
        const result = JSON.parse(stdout);
        (results[way] ??= []).push(result);
        say(`${round}/${runs} ${label}: ${Math.round(result.rowsPerSecond)} rows/s`);
      }
    }
  } finally {
    await postgres.stop();
  }
  return results;
}
