import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveSockets } from '@parley/domains/identity';
import { startPostgres, startRedis, type TestPostgres, type TestRedis } from '@parley/testing';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createParley, type Parley } from '../../src/index.ts';
import { everything, next } from './stage.ts';

const patient = { timeout: 20_000 };
const folder = mkdtempSync(join(tmpdir(), 'parley-two-nodes-'));
let postgres: TestPostgres;
let redis: TestRedis;
const nodes: Parley[] = [];
const urls: string[] = [];
const sockets: Socket[] = [];

async function start(name: string, databaseUrl: string): Promise<void> {
  const parley = await createParley({
    dataDir: join(folder, name),
    databaseUrl,
    redisUrl: redis.url,
    logLevel: 'silent',
    web: null,
    openTopics: ['chat:*'],
  });
  parley.io.on('connection', (socket) => void socket.join('room'));
  nodes.push(parley);
  urls.push(await parley.listen({ port: 0 }));
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const databaseUrl = await postgres.createDatabase();
  await start('one', databaseUrl);
  await start('two', databaseUrl);
  // They have heard of each other.
  await vi.waitFor(async () => {
    const counts = nodes.map(({ io: { sockets: all } }) => all.adapter.serverCount());
    expect(await Promise.all(counts)).toEqual([2, 2]);
  }, patient);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  await redis.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function connected(
  node: number,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Socket> {
  const socket = io(urls[node] ?? '', { forceNew: true, autoConnect: false, ...options });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
  return socket;
}

let made = 0;
async function keyOfNew(): Promise<{ id: number; secretkey: string }> {
  made += 1;
  const [one] = nodes;
  if (one === undefined) throw new Error('There is no node.');
  const { id } = await one.identity.createMember({
    name: `Member ${made}`,
    email: `member${made}@example.com`,
    password: 'a good password',
    role: 'member',
  });
  return one.identity.issueSecretKey(id);
}

async function introduced(node: number, key: unknown): Promise<Socket> {
  const socket = await connected(node);
  const auth = next(socket, 'auth');
  socket.emit('initialConnection', key);
  expect(await auth).toEqual([true]);
  return socket;
}

it('rooms, binary, acknowledgements and sockets are one over both nodes', async () => {
  const [a, b] = [await keyOfNew(), await keyOfNew()];
  const [one, two] = [await introduced(0, a), await introduced(1, b)];
  const heard = [next(one, 'all'), next(two, 'all')];
  nodes[0]?.io.to('room').emit('all', { bytes: Buffer.from([0, 255]) });
  const told = [{ bytes: Buffer.from([0, 255]) }];
  expect(await Promise.all(heard)).toEqual([told, told]);
  for (const socket of [one, two]) {
    socket.on('question', (answer: (id: unknown) => void) => answer(socket.id));
  }
  const answers: unknown = await nodes[1]?.io.timeout(5000).emitWithAck('question');
  expect(new Set(answers as unknown[])).toEqual(new Set([one.id, two.id]));
  const found = (await nodes[0]?.io.fetchSockets()) ?? [];
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([one.id, two.id]));
  nodes[1]?.io.on('ping', (answer: (text: string) => void) => answer('pong'));
  expect(await nodes[0]?.io.serverSideEmitWithAck('ping')).toEqual(['pong']);
});

it('D1 a member is all their sockets on every node, and signing out ends them all', async () => {
  const key = await keyOfNew();
  const [one, two] = [await introduced(0, key), await introduced(1, key)];
  const [first] = nodes;
  if (first === undefined) throw new Error('There is no node.');
  const live = new LiveSockets(first.db, 'test');
  expect(new Set(await live.of(key.id))).toEqual(new Set([one.id, two.id]));
  const heard = [next(one, 'Followed'), next(two, 'Followed')];
  nodes[1]?.emitter.toMembers([key.id], 'Followed', { id: 1 });
  expect(await Promise.all(heard)).toEqual([[{ id: 1 }], [{ id: 1 }]]);
  const gone = [next(one, 'auth'), next(two, 'auth')];
  await nodes[0]?.identity.endSecretKey(key);
  expect(await Promise.all(gone)).toEqual([[false], [false]]);
  expect(await live.of(key.id)).toEqual([]);
});

it('F1 a topic is one order on both nodes, and is resumed on the other', async () => {
  const topic = 'chat:two';
  const [a, b] = [await keyOfNew(), await keyOfNew()];
  const [one, two] = [await introduced(0, a), await introduced(1, b)];
  const heard = [everything(one), everything(two)];
  for (const socket of [one, two]) await socket.emitWithAck('parley:subscribe', topic);
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      (n % 2 === 0 ? one : two).emitWithAck('parley:publish', { topic, event: 'n', payload: n }),
    ),
  );
  await expect.poll(() => heard.map(({ length }) => length), patient).toEqual([30, 30]);
  expect(heard[0]).toEqual(heard[1]);
  const [, , place] = heard[0]?.[9] ?? [];
  one.disconnect();
  const moved = await introduced(1, a);
  const missed = everything(moved);
  const { epoch, offset } = place as { epoch: string; offset: number };
  await moved.emitWithAck('parley:subscribe', { topic, since: { epoch, offset } });
  await expect.poll(() => missed.length).toBe(20);
  expect(missed).toEqual(heard[0]?.slice(10));
});

it('F2 what is stored crosses nodes while the bus is away', async () => {
  const topic = 'chat:bus';
  const [a, b] = [await keyOfNew(), await keyOfNew()];
  const [one, two] = [await introduced(0, a), await introduced(1, b)];
  for (const socket of [one, two]) await socket.emitWithAck('parley:subscribe', topic);
  await redis.kill();
  const heard = next(two, 'n');
  await one.emitWithAck('parley:publish', { topic, event: 'n', payload: 1 });
  expect((await heard)[0]).toBe(1);
  await redis.restartEmpty();
  await expect
    .poll(async () => {
      const found = await nodes[0]?.io.fetchSockets();
      return found?.length;
    }, patient)
    .toBe(2);
});
