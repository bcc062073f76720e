import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = new URL('../appends.mjs', import.meta.url).pathname;

/** Rows per second of appends made in the process of the database, in groups of that size. */
export async function inProcessAppends({ groupSize, topics, ms }) {
  if (!existsSync(script)) return undefined;
  const { stdout } = await run(process.execPath, [
    script,
    '--json',
    '--group',
    String(Math.max(1, Math.round(groupSize))),
    '--topics',
    String(topics),
    '--ms',
    String(ms),
  ]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
