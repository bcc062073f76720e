import { checkConsistency, type Received, type Violation } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CableGuest } from './lib/cable-guest.ts';
import { Cluster } from './lib/cluster.ts';
import { Crowd } from './lib/crowd.ts';
import { happen } from './lib/faults.ts';
import { checkPresence, historyOf } from './lib/judge.ts';
import { seeded } from './lib/random.ts';
import { schedule } from './lib/schedule.ts';
import { settings } from './lib/settings.ts';
import { SocketGuest } from './lib/socket-guest.ts';
import type { Visitor } from './lib/visitor.ts';

const { seed, long } = settings();
const size = long
  ? { duration: 300_000, guests: 300, openRooms: 6, privateRooms: 12, talk: 10_000, every: 4000 }
  : { duration: 16_000, guests: 72, openRooms: 3, privateRooms: 6, talk: 2000, every: 2000 };

const patient = { timeout: long ? 120_000 : 90_000, interval: 500 };
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start({ random: seeded(seed + 1) });
});
afterAll(() => cluster.stop());

/** The first ones, and how many there are. */
function summary(violations: readonly Violation[]): string[] {
  const lines = violations.slice(0, 12).map(({ kind, detail }) => `${kind}: ${detail}`);
  return violations.length > 12 ? [...lines, `… ${violations.length} in all`] : lines;
}

describe('three nodes in trouble', () => {
  it(
    `F2 nothing acknowledged is lost, doubled or reordered, and nobody hears what is not theirs (seed ${seed})`,
    { timeout: size.duration + 4 * patient.timeout },
    async () => {
      const random = seeded(seed);
      const faults = schedule(random, {
        nodes: cluster.nodes.length,
        duration: size.duration,
        every: size.every,
      });
      process.stdout.write(
        `seed ${seed}\n${faults.map((fault) => JSON.stringify(fault)).join('\n')}\n`,
      );
      const crowd = await Crowd.gather(cluster, seeded(seed + 2), {
        ...size,
        drops: 150,
        moves: 300,
        changes: 40,
        reads: 100,
      });
      const { guests, topics } = crowd;
      try {
        await expect.poll(() => crowd.unsettled(), patient).toEqual([]);
        await crowd.begin();
        await happen(cluster, faults);
        await crowd.settle();
        await expect.poll(() => crowd.unsettled(), patient).toEqual([]);
        const judge = async (): Promise<string[]> =>
          summary(checkConsistency(await historyOf(cluster.pool, guests)));
        await expect.poll(judge, patient).toEqual([]);
        await expect
          .poll(async () => summary(await checkPresence(topics, guests)), patient)
          .toEqual([]);
        // The run was one: people talked, were heard, and were put out.
        const {
          log,
          acknowledged,
          received = [],
          redactions = [],
        } = await historyOf(cluster.pool, guests);
        const byCable = guests.filter((guest) => guest instanceof CableGuest);
        const bySocketIo = guests.filter((guest) => guest instanceof SocketGuest);
        const heardBy = (some: readonly Visitor[]): Received[] =>
          some.flatMap(({ watches }) => [...watches.values()].flatMap((watch) => watch.received));
        const heardByCable = heardBy(byCable);
        const heardBySocketIo = heardBy(bySocketIo);
        const filled = bySocketIo
          .flatMap(({ watches }) => [...watches.values()])
          .reduce((sum, ear) => sum + ear.filled, 0);
        const pages = received.filter(({ way }) => way === 'history');
        const refused = guests.flatMap((guest) => guest.refused);
        const removals = guests.flatMap((guest) =>
          [...guest.watches.values()].flatMap((watch) => watch.removals),
        );
        process.stdout.write(
          `${log.length} rows, ${acknowledged.length} acknowledged, ${received.length} received, ` +
            `${heardByCable.length} of them by cable, ${heardBySocketIo.length} by Socket.IO (${filled} gaps read), ${pages.length} in pages, ` +
            `${redactions.length} texts taken away, ${removals.length} removals heard, ${refused.length} refused: ` +
            `${[...new Set(refused.map(({ code }) => code))].join(', ')}\n`,
        );
        expect(acknowledged.length).toBeGreaterThan(size.guests);
        expect(received.length).toBeGreaterThan(acknowledged.length);
        expect(removals.length).toBeGreaterThan(0);
        expect(heardByCable.length).toBeGreaterThan(size.guests);
        expect(heardBySocketIo.length).toBeGreaterThan(size.guests);
        expect(bySocketIo.some((guest) => guest.acknowledged.length > 0)).toBe(true);
        expect(byCable.some(({ posted }) => posted.length > 0)).toBe(true);
        expect(pages.length).toBeGreaterThan(0);
        expect(redactions.length).toBeGreaterThan(3);
        const theirs = ['forbidden', 'removed', 'not_joined'];
        const final = refused.filter(({ code }) => !theirs.includes(code));
        expect(final).toEqual([]);
      } catch (error) {
        process.stdout.write(`${cluster.output()}\n`);
        throw error;
      } finally {
        crowd.leave();
      }
    },
  );
});
