import { MemoryBusRoom } from '@parley/hub/memory';
import type { Server } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import {
  everything,
  keyOf,
  lineOf,
  next,
  openStage,
  type Stage,
  type StageOptions,
} from './stage.ts';

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});
const open = async (options: StageOptions = {}): Promise<Stage> => {
  const stage = await openStage({
    connectionStateRecovery: {},
    application: (io: Server) =>
      io.on('connection', (socket) => {
        if (!socket.recovered) void socket.join('room');
      }),
    ...options,
  });
  stages.push(stage);
  return stage;
};

const quick = { transports: ['websocket'], reconnectionDelay: 10, reconnectionDelayMax: 20 };

/** The connection drops, and something happens before it is back. */
async function drop(socket: Socket, meanwhile: () => void): Promise<void> {
  const back = next(socket, 'connect');
  const gone = next(socket, 'disconnect');
  lineOf(socket).close();
  await gone;
  meanwhile();
  await back;
}

it('a connection that drops for a moment gets what the application sent, in order, once', async () => {
  const stage = await open({ requireAuth: false });
  const [socket, other] = [await stage.connected(quick), await stage.connected(quick)];
  const heard = everything(socket);
  stage.io.emit('n', 1);
  await stage.settled(socket);
  const { id } = socket;
  await drop(socket, () => {
    stage.io.emit('n', 2);
    stage.io.to('room').emit('n', 3);
    stage.io.to(String(other.id)).emit('n', 'not yours');
    stage.io.volatile.emit('n', 'not kept');
  });
  stage.io.emit('n', 4);
  await stage.settled(socket);
  expect([socket.recovered, socket.id]).toEqual([true, id]);
  expect(heard.map(([, n]) => n)).toEqual([1, 2, 3, 4]);
});

it('what another node sent is recovered as well', async () => {
  const room = new MemoryBusRoom();
  const here = await open({ requireAuth: false, bus: room.bus() });
  const there = await open({ requireAuth: false, bus: room.bus() });
  const socket = await here.connected(quick);
  const heard = everything(socket);
  there.io.emit('n', 1);
  await here.settled(socket);
  await drop(socket, () => there.io.emit('n', 2));
  await here.settled(socket);
  expect(socket.recovered).toBe(true);
  expect(heard.map(([, n]) => n)).toEqual([1, 2]);
});

it('credentials are looked at again: those that ended recover nothing', async () => {
  const stage = await open();
  const socket = await stage.member(7, quick);
  const heard = everything(socket);
  stage.io.emit('n', 1);
  await stage.settled(socket);
  await drop(socket, () => stage.io.emit('n', 2));
  expect(socket.recovered).toBe(true);
  // Whoever says again who it is, is where it was.
  socket.emit('initialConnection', keyOf(7));
  await next(socket, 'auth');
  stage.io.to('room').emit('n', 3);
  await stage.settled(socket);
  const numbers = (): unknown[] => heard.filter(([name]) => name === 'n').map(([, n]) => n);
  expect(numbers()).toEqual([1, 2, 3]);
  await drop(socket, () => {
    stage.ended.add('secretkey:7');
    stage.io.emit('n', 4);
  });
  expect(socket.recovered).toBe(false);
  stage.io.emit('n', 5);
  await stage.settled(socket);
  expect(numbers()).toEqual([1, 2, 3]);
});
