import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { patient, scene } from './lib/scene.ts';
import { settings } from './lib/settings.ts';
import type { Guest } from './lib/guest.ts';

const here = scene();
const program = fileURLToPath(new URL('../packages/server/dist/cli/main.js', import.meta.url));
const { long } = settings();

/** Everybody sends without end, until the answer is called; that waits for what is under way. */
function talking(guests: readonly Guest[], topic: string): () => Promise<void> {
  const end = new AbortController();
  const talks = guests.map(async (guest) => {
    while (!end.signal.aborted) await guest.say(topic);
  });
  return async () => {
    end.abort();
    await Promise.all(talks);
  };
}

const acknowledged = (guests: readonly Guest[]): number =>
  guests.reduce((sum, guest) => sum + guest.acknowledged.length, 0);

async function more(guests: readonly Guest[], count: number): Promise<void> {
  const before = acknowledged(guests);
  await expect.poll(() => acknowledged(guests), patient).toBeGreaterThan(before + count);
}

describe('Postgres in trouble', () => {
  it('F2 restarted in mid-write: what was acknowledged is there once, the rest is sent again', async () => {
    const { topic, guests } = await here.everywhere();
    const stop = talking(guests, topic);
    for (let round = 0; round < 2; round++) {
      await more(guests, 30);
      await here.cluster.postgres.restart();
    }
    await more(guests, 30);
    await stop();
    await here.judged(guests);
    expect(guests.flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('F2 out of reach for one node: it says that it is not ready, the others go on, it recovers', async () => {
    const { topic, guests } = await here.everywhere();
    const { cluster } = here;
    const node = cluster.node(1);
    const [one, , three] = guests;
    const stop = talking(guests, topic);
    await more(guests, 30);
    node.toPostgres.become('silent');
    await more([one, three], 30);
    await expect.poll(async () => (await node.readiness()).status, patient).toBe(503);
    expect((await cluster.node(0).readiness()).status).toBe(200);
    // In the long form what was on its way never hears of its end, and has to be given up after 12 s.
    node.toPostgres.become('open', { abandoned: long });
    await expect.poll(async () => (await node.readiness()).status, patient).toBe(200);
    await more([guests[1]], 5);
    await stop();
    await here.judged(guests);
    expect(guests.flatMap(({ refused }) => refused)).toEqual([]);
  });
});

describe('a new version', () => {
  it('F2 nodes are restarted one after the other, and nobody notices but by reconnecting', async () => {
    const { cluster } = here;
    const topic = `room:${await cluster.makeRoom('host', 'open')}`;
    const guests = await Promise.all(Array.from({ length: 6 }, () => here.guest()));
    await here.join(topic, ...guests);
    const stop = talking(guests, topic);
    for (const node of cluster.nodes) {
      await more(guests, 30);
      await node.restart();
    }
    await more(guests, 30);
    await stop();
    await here.judged(guests);
    expect(guests.flatMap(({ refused }) => refused)).toEqual([]);
  });
});

describe('a node that cannot start', () => {
  it('F2 ends and says why, with its connections to Redis and all that looks at the database', async () => {
    const { cluster } = here;
    const table = (from: string, to: string): Promise<unknown> =>
      cluster.pool.query(`alter table dbtable_schema.${from} rename to ${to}`);
    await table('setup_links', 'setup_links_away');
    try {
      const folder = await mkdtemp(join(tmpdir(), 'parley-start-'));
      const starting = promisify(execFile)(process.execPath, [program, 'serve'], {
        // Far above what an end takes; a node that lingers is killed by it, and has no exit code.
        timeout: 30_000,
        killSignal: 'SIGKILL',
        env: {
          PATH: process.env['PATH'],
          PORT: '0',
          PARLEY_DATA_DIR: folder,
          DATABASE_URL: cluster.postgres.url,
          REDIS_URL: cluster.redis.url,
        },
      });
      await expect(starting).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('setup_links') as string,
      });
      await rm(folder, { recursive: true });
    } finally {
      await table('setup_links_away', 'setup_links');
    }
  });
});
