import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { pinned } from './machine.mjs';

const run = promisify(execFile);
const script = new URL('append-loop.mjs', import.meta.url).pathname;

/** Rows per second of appends made in the process of the database, in groups of that size. */
export async function inProcessAppends({ groupSize, topics, ms }) {
  const group = Math.max(1, Math.round(groupSize));
  const [program, ...args] = pinned(0, [process.execPath, script, group, topics, ms].map(String));
  const { stdout } = await run(program, args, { timeout: ms * 4 + 30_000 });
  return JSON.parse(stdout);
}
