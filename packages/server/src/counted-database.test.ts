import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotifications } from '@parley/domains/notifications';
import { openDatabase } from '@parley/store';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from './clock.ts';
import { countDatabase } from './counted-database.ts';

const message = {
  topic: 'chat:a',
  event: 'note',
  payload: '"hello"',
  sender: 'app',
  connectionId: null,
  memberId: null,
  publisher: 'app',
  clientId: 'one',
};

it('a counted database counts what the log is asked and what writes failed, and answers as it does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-counted-'));
  const opened = await openDatabase({ folder, clock: systemClock, modules: [], migrations: [] });
  onTestFinished(async () => {
    await opened.close();
    await rm(folder, { recursive: true });
  });
  const { db, counts } = countDatabase(opened);
  const heard: string[] = [];
  db.log.onCommit((publications) => heard.push(...publications.map(({ payload }) => payload)));
  const { position } = await db.log.append(message);
  expect(counts).toMatchObject({ reads: 0, stored: 1 });
  const [head] = await db.log.heads(['chat:a']);
  const { messages } = await db.log.read({ topic: 'chat:a', limit: 10, internal: false });
  expect(head?.head).toBe(position.offset);
  expect(messages.map(({ payload }) => payload)).toEqual(heard);
  expect(counts).toMatchObject({ reads: 2, stored: 1 });

  await expect(db.log.append({ ...message, payload: '"other"' })).rejects.toMatchObject({
    code: 'message_id_reused',
  });
  // Its units are not among the modules of this database.
  await expect(createNotifications({ db }).reset(1)).rejects.toThrow();
  expect([...counts.failed]).toEqual([
    ['message_id_reused', 1],
    ['failed', 1],
  ]);
});
