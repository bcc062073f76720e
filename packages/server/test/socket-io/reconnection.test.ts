import { FakeClock } from '@parley/testing';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyOf, next, openStage, type Stage } from './stage.ts';

/** Five attempts, 1000 ms apart: said to the client, where it belongs. */
const five = {
  reconnectionAttempts: 5,
  reconnectionDelay: 1000,
  reconnectionDelayMax: 1000,
  randomizationFactor: 0,
};

const sockets: Socket[] = [];
const stages = new Set<Stage>();
let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  for (const stage of stages) await goes(stage);
});

/** A server, on the port of the one before if it has one. */
async function open(port?: number): Promise<Stage> {
  const stage = await openStage(port === undefined ? {} : { port });
  stages.add(stage);
  return stage;
}

/** It goes away, and comes no more. */
async function goes(stage: Stage): Promise<void> {
  stages.delete(stage);
  await stage.close();
}

/** A stock client whose waits for the next attempt are on the test's clock; the network is real. */
function stockClient(url: string, transport: string): Socket {
  const cancels = new Map<number, () => void>();
  let timers = 0;
  // The library takes its timers from the global object when a manager is made.
  vi.stubGlobal('setTimeout', (task: () => void, ms = 0): number => {
    timers += 1;
    cancels.set(timers, clock.after(ms, task));
    return timers;
  });
  vi.stubGlobal('clearTimeout', (timer: number) => cancels.get(timer)?.());
  try {
    const options = { ...five, forceNew: true, autoConnect: false, transports: [transport] };
    return connect(url, options);
  } finally {
    vi.unstubAllGlobals();
  }
}

/** An application's page: it says who it is at every `connect`. */
async function page(url: string, transport: string) {
  const socket = stockClient(url, transport);
  sockets.push(socket);
  const told: unknown[] = [];
  const count = { attempts: 0, gaveUp: 0 };
  socket.on('connect', () => socket.emit('initialConnection', keyOf(7)));
  socket.on('auth', (answer: unknown) => told.push(answer));
  socket.io.on('reconnect_attempt', () => (count.attempts += 1));
  socket.io.on('reconnect_failed', () => (count.gaveUp += 1));
  const auth = next(socket, 'auth');
  socket.connect();
  await auth;
  return { socket, told, count };
}

/** 999 ms bring nothing; one more brings an attempt, which fails. */
async function failedAttempt({ socket, count }: Awaited<ReturnType<typeof page>>): Promise<void> {
  const before = count.attempts;
  clock.advance(999);
  expect(count.attempts).toBe(before);
  const failed = new Promise((resolve) => {
    socket.io.once('reconnect_error', resolve);
  });
  clock.advance(1);
  expect(count.attempts).toBe(before + 1);
  await failed;
}

describe.each(['polling', 'websocket'])('D3 a server that went away, by %s', (transport) => {
  it('is tried five times, 1000 ms apart; then the page is told, and may try again', async () => {
    const stage = await open();
    const port = Number(new URL(stage.url).port);
    const one = await page(stage.url, transport);
    const gone = next(one.socket, 'disconnect');
    await goes(stage);
    await gone;
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(one.count.gaveUp).toBe(0);
      await failedAttempt(one);
    }
    expect(one.count).toEqual({ attempts: 5, gaveUp: 1 });
    expect(clock.pending).toBe(0);
    await open(port);
    const auth = next(one.socket, 'auth');
    one.socket.connect();
    expect(await auth).toEqual([true]);
    expect(one.count).toEqual({ attempts: 5, gaveUp: 1 });
  });

  it('is found again at the third attempt, and told who is there', async () => {
    const first = await open();
    const port = Number(new URL(first.url).port);
    const one = await page(first.url, transport);
    const { socket, told, count } = one;
    const { id } = socket;
    const gone = next(socket, 'disconnect');
    await goes(first);
    await gone;
    await failedAttempt(one);
    await failedAttempt(one);
    const second = await open(port);
    const auth = next(socket, 'auth');
    clock.advance(1000);
    expect(await auth).toEqual([true]);
    expect(told).toEqual([true, true]);
    expect(count).toEqual({ attempts: 3, gaveUp: 0 });
    // The id is another one, and it is what is known of the member.
    expect(socket.id).not.toBe(id);
    expect([...second.live]).toEqual([[socket.id, 7]]);
  });
});
