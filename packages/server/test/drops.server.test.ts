import { startParley, SwallowProxy, type Fault, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chance, hasty, Run } from './judged-run.ts';
import { rowsOf } from './log-file.ts';
import { programOf } from './people.ts';

const MESSAGES = 1000;
/** Connections of one client that meet with a fault; those after them are left alone. */
const FAULTS = 15;
/** A loaded machine may take its time. */
const patient = { timeout: 100_000, interval: 20 };
const LONG = 120_000;
/** Other runs: PARLEY_TEST_SEED. */
const firstSeed = Number(process.env['PARLEY_TEST_SEED'] ?? 1);

let server: TestServer;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_MESSAGES_PER_SECOND: '100000' } });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await server.stop();
});

async function proxy(faultOf: (connection: number) => Fault | undefined = () => undefined) {
  const opened = await SwallowProxy.open(server.url, { faultOf });
  ends.push(() => opened.close());
  return opened;
}

async function client(memberId: number, through: SwallowProxy, random: () => number = () => 0.5) {
  const options = { through, random, clock: hasty, outboxMessages: 2 * MESSAGES };
  const made = await programOf(server, memberId, options);
  ends.unshift(() => made.disconnect());
  return made;
}

/** Faults at any byte of a connection's life, as far as its two directions reach. */
function faults(
  random: () => number,
  reach: { up: number; down: number },
): (connection: number) => Fault | undefined {
  const planned = Array.from({ length: FAULTS }, (): Fault => {
    const direction = random() < 0.4 ? 'up' : 'down';
    // Half of them early: in the handshake, the welcome, the subscription, the replay.
    const after = Math.floor(random() * (random() < 0.5 ? 1500 : reach[direction]));
    const swallow = random() < 0.5 ? 0 : 1 + Math.floor(random() * 3000);
    return { direction, after: Math.min(after, reach[direction]), swallow };
  });
  return (connection) => planned[connection];
}

/** One sender and one receiver, each over a bad network of its own. Ends when all has arrived. */
async function stream(seed: number, more: (run: Run) => Promise<void> = async () => {}) {
  const random = chance(seed);
  const out = await proxy(faults(random, { up: 6000, down: 20_000 }));
  // A receiver says little: its handshake and its subscription.
  const into = await proxy(faults(random, { up: 250, down: 20_000 }));
  const run = new Run(`chat:drops-${seed}`);
  const [sender, receiver] = [await client(1, out, random), await client(2, into, random)];
  await run.listen(receiver, 'receiver');
  await run.listen(sender, 'sender');
  const texts = Array.from({ length: MESSAGES }, (_, n) => `${seed}/${n}`);
  const sending = Promise.all(texts.map((text) => run.send(sender, text)));
  await Promise.all([sending, more(run)]);
  for (const name of ['receiver', 'sender']) {
    await expect.poll(() => run.heard(name).length, patient).toBe(MESSAGES);
  }
  return { run, texts, connections: [out.connections, into.connections] };
}

async function judge({ run, texts }: Awaited<ReturnType<typeof stream>>): Promise<void> {
  expect(run.heard('receiver')).toEqual(texts);
  expect(run.heard('sender')).toEqual(texts);
  expect(run.gaps).toEqual([]);
  const { log, violations } = await run.judge(server, ['receiver', 'sender']);
  expect(violations).toEqual([]);
  expect(log).toEqual(texts);
}

describe('A8 F2 a drop at each step', () => {
  it('before the send reaches the server: the message is stored when the client is back', async () => {
    const run = new Run('chat:before');
    const line = await proxy();
    const sender = await client(1, line);
    await run.listen(sender, 'sender');
    line.swallow('up');
    const sent = run.send(sender, 'hello');
    await expect.poll(() => line.lost('up'), patient).toBeGreaterThan(0);
    expect(rowsOf(server, run.topic)).toEqual([]);
    line.cut();
    await sent;
    await expect.poll(() => run.heard('sender'), patient).toEqual(['hello']);
    expect(run.duplicates).toBe(0);
    expect((await run.judge(server, ['sender'])).violations).toEqual([]);
  });

  it('after the commit and before the acknowledgement: it is sent again and stored once', async () => {
    const run = new Run('chat:between');
    const line = await proxy();
    const sender = await client(1, line);
    await run.listen(sender, 'sender');
    line.swallow('down');
    const sent = run.send(sender, 'hello');
    await expect.poll(() => rowsOf(server, run.topic).length, patient).toBe(1);
    line.cut();
    await sent;
    expect(run.duplicates).toBe(1);
    await expect.poll(() => run.heard('sender'), patient).toEqual(['hello']);
    const { log, violations } = await run.judge(server, ['sender']);
    expect([log, violations]).toEqual([['hello'], []]);
  });

  it('in mid-replay, again and again: the replay goes on where it was', async () => {
    const run = new Run('chat:replay');
    const cuts = [100, 600, 2000, 15_000, 25_000, 40_000];
    const line = await proxy((connection) => {
      const after = cuts[connection - 1];
      return after === undefined ? undefined : { direction: 'down', after, swallow: 0 };
    });
    const [receiver, sender] = [await client(2, line), await client(1, await proxy())];
    await run.listen(receiver, 'receiver');
    await run.listen(sender, 'sender');
    await run.send(sender, 'first');
    await expect.poll(() => run.heard('receiver').length, patient).toBe(1);
    line.swallow('down');
    const texts = Array.from({ length: 600 }, (_, n) => `message ${n}`);
    await Promise.all(texts.map((text) => run.send(sender, text)));
    line.cut();
    await expect.poll(() => run.heard('receiver').length, patient).toBe(601);
    expect(line.connections).toBe(cuts.length + 2);
    expect(run.heard('receiver')).toEqual(['first', ...texts]);
    expect((await run.judge(server, ['receiver', 'sender'])).violations).toEqual([]);
  });
});

describe('A8 F2 a stream of 1,000 stored messages', () => {
  it(
    'over networks that drop at any byte: none lost, none doubled, in order',
    async () => {
      const seeds = Array.from({ length: 8 }, (_, n) => firstSeed + n);
      process.stdout.write(`seeds of the drops: ${seeds.join(', ')}\n`);
      const done = await Promise.all(seeds.map((seed) => stream(seed)));
      for (const one of done) {
        await judge(one);
        expect(one.connections).toEqual([FAULTS + 1, FAULTS + 1]);
      }
      // Some drops fell between a commit and its acknowledgement.
      expect(done.reduce((sum, { run }) => sum + run.duplicates, 0)).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'with the server stopped, and then killed, on the way: nothing is kept in memory alone',
    async () => {
      const seed = firstSeed + 100;
      process.stdout.write(`seed of the drops with restarts: ${seed}\n`);
      const done = await stream(seed, async (run) => {
        const reach = (count: number) =>
          expect.poll(() => run.acknowledged.length, patient).toBeGreaterThan(count);
        await reach(300);
        await server.restart();
        await reach(600);
        await server.kill();
        await server.restart();
      });
      await judge(done);
    },
    LONG,
  );
});
