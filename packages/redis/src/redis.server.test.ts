import { Redis } from 'ioredis';
import type { BusMessage, Clock, Ticket } from '@parley/hub';
import { setTimeout as wait } from 'node:timers/promises';
import { sessionShelfSuite, startRedis, SwallowProxy, type TestRedis } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RedisBus } from './redis-bus.ts';
import { RedisNodes } from './redis-nodes.ts';
import { RedisSessionShelf } from './redis-session-shelf.ts';
import { RedisTickets } from './redis-tickets.ts';

const clock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  soon: (task) => {
    setImmediate(task);
  },
};

let redis: TestRedis;
const closing: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => redis.stop());

/** A bus with what it heard, and how often it had to start over. */
async function open(prefix: string) {
  const heard: BusMessage[] = [];
  let resets = 0;
  const bus = new RedisBus({ url: redis.url, prefix });
  closing.push(() => bus.close());
  bus.onMessage((message) => heard.push(message));
  bus.onReset(() => (resets += 1));
  await expect.poll(() => resets, { timeout: 5000 }).toBe(1);
  return { bus, heard, resets: () => resets };
}

const ask = (topic: string): BusMessage => ({ kind: 'ask', topic, node: null });

describe('the bus over Redis', () => {
  it('reaches the other nodes of the shard, not the sender, not other shards', async () => {
    const a = await open('bus1');
    const b = await open('bus1');
    const c = await open('bus1');
    await Promise.all([a.bus.join(1), b.bus.join(1), c.bus.join(2)]);
    a.bus.publish(1, ask('one'));
    await expect.poll(() => b.heard).toEqual([ask('one')]);
    a.bus.publish(2, ask('two'));
    await expect.poll(() => c.heard).toEqual([ask('two')]);
    expect(a.heard).toEqual([]);
    expect(b.heard).toEqual([ask('one')]);
  });

  it('says nothing more of a shard that was left', async () => {
    const a = await open('bus2');
    const b = await open('bus2');
    await Promise.all([b.bus.join(1), b.bus.join(2)]);
    b.bus.leave(1);
    await b.bus.join(2);
    a.bus.publish(1, ask('left'));
    a.bus.publish(2, ask('joined'));
    await expect.poll(() => b.heard).toEqual([ask('joined')]);
  });

  it('comes back by itself when Redis does, empty, with every shard, and says so', async () => {
    const a = await open('bus3');
    const b = await open('bus3');
    await b.bus.join(5);
    await redis.restartEmpty();
    await expect.poll(() => [a.resets(), b.resets()], { timeout: 10_000 }).toEqual([2, 2]);
    expect([a.bus.up, b.bus.up]).toEqual([true, true]);
    a.bus.publish(5, ask('again'));
    await expect.poll(() => b.heard).toEqual([ask('again')]);
  });

  it('loses what is published while Redis is away, and holds nobody up', async () => {
    const a = await open('bus4');
    await redis.kill();
    await expect.poll(() => a.bus.up).toBe(false);
    await a.bus.join(9);
    a.bus.publish(9, ask('into the void'));
    await redis.restartEmpty();
    await expect.poll(() => a.bus.up, { timeout: 10_000 }).toBe(true);
  });

  it('holds no more for a Redis that is slow than a limit, and goes on when it is back', async () => {
    const a = await open('bus6');
    const b = await open('bus6');
    await b.bus.join(1);
    const raw = new Redis(redis.url);
    closing.push(() => raw.disconnect());
    await raw.call('CLIENT', 'PAUSE', 700, 'WRITE');
    const large = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n += 1) a.bus.publish(1, ask(`${n} ${large}`));
    await expect.poll(() => b.heard.length, { timeout: 10_000 }).toBe(31);
    a.bus.publish(1, ask('after'));
    await expect.poll(() => b.heard.at(-1), { timeout: 10_000 }).toEqual(ask('after'));
    expect(b.heard).toHaveLength(32);
  });
});

describe('the connection on which a bus speaks', () => {
  it('can be lost alone: the bus comes up again, and starts over', async () => {
    const a = await open('bus5');
    const raw = new Redis(redis.url);
    closing.push(() => raw.disconnect());
    await raw.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await expect.poll(() => a.resets(), { timeout: 5000 }).toBe(2);
    expect(a.bus.up).toBe(true);
  });
});

describe('leases', () => {
  const make = (node: string, own: Clock = clock) => {
    const nodes = new RedisNodes({ url: redis.url, node, clock: own, prefix: 'lease' });
    const gone: string[] = [];
    const silence: number[] = [];
    nodes.onGone((name, silentFor) => {
      gone.push(name);
      silence.push(silentFor);
    });
    closing.push(() => nodes.close());
    return { nodes, gone, silence };
  };

  it('a node that gives its lease back is gone for the others; one that renews it is not', async () => {
    const a = make('a');
    const b = make('b');
    await expect.poll(() => [...a.nodes.alive].sort(), { timeout: 10_000 }).toEqual(['a', 'b']);
    await b.nodes.close();
    // Not before a lease has passed since the start, in which the dead could not be told apart.
    await expect.poll(() => a.gone, { timeout: 20_000 }).toEqual(['b']);
    expect([...a.nodes.alive]).toEqual(['a']);
    // It was there until the last look: its members have nearly all of the grace time.
    expect(a.silence).toEqual([2000]);
  });

  it('a node that lets its lease lapse may have been dead for as long as that lasts', async () => {
    const a = make('a');
    // It takes its lease, and stands still.
    make('still', { ...clock, after: () => () => undefined });
    await expect.poll(() => [...a.nodes.alive].sort(), { timeout: 10_000 }).toEqual(['a', 'still']);
    await expect.poll(() => a.gone, { timeout: 20_000 }).toEqual(['still']);
    expect(a.silence).toEqual([6000]);
  });
});

describe('tickets in Redis', () => {
  const ticket: Ticket = {
    connectionId: 'c1',
    memberId: 1,
    origin: 'https://app.example.com',
    credential: 'session:1',
  };

  it('are taken once, by whichever node is asked first', async () => {
    const nodes = [1, 2, 3].map(() => new RedisTickets({ url: redis.url, prefix: 'tickets' }));
    closing.push(() => nodes.forEach((node) => node.close()));
    await expect
      .poll(() =>
        nodes[0]
          ?.put('secret', ticket, 15_000)
          .then(() => 'kept')
          .catch(String),
      )
      .toBe('kept');
    await expect.poll(() => nodes[1]?.take('unknown').catch(String)).toBeUndefined();
    await expect.poll(() => nodes[2]?.take('unknown').catch(String)).toBeUndefined();
    const taken = await Promise.all(nodes.map((node) => node.take('secret')));
    expect(taken.filter((one) => one !== undefined)).toEqual([ticket]);
  });

  it('die by themselves, and their secrets are not in Redis', async () => {
    const tickets = new RedisTickets({ url: redis.url, prefix: 'dying' });
    const raw = new Redis(redis.url);
    closing.push(
      () => tickets.close(),
      () => raw.disconnect(),
    );
    await expect
      .poll(() =>
        tickets
          .put('short-lived', ticket, 300)
          .then(() => 'kept')
          .catch(String),
      )
      .toBe('kept');
    const keys = await raw.keys('dying:*');
    expect(keys).toHaveLength(1);
    expect(`${keys[0]} ${await raw.get(keys[0] ?? '')}`).not.toContain('short-lived');
    await expect.poll(() => raw.keys('dying:*')).toEqual([]);
    expect(await tickets.take('short-lived')).toBeUndefined();
  });

  it('come again over a new connection when the old one leads nowhere', async () => {
    const network = await SwallowProxy.open(redis.url);
    const tickets = new RedisTickets({ url: network.before(redis.url), prefix: 'silent' });
    closing.push(
      () => tickets.close(),
      () => network.close(),
    );
    const put = (secret: string) => () =>
      tickets
        .put(secret, ticket, 15_000)
        .then(() => 'kept')
        .catch(String);
    await expect.poll(put('before')).toBe('kept');
    network.become('silent');
    expect(await put('lost')()).not.toBe('kept');
    network.become('open', { abandoned: true });
    await expect.poll(put('after'), { timeout: 10_000 }).toBe('kept');
  });

  it('reject at once while Redis is away, so that another place is tried', async () => {
    const tickets = new RedisTickets({ url: 'redis://127.0.0.1:1' });
    closing.push(() => tickets.close());
    await expect(tickets.put('x', ticket, 1000)).rejects.toThrow();
    await expect(tickets.take('x')).rejects.toThrow();
  });
});

let shelves = 0;
sessionShelfSuite('the shelf of sessions in Redis', async () => {
  shelves += 1;
  const shelf = new RedisSessionShelf({ url: redis.url, prefix: `shelf${shelves}` });
  const nobody = { sid: '', memberId: 0 };
  await expect.poll(() => shelf.take(nobody).catch(String)).toBeUndefined();
  return {
    shelf,
    wait: (ms) => wait(ms),
    close: () => shelf.close(),
  };
});

describe('the shelf of sessions in Redis', () => {
  it('is shared by the nodes, and does not hold the names', async () => {
    const nodes = [1, 2].map(() => new RedisSessionShelf({ url: redis.url, prefix: 'shared' }));
    const raw = new Redis(redis.url);
    closing.push(() => {
      for (const node of nodes) node.close();
      raw.disconnect();
    });
    const session = { sid: 'guess-me-if-you-can-21', memberId: 1 };
    const save = () => nodes[0]?.save(session, 'text', 60_000).then(() => 'kept', String);
    await expect.poll(save).toBe('kept');
    expect((await raw.keys('shared:*')).join()).not.toContain('guess');
    await expect.poll(() => nodes[1]?.take(session).catch(String)).toBe('text');
  });

  it('rejects at once while Redis is away', async () => {
    const shelf = new RedisSessionShelf({ url: 'redis://127.0.0.1:1' });
    closing.push(() => shelf.close());
    const session = { sid: 's', memberId: 1 };
    await expect(shelf.save(session, 'x', 1000)).rejects.toThrow();
    await expect(shelf.take(session)).rejects.toThrow();
  });
});
