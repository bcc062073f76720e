import { fileURLToPath } from 'node:url';
import {
  startParley,
  startPostgres,
  startRedis,
  type TestPostgres,
  type TestRedis,
  type TestServer,
} from '@parley/testing';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Balancer } from './balancer.ts';
import { next } from './stage.ts';

const program = fileURLToPath(new URL('./application.mjs', import.meta.url));
const patient = { timeout: 20_000 };
let postgres: TestPostgres;
let redis: TestRedis;
let balancer: Balancer;
const servers: TestServer[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    PARLEY_LOG_LEVEL: 'warn',
  };
  for (let i = 0; i < 2; i += 1) servers.push(await startParley({ program, env }));
  balancer = await Balancer.open(servers.map(({ url }) => url));
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await balancer.close();
  for (const server of servers) await server.stop();
  await redis.stop();
  await postgres.stop();
});

interface Guest {
  readonly socket: Socket;
  /** What was told, in the order in which it came. */
  readonly heard: unknown[];
  /** The process that it is connected to. */
  readonly pid: number;
}

/** A stock client at the one address, in a room, that answers questions with its id. */
async function enter(transports: readonly string[], room: string): Promise<Guest> {
  const socket = io(balancer.url, {
    forceNew: true,
    transports: [...transports],
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  sockets.push(socket);
  const heard: unknown[] = [];
  socket.on('told', (...said: unknown[]) => heard.push(said));
  socket.on('question', (question: unknown, answer: (said: unknown) => void) =>
    answer([question, socket.id]),
  );
  await next(socket, 'connect');
  const pid = (await socket.emitWithAck('join', room)) as number;
  return { socket, heard, pid };
}

/** Four of them, two in each process. */
async function four(transports: readonly string[], room: string): Promise<Guest[]> {
  const guests: Guest[] = [];
  for (let i = 0; i < 4; i += 1) guests.push(await enter(transports, room));
  const counts = servers.map(({ pid }) => guests.filter((guest) => guest.pid === pid).length);
  expect(counts).toEqual([2, 2]);
  return guests;
}

/** Every one of them is asked from every process, and all answer. */
async function everybodyAnswers(guests: readonly Guest[], room: string): Promise<void> {
  for (const { socket } of guests) {
    const question = { bytes: Buffer.from([7]) };
    const answers = async (): Promise<unknown> =>
      new Set((await socket.emitWithAck('ask', room, question)) as unknown[]);
    const all = new Set(guests.map((guest) => [question, guest.socket.id]));
    await expect.poll(answers, patient).toEqual(all);
  }
}

const ways: readonly { name: string; transports: readonly string[] }[] = [
  { name: 'WebSocket', transports: ['websocket'] },
  { name: 'polling', transports: ['polling'] },
  { name: 'polling and the upgrade', transports: ['polling', 'websocket'] },
];

describe.each(ways)('E1 F2 two processes behind one address, by $name', ({ name, transports }) => {
  it('a room is one: what is said is heard once by all, each sender’s in order, and all answer', async () => {
    const room = `room by ${name}`;
    const guests = await four(transports, room);
    await everybodyAnswers(guests, room);
    const turns = 25;
    for (let turn = 0; turn < turns; turn += 1) {
      guests.forEach(({ socket }, by) => {
        socket.emit('tell', room, { by, turn }, Buffer.from([by, turn]));
      });
    }
    await expect
      .poll(() => guests.map(({ heard }) => heard.length), patient)
      .toEqual(guests.map(() => turns * guests.length));
    for (const { heard } of guests) {
      for (let by = 0; by < guests.length; by += 1) {
        const theirs = heard.filter((said) => (said as [{ by: number }])[0].by === by);
        const expected = Array.from({ length: turns }, (_, turn) => [
          { by, turn },
          Buffer.from([by, turn]),
        ]);
        expect(theirs).toEqual(expected);
      }
    }
    const [first, ...others] = guests as [Guest, ...Guest[]];
    await first.socket.emitWithAck('leave', room);
    const before = first.heard.length;
    for (const { socket } of others) socket.emit('tell', room, 'without the first');
    await expect
      .poll(() => others.map(({ heard }) => heard.length), patient)
      .toEqual(others.map(() => turns * guests.length + others.length));
    // Whatever was on its way to it came before this answer.
    await first.socket.emitWithAck('ask', 'nobody', null);
    expect(first.heard.length).toBe(before);
  });
});

it('F2 who was on a process that is killed finds the other one, and is in the room again', async () => {
  const room = 'room that lives on';
  const guests = await four(['websocket'], room);
  await everybodyAnswers(guests, room);
  const [stays, goes] = servers as [TestServer, TestServer];
  const moving = guests.filter(({ pid }) => pid === goes.pid);
  const back = moving.map(async ({ socket }) => {
    await next(socket, 'connect');
    return (await socket.emitWithAck('join', room)) as number;
  });
  balancer.use([stays.url]);
  await goes.kill();
  expect(await Promise.all(back)).toEqual(moving.map(() => stays.pid));
  await everybodyAnswers(guests, room);
  guests[0]?.socket.emit('tell', room, 'still here');
  await expect
    .poll(() => guests.map(({ heard }) => heard), patient)
    .toEqual(guests.map(() => [['still here']]));
});
