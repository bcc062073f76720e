import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addNote,
  appendOf,
  crash,
  hang,
  sampleMigrations,
  sampleUnits,
  type SampleTables,
} from '@parley/testing';
import { batchLimits } from '../batcher.ts';
import type { Database } from '../database.ts';
import { Sqlite } from './driver.ts';
import { openSqlite } from './open-sqlite.ts';

let folder: string;
let database: Database;

const start = async (more: { maxPages?: number; unitTime?: number } = {}): Promise<Database> => {
  database = await openSqlite({
    folder,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
    ...more,
  });
  return database;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-trouble-'));
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

describe('a full disk', () => {
  it('refuses writes as store_unavailable, keeps what was acknowledged, and works again after', async () => {
    await start({ maxPages: 60 });
    const big = 'x'.repeat(8000);
    let acknowledged = 0;
    let refusal: unknown;
    while (refusal === undefined && acknowledged < 1000) {
      try {
        await database.log.append(appendOf('room', big));
        acknowledged += 1;
      } catch (error) {
        refusal = error;
      }
    }
    expect(acknowledged).toBeGreaterThan(1);
    expect(refusal).toMatchObject({ code: 'store_unavailable', retry: true, outcome: 'none' });
    await expect(database.run(addNote, { room: 'room', body: big })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    const heads = await database.log.heads(['room']);
    expect(heads[0]?.head).toBe(acknowledged);

    await database.trim('room', acknowledged - 2);
    const next = await database.log.append(appendOf('room', big));
    expect(next.position.offset).toBe(acknowledged + 1);
    const { messages } = await database.log.read({
      topic: 'room',
      after: 0,
      limit: 1000,
      internal: true,
    });
    expect(messages).toHaveLength(4);
  });
});

describe('a database that another program holds', () => {
  it('refuses writes as store_unavailable until it is free', async () => {
    await start();
    await database.log.append(appendOf('room', '1'));
    const other = Sqlite.writer(join(folder, 'parley.db'));
    other.exec('begin immediate');
    await expect(database.log.append(appendOf('room', '2'))).rejects.toMatchObject({
      code: 'store_unavailable',
      outcome: 'none',
    });
    expect((await database.log.heads(['room']))[0]?.head).toBe(1);
    other.exec('rollback');
    other.close();
    expect((await database.log.append(appendOf('room', '2'))).position.offset).toBe(2);
  }, 20_000);
});

describe('a mistake in one write', () => {
  it('fails alone, though it shares a batch', async () => {
    await start();
    const [noSender, flag] = JSON.parse('[null, true]') as [string, string];
    const results = await Promise.allSettled([
      database.log.append(appendOf('room', 'before')),
      database.log.append(appendOf('room', 'broken', { sender: noSender })),
      database.log.append(appendOf('room', 'would abort the process', { sender: flag })),
      database.log.append(appendOf('room', 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    const { messages } = await database.log.read({ topic: 'room', limit: 9, internal: true });
    expect(messages.map(({ payload }) => payload)).toEqual([
      '{"text":"before"}',
      '{"text":"after"}',
    ]);
  });

  it('fails alone also when its arguments cannot travel', async () => {
    await start();
    const args = { room: 'room', body: 'x', extra: () => undefined };
    const results = await Promise.allSettled([
      database.log.append(appendOf('room', 'before')),
      database.run(addNote, args),
      database.log.append(appendOf('room', 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { name: 'UnitFailed', unit: 'sample.add' } });
  });

  it('is told when a unit does not exist', async () => {
    await start();
    const unknown = { name: 'nobody.knows', run: async () => undefined };
    await expect(database.run(unknown, {})).rejects.toThrow('nobody.knows');
  });
});

describe('a worker that dies', () => {
  const comesBack = async (): Promise<void> => {
    await expect
      .poll(() => database.log.append(appendOf('room', 'after')).catch(() => undefined), {
        timeout: 10_000,
      })
      .toMatchObject({ position: { offset: 2 } });
  };

  it('leaves the outcome of its batch unknown, loses nothing, and comes back', async () => {
    await start();
    await database.log.append(appendOf('room', 'before'));
    const results = await Promise.allSettled([
      database.log.append(appendOf('room', 'with it')),
      database.run(crash, undefined),
    ]);
    for (const result of results) {
      expect(result).toMatchObject({
        reason: { code: 'store_unavailable', outcome: 'unknown', retry: true },
      });
    }
    await comesBack();
  });

  it('is given up when a unit never ends', async () => {
    await start({ unitTime: 100 });
    await database.log.append(appendOf('room', 'before'));
    await expect(database.run(hang, undefined)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    await comesBack();
  });
});

describe('a queue that is full', () => {
  it('refuses with busy and writes all it took', async () => {
    await start();
    const count = batchLimits.queueItems + 50;
    const results = await Promise.allSettled(
      Array.from({ length: count }, (_, index) =>
        database.log.append(appendOf('room', `${index}`)),
      ),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(50);
    expect(refused[0]).toMatchObject({ reason: { code: 'busy', retry: true } });
    expect((await database.log.heads(['room']))[0]?.head).toBe(batchLimits.queueItems);
  }, 20_000);
});

describe('what comes from outside as a value', () => {
  it('is bound safely, whatever it is', async () => {
    await start();
    for (const value of [true, false, undefined, null, new Date(0), { a: 1 }, [1], 1.5, 2 ** 53]) {
      const rows = await database.read
        .withTables<SampleTables>()
        .selectFrom('notes')
        .selectAll()
        .where('extra_json', '=', value)
        .execute();
      expect(rows).toEqual([]);
    }
  });
});
