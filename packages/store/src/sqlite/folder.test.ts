import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addNote,
  appendOf,
  eraseNote,
  sampleMigrations,
  sampleUnits,
  type SampleTables,
} from '@parley/testing';
import type { Database } from '../database.ts';
import { Sqlite } from './driver.ts';
import { openSqlite } from './open-sqlite.ts';
import { restoreSqlite } from './restore.ts';

let folder: string;
let open: Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-folder-'));
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((database) => database.close()));
  rmSync(folder, { recursive: true });
});

async function start(where: string = folder): Promise<Database> {
  const database = await openSqlite({
    folder: where,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  open.push(database);
  return database;
}

/** Whether any file of the folder holds these bytes. */
function onDisk(text: string): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
}

describe('the data folder', () => {
  it('is private to its user, and so is every file in it', async () => {
    chmodSync(folder, 0o755);
    const database = await start();
    await database.log.append(appendOf('room', 'x'));
    await database.secret('session', 32);
    await database.backup?.(join(folder, 'copy.db'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder);
    expect(files).toContain('session.secret');
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  it('belongs to one process at a time, and the refusal names it', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      name: 'FolderInUse',
      code: 'folder_in_use',
      pid: process.pid,
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await expect(
      restoreSqlite({ from: join(folder, 'parley.db'), folder, replace: true }),
    ).rejects.toMatchObject({ name: 'FolderInUse' });
    await first.log.append(appendOf('room', 'still mine'));
    await first.close();
    const second = await start();
    expect((await second.log.heads(['room']))[0]?.head).toBe(1);
  });

  it('is let go of when opening fails', async () => {
    const broken = [{ name: '0003_broken', sqlite: ['create nonsense'], postgres: [] }];
    await expect(openSqlite({ folder, modules: [], migrations: broken })).rejects.toMatchObject({
      name: 'StoreProblem',
      message: expect.stringContaining('0003_broken'),
    });
    const database = await start();
    await database.log.append(appendOf('room', 'x'));
  });

  it('remembers messages, client ids, secrets and steps over a restart', async () => {
    const request = appendOf('room', 'once', { clientId: 'c1' });
    const before = await start();
    const first = await before.log.append(request);
    const secret = await before.secret('session', 32);
    await before.close();
    const after = await start();
    expect(await after.log.append(request)).toEqual({ ...first, duplicate: true });
    await expect(
      after.log.append(appendOf('room', 'else', { clientId: 'c1' })),
    ).rejects.toMatchObject({ code: 'message_id_reused' });
    expect(await after.secret('session', 32)).toEqual(secret);
    const next = await after.log.append(appendOf('room', 'next'));
    expect(next.position).toEqual({ epoch: first.position.epoch, offset: 2 });
  });

  it('works with a schema that is a release newer', async () => {
    const newer = { name: '0099_next_release', sqlite: ['create table dbtable_schema.later (id)'] };
    const next = await openSqlite({
      folder,
      modules: [],
      migrations: [...sampleMigrations, { ...newer, postgres: [] }],
    });
    await next.close();
    const database = await start();
    await database.run(addNote, { room: 'room', body: 'x' });
  });

  it('holds nothing of what was redacted, in no file', async () => {
    const database = await start();
    const secret = 'the-body-that-shall-go';
    await database.run(addNote, { room: 'room', body: secret, also: ['member:1'] });
    await database.log.append(appendOf('room', secret, { subject: 'note:1', clientId: 'c' }));
    expect(onDisk(secret)).toBe(true);
    await database.run(eraseNote, { id: 1, room: 'room', topics: ['room', 'member:1'] });
    await expect.poll(() => onDisk(secret), { timeout: 10_000 }).toBe(false);
    await database.close();
    expect(onDisk(secret)).toBe(false);
    expect(onDisk('deleted')).toBe(true);
  });
});

describe('backup and restore', () => {
  it('copies while it runs, and brings every message back under new epochs', async () => {
    const copy = join(folder, 'copy.db');
    const database = await start(join(folder, 'data'));
    const request = appendOf('room', 'one', { clientId: 'c1' });
    const { position } = await database.log.append(request);
    await database.run(addNote, { room: 'room', body: 'two' });
    const stop = new AbortController();
    const writer = (async (): Promise<void> => {
      for (let i = 0; !stop.signal.aborted; i++) {
        await database.log.append(appendOf('other', `${i}`));
      }
    })();
    await database.backup?.(copy);
    stop.abort();
    await writer;
    await database.log.append(appendOf('room', 'after the backup'));
    await database.close();

    const target = join(folder, 'data');
    await expect(restoreSqlite({ from: copy, folder: target })).rejects.toMatchObject({
      name: 'StoreProblem',
      message: expect.stringContaining('there already'),
    });
    await restoreSqlite({ from: copy, folder: target, replace: true });
    const restored = await start(target);
    const { head, messages } = await restored.log.read({ topic: 'room', limit: 9, internal: true });
    expect(messages.map(({ payload }) => payload)).toEqual([
      '{"text":"one"}',
      '{"id":1,"body":"two"}',
    ]);
    expect(head.head).toBe(2);
    expect(head.epoch).not.toBe(position.epoch);
    expect(head.epoch).toMatch(/^[a-z0-9]{10}$/u);
    const repeat = await restored.log.append(request);
    expect(repeat).toMatchObject({ duplicate: true, position: { epoch: head.epoch, offset: 1 } });
    const rows = await restored.read
      .withTables<SampleTables>()
      .selectFrom('notes')
      .selectAll()
      .execute();
    expect(rows.map(({ body }) => body)).toEqual(['two']);
    const other = await restored.log.read({ topic: 'other', after: 0, limit: 1e6, internal: true });
    expect(other.messages.map(({ position: at }) => at.offset)).toEqual(
      Array.from({ length: other.head.head }, (_, index) => index + 1),
    );
  });

  it('never overwrites a file', async () => {
    const database = await start();
    const target = join(folder, 'precious');
    writeFileSync(target, 'precious');
    await expect(database.backup?.(target)).rejects.toMatchObject({ name: 'StoreProblem' });
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('refuses what is no backup and leaves the database as it was', async () => {
    const database = await start();
    await database.log.append(appendOf('room', 'x'));
    await database.close();
    const from = join(folder, 'nonsense');
    writeFileSync(from, 'nonsense'.repeat(1000));
    await expect(restoreSqlite({ from, folder, replace: true })).rejects.toMatchObject({
      name: 'StoreProblem',
      message: expect.stringContaining('no backup'),
    });
    const again = await start();
    expect((await again.log.heads(['room']))[0]?.head).toBe(1);
  });
});

describe('a connection to the file', () => {
  it('bears to be closed twice and asked afterwards', async () => {
    const database = await start();
    await database.close();
    const connection = Sqlite.writer(join(folder, 'parley.db'));
    connection.close();
    connection.close();
    expect(connection.inTransaction).toBe(false);
    expect(connection.checkpoint()).toBe(true);
  });

  it('may be closed right after a redaction', async () => {
    const database = await start();
    await database.run(addNote, { room: 'room', body: 'x' });
    await Promise.all([
      database.run(eraseNote, { id: 1, room: 'room', topics: ['room'] }),
      database.close(),
    ]);
    const again = await start();
    expect((await again.log.heads(['room']))[0]?.head).toBe(2);
  });
});

describe('the reader of the file', () => {
  it('cannot write, whatever it is asked', async () => {
    const database = await start();
    await database.log.append(appendOf('room', 'x'));
    const reader = Sqlite.reader(join(folder, 'parley.db'));
    expect(() => reader.exec('delete from dbtable_schema.topics')).toThrow(/readonly/u);
    reader.close();
  });
});
