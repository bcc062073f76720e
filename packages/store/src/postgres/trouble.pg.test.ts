import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addNote,
  appendOf,
  sampleMigrations,
  sampleUnits,
  startPostgres,
  type SampleTables,
  type TestPostgres,
} from '@parley/testing';
import type { Database, Migration } from '../database.ts';
import { defineUnit } from '../unit.ts';
import { openPostgres } from './open-postgres.ts';

let server: TestPostgres;
let url: string;
let open: Database[];

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  url = await server.createDatabase();
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((database) => database.close()));
});

const start = async (
  through: string = url,
  migrations: readonly Migration[] = sampleMigrations,
): Promise<Database> => {
  const database = await openPostgres({
    url: through,
    modules: [{ url: sampleUnits }],
    migrations,
    poolSize: 4,
  });
  open.push(database);
  return database;
};

/** A unit that publishes on its topic and waits until it is let go. */
const waiting = (until: Promise<void>, began: () => void) =>
  defineUnit({
    name: 'test.waiting',
    topic: (topic: string) => topic,
    run: async (tx, topic: string) => {
      tx.publish({ topics: [topic], event: 'waited', payload: null });
      began();
      await until;
    },
  });

describe('the schema', () => {
  it('is made once, though several processes start together', async () => {
    const three = await Promise.all([start(), start(), start()]);
    await Promise.all(three.map((database, n) => database.log.append(appendOf('room', `${n}`))));
    expect((await three[0].log.heads(['room']))[0]?.head).toBe(3);
    const secrets = await Promise.all(three.map((database) => database.secret('session', 32)));
    expect(secrets[1]).toEqual(secrets[0]);
    expect(secrets[2]).toEqual(secrets[0]);
  });

  it('grows under nodes of the release before, which go on, and others of it may start', async () => {
    const old = await start();
    const texts: string[] = [];
    const end = new AbortController();
    const talk = async (database: Database, by: string): Promise<void> => {
      for (let n = 0; !end.signal.aborted; n += 1) {
        await database.run(addNote, { room: 'room', body: `${by} ${n}` });
        texts.push(`${by} ${n}`);
      }
    };
    const grown = (count: number) =>
      expect.poll(() => texts.length, { timeout: 20_000 }).toBeGreaterThan(count);
    const talking = [talk(old, 'old')];
    await grown(5);
    const next = [
      'alter table dbtable_schema.notes add column mood text',
      'create index notes_mood on dbtable_schema.notes (mood)',
    ];
    const newer = { name: '0099_next_release', sqlite: [], postgres: next };
    talking.push(talk(await start(url, [...sampleMigrations, newer]), 'new'));
    talking.push(talk(await start(), 'late'));
    await grown(texts.length + 20);
    end.abort();
    await Promise.all(talking);
    expect(new Set(texts.map((text) => text.split(' ')[0]))).toEqual(
      new Set(['old', 'new', 'late']),
    );
    expect((await old.log.heads(['room']))[0]?.head).toBe(texts.length);
  });

  it('is found also when the URL brings options of its own', async () => {
    const database = await start(`${url}?options=-c%20statement_timeout%3D5000`);
    await database.run(addNote, { room: 'room', body: 'x' });
    const { rows } = await database.read.executeQuery<{ statement_timeout: string }>(
      CompiledQuery.raw('show statement_timeout'),
    );
    expect(rows[0]?.statement_timeout).toBe('10s');
  });

  it('names the step that fails and leaves nothing of it', async () => {
    const broken = { name: '0003_broken', sqlite: [], postgres: ['create table x ()', 'nonsense'] };
    await expect(openPostgres({ url, modules: [], migrations: [broken] })).rejects.toMatchObject({
      name: 'StoreProblem',
      message: expect.stringContaining('0003_broken'),
    });
    await start();
  });

  it('says that the server cannot be reached', async () => {
    await expect(
      openPostgres({ url: 'postgres://parley@127.0.0.1:1/x', modules: [], migrations: [] }),
    ).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('a restart of Postgres', () => {
  it('refuses writes as store_unavailable and heals by itself', async () => {
    const database = await start();
    await database.log.append(appendOf('room', '1'));
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const caught = new Promise<unknown>((resolve) => {
      const unit = waiting(until, () => {
        void server.restart().then(letGo);
      });
      database.run(unit, 'room').then(resolve, resolve);
    });
    expect(await caught).toMatchObject({ code: 'store_unavailable', outcome: 'none' });
    await expect
      .poll(() => database.log.append(appendOf('room', '2', { clientId: 'c' })).catch(() => 0), {
        timeout: 20_000,
      })
      .toMatchObject({ position: { offset: 2 } });
    await database.run(addNote, { room: 'room', body: 'x' });
    expect((await database.log.heads(['room']))[0]?.head).toBe(3);
    expect(
      await database.read.withTables<SampleTables>().selectFrom('notes').selectAll().execute(),
    ).toHaveLength(1);
    await database.health();
  });
});

describe('a connection lost at the commit', () => {
  let proxy: Server;
  let armed: boolean;

  /** Passes everything on, and when armed swallows the answer to a commit and hangs up. */
  beforeEach(async () => {
    armed = false;
    const target = new URL(url);
    proxy = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      let swallow = false;
      near.on('data', (bytes) => {
        swallow ||= armed && bytes.includes('commit');
        far.write(bytes);
      });
      far.on('data', (bytes) => {
        if (swallow) near.destroy();
        else near.write(bytes);
      });
      near.on('error', () => undefined).on('close', () => far.destroy());
      far.on('error', () => undefined).on('close', () => near.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });

  afterEach(() => {
    proxy.close();
  });

  const throughProxy = (): string => {
    const through = new URL(url);
    through.port = String((proxy.address() as AddressInfo).port);
    return through.href;
  };

  it('has an unknown outcome, and a repeat finds the first position', async () => {
    const database = await start(throughProxy());
    const request = appendOf('room', 'once', { clientId: 'c1' });
    const note = { publisher: 'm7', clientId: 'c2', content: 'note' };
    const args = { room: 'room', body: 'note' };
    armed = true;
    const unknown = { code: 'store_unavailable', outcome: 'unknown', retry: true };
    await expect(database.log.append(request)).rejects.toMatchObject(unknown);
    await expect(database.run(addNote, args, { once: note })).rejects.toMatchObject(unknown);
    armed = false;
    expect(await database.log.append(request)).toMatchObject({
      duplicate: true,
      position: { offset: 1 },
    });
    expect(await database.run(addNote, args, { once: note })).toMatchObject({
      duplicate: true,
      position: { offset: 2 },
    });
    expect((await database.log.heads(['room']))[0]?.head).toBe(2);
  });
});

describe('the silence check', () => {
  it('finds what other processes wrote, once', async () => {
    const [mine, other] = [await start(), await start()];
    expect(await mine.silence?.changed()).toEqual([]);
    await other.log.append(appendOf('a', '1'));
    await other.log.append(appendOf('a', '2'));
    const { position } = await other.log.append(appendOf('b', '1'));
    const found = [...((await mine.silence?.changed()) ?? [])];
    expect(found.map(({ topic, head }) => `${topic}${head}`).sort()).toEqual(['a2', 'b1']);
    expect(found.find(({ topic }) => topic === 'b')?.epoch).toBe(position.epoch);
    await expect.poll(async () => mine.silence?.changed()).toEqual([]);
  });

  it('does not miss what was begun before a check and committed after it', async () => {
    const [mine, other] = [await start(), await start()];
    // A transaction that has its number and its row already, as one between insert and commit has.
    const slow = new pg.Client({ connectionString: url });
    await slow.connect();
    await other.log.append(appendOf('slow', '1'));
    await slow.query('begin');
    await slow.query(
      `insert into dbtable_schema.topic_messages
        (topic_id, "offset", action, sender, message, created_on)
        select id, 2, 'late', 's', '{}', now() from dbtable_schema.topics where name = 'slow'`,
    );
    await other.log.append(appendOf('fast', '1'));
    expect((await mine.silence?.changed())?.map(({ topic }) => topic).sort()).toEqual([
      'fast',
      'slow',
    ]);
    await mine.silence?.changed();
    await slow.query('commit');
    await slow.end();
    const late = (await mine.silence?.changed())?.find(({ topic }) => topic === 'slow');
    expect(late?.head).toBe(2);
  });
});

describe('a swallowed error inside a unit', () => {
  it('does not look like a success', async () => {
    const database = await start();
    const swallowing = defineUnit({
      name: 'test.swallowing',
      run: async (tx) => {
        await tx.db
          .withTables<{ nowhere: { x: number } }>()
          .selectFrom('nowhere')
          .selectAll()
          .execute()
          .catch(() => undefined);
      },
    });
    await expect(database.run(swallowing, undefined)).rejects.toMatchObject({
      name: 'StoreProblem',
    });
  });
});

describe('a unit that never ends', () => {
  it('is given up, and its topic goes on', async () => {
    const database = await openPostgres({ url, modules: [], migrations: [], unitTime: 100 });
    open.push(database);
    const never = new Promise<void>(() => undefined);
    await expect(
      database.run(
        waiting(never, () => undefined),
        'room',
      ),
    ).rejects.toMatchObject({ code: 'store_unavailable', outcome: 'none' });
    expect((await database.log.append(appendOf('room', '1'))).position.offset).toBe(1);
  });
});

describe('one broken append', () => {
  it('fails alone, though it shares a group', async () => {
    const database = await start();
    const results = await Promise.allSettled([
      database.log.append(appendOf('room', 'before')),
      database.log.append(appendOf('room', 'x', { sender: 'no zero \0 bytes' })),
      database.log.append(appendOf('room', 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await database.log.heads(['room']))[0]?.head).toBe(2);
  });
});

describe('units that hold each other up', () => {
  it('lets a unit through that finds a head taken', async () => {
    const [mine, other] = [await start(), await start()];
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await mine.log.append(appendOf('held', '0'));
    await new Promise<void>((began) => {
      void mine.run(waiting(until, began), 'held').catch(() => undefined);
    });
    const both = other.run(addNote, { room: 'free', body: 'x', also: ['held'] });
    // `free` is not held up by the wait for `held`: the unit gave it back to wait in order.
    const alone = await mine.log.append(appendOf('free', 'alone'));
    letGo();
    const { position } = await both;
    expect(new Set([alone.position.offset, position?.offset])).toEqual(new Set([1, 2]));
    const { messages } = await mine.log.read({ topic: 'held', limit: 9, internal: false });
    expect(messages.map(({ event }) => event)).toEqual(['message', 'waited', 'noteAdded']);
  });
});
