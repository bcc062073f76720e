import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  acknowledgedIn,
  judgeLog,
  runWriter,
  sampleMigrations,
  sampleUnits,
  type WriterRun,
} from '@parley/testing';
import { openSqlite } from './open-sqlite.ts';

const ROUNDS = 6;
const WRITERS = 16;
const TOPICS = ['a', 'b', 'c', 'd', 'e', 'f'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-kill-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('has every acknowledged message after kill -9, again and again, and none twice', async () => {
  const runs: WriterRun[] = [];
  const starts = Array.from({ length: WRITERS }, () => 0);
  for (let round = 0; round < ROUNDS; round++) {
    let left = 150 + 97 * round;
    const run = await runWriter(
      { folder, name: 'w', starts: [...starts], count: 100_000, topics: TOPICS },
      (line) => {
        if (line.kind !== 'acknowledged') return false;
        // The next process sends the last acknowledged one again, and what was under way.
        starts[line.writer] = line.number;
        left -= 1;
        return left <= 0;
      },
    );
    expect(run.signal).toBe('SIGKILL');
    runs.push(run);
  }
  const database = await openSqlite({
    folder,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  const acknowledged = acknowledgedIn(runs);
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 150);
  expect(await judgeLog(database, TOPICS, acknowledged)).toEqual([]);
  await database.close();
});

it('lets go of the folder when its process is killed', async () => {
  const task = { folder, name: 'w', starts: [0], count: 100_000, topics: TOPICS };
  let refusal: unknown;
  await runWriter(task, (line) => {
    if (line.kind !== 'acknowledged' || line.number !== 20) return false;
    return true;
  });
  const database = await openSqlite({ folder, modules: [], migrations: sampleMigrations }).catch(
    (error: unknown) => {
      refusal = error;
    },
  );
  expect(refusal).toBeUndefined();
  await database?.close();
});
