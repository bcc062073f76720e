import {
  startParley,
  startPostgres,
  startRedis,
  type TestPostgres,
  type TestRedis,
  type TestServer,
} from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeNet } from '../../client/src/testing/fake-call.ts';
import { callerOn, connectedTo, roomCallOf, until, type Caller } from './call-people.ts';
import { signIn, type Person } from './people.ts';

const patient = { timeout: 20_000 };
let postgres: TestPostgres;
let redis: TestRedis;
const nodes: TestServer[] = [];
const people: Person[] = [];
const callers: Caller[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    PARLEY_DEMO: '1',
    PARLEY_CALL_PARTICIPANTS: '3',
  };
  for (let n = 0; n < 2; n += 1) nodes.push(await startParley({ env }));
  for (const who of [1, 2]) people.push(await signIn(node(0), who));
});
afterEach(() => {
  for (const { call, client } of callers.splice(0)) {
    call.close();
    client.disconnect();
  }
});
afterAll(async () => {
  for (const server of nodes) await server.stop();
  await redis?.stop();
  await postgres?.stop();
});

function node(index: 0 | 1): TestServer {
  const server = nodes[index];
  if (server === undefined) throw new Error('There is no such node.');
  return server;
}

/** Opens pages on the call of a new room: each of a node and a person. */
async function room(): Promise<(index: 0 | 1, who: 0 | 1) => Promise<Caller>> {
  const topic = await roomCallOf(node(0), people);
  const net = new FakeNet();
  return async (index, who) => {
    const person = people[who];
    if (person === undefined) throw new Error('There is nobody.');
    const caller = await callerOn(node(index), person, topic, net);
    callers.push(caller);
    return caller;
  };
}

describe('a call over two nodes, of three as the operator says', () => {
  it('refuses the fourth on the node that nobody was on before, until somebody leaves', async () => {
    const page = await room();
    const three = [await page(0, 0), await page(0, 1), await page(0, 0)];
    await Promise.all(three.map(({ call }) => call.join()));
    await Promise.all(three.map((one) => connectedTo(one, 2)));
    const fourth = await page(1, 1);
    await until(fourth.call, ({ snapshot }) => snapshot.participants.size === 3);
    await expect(fourth.call.join()).rejects.toMatchObject({ code: 'call_full' });
    await expect(
      fourth.client.transmit(false, 'stream-inquiry', fourth.call.topic, {}),
    ).rejects.toMatchObject({
      code: 'full',
      message: 'at most 3 at a time',
    });
    three[0]?.call.leave();
    await until(fourth.call, ({ snapshot }) => snapshot.participants.size === 2);
    await fourth.call.join();
    await Promise.all([...three.slice(1), fourth].map((one) => connectedTo(one, 2)));
    const fifth = await page(0, 0);
    await until(fifth.call, ({ snapshot }) => snapshot.participants.size === 3);
    await expect(
      fifth.client.transmit(false, 'stream-inquiry', fifth.call.topic, {}),
    ).rejects.toMatchObject({
      code: 'full',
    });
  });

  it('ends with three on both, whichever two came for the last seat in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const page = await room();
      const two = [await page(0, 0), await page(1, 1)];
      await Promise.all(two.map(({ call }) => call.join()));
      await Promise.all(two.map((one) => connectedTo(one, 1)));
      const late = [await page(0, 1), await page(1, 0)];
      const comings = await Promise.allSettled(late.map(({ call }) => call.join()));
      const isIn = ({ call }: Caller): boolean => call.snapshot.state === 'active';
      await expect.poll(() => late.filter(isIn).length, patient).toBe(1);
      const [loser] = late.filter((one) => !isIn(one));
      expect(loser?.call.snapshot.error?.code).toBe('call_full');
      expect(comings.some(({ status }) => status === 'fulfilled')).toBe(true);
      await Promise.all([...two, ...late.filter(isIn)].map((one) => connectedTo(one, 2)));
    }
  });
});
