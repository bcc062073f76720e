import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acknowledgedIn,
  judgeLog,
  runWriter,
  sampleMigrations,
  sampleUnits,
  startPostgres,
  type SampleTables,
  type TestPostgres,
} from '@parley/testing';
import { openPostgres } from './open-postgres.ts';

const TOPICS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const WRITERS = 16;
const EACH = 20;

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
});

it('keeps the log whole under four processes with 16 writers each, one killed in mid-transaction', async () => {
  const url = await server.createDatabase();
  const opened = await openPostgres({
    url,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  let silent = 0;
  const writers = ['p', 'q', 'r', 's'].map((name, index) =>
    runWriter(
      {
        url,
        folder: '/nowhere',
        name,
        starts: Array.from({ length: WRITERS }, () => 0),
        count: EACH,
        topics: TOPICS,
        ...(index === 0 ? { stallAfter: (WRITERS * EACH) / 4 } : {}),
      },
      (line) => {
        if (line.kind === 'refused') silent += 1;
        return line.kind === 'stalled';
      },
    ),
  );
  const runs = await Promise.all(writers);
  expect(runs.map(({ signal }) => signal)).toEqual(['SIGKILL', null, null, null]);
  expect(runs.slice(1).map(({ code }) => code)).toEqual([0, 0, 0]);
  const acknowledged = acknowledgedIn(runs);
  expect(acknowledged.length).toBeGreaterThanOrEqual(3 * WRITERS * EACH + (WRITERS * EACH) / 4);
  expect(await judgeLog(opened, TOPICS, acknowledged)).toEqual([]);
  const notes = await opened.read
    .withTables<SampleTables>()
    .selectFrom('notes')
    .selectAll()
    .execute();
  expect(notes).toEqual([]);
  expect(silent).toBeLessThan(WRITERS * EACH);
  await opened.close();
});
