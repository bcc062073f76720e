import { MemoryBusRoom, MemoryTopicLog } from '@parley/hub/memory';
import type { Server } from 'socket.io';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { everything, next, openStage, type Stage } from './stage.ts';

let here: Stage;
let there: Stage;

const application = (io: Server): void => {
  io.on('connection', (socket) => {
    void socket.join('room');
    socket.data.name = 'of the application';
  });
  io.on('ping', (text: string, answer?: (text: string) => void) => answer?.(`pong ${text}`));
  io.of('/admin');
};

beforeEach(async () => {
  const room = new MemoryBusRoom();
  const log = new MemoryTopicLog({ clock: systemClock });
  here = await openStage({ bus: room.bus(), log, application });
  there = await openStage({ bus: room.bus(), log, application });
});
afterEach(async () => {
  await here.close();
  await there.close();
});

it('an application’s emits reach the rooms of all nodes, binary too, once each', async () => {
  const [one, two] = [await here.member(1), await there.member(2)];
  const heard = [everything(one), everything(two)];
  const bytes = Buffer.from([0, 1, 255]);
  here.io.emit('all', { bytes });
  there.io.to('room').emit('room', new Date(0));
  here.io.local.emit('local');
  there.io.except(String(one.id)).emit('not you');
  await here.settled(one);
  await there.settled(two);
  const shared = [
    ['all', { bytes }],
    ['room', '1970-01-01T00:00:00.000Z'],
  ];
  expect(heard).toEqual([
    [...shared, ['local']],
    [...shared, ['not you']],
  ]);
});

it('acknowledgements, sockets and servers are asked for across nodes', async () => {
  const [one, two] = [await here.member(1), await there.member(2)];
  for (const socket of [one, two]) {
    socket.on('question', (ack: (answer: unknown) => void) => ack(socket.id));
  }
  const answers: unknown = await here.io.timeout(5000).emitWithAck('question');
  expect(new Set(answers as unknown[])).toEqual(new Set([one.id, two.id]));
  const sockets = await there.io.fetchSockets();
  expect(new Map(sockets.map(({ id, data }) => [id, data]))).toEqual(
    new Map([
      [one.id, { name: 'of the application', memberId: 1 }],
      [two.id, { name: 'of the application', memberId: 2 }],
    ]),
  );
  expect(await here.io.serverSideEmitWithAck('ping', 'a')).toEqual(['pong a']);
});

it('sockets are joined, taken out and disconnected across nodes', async () => {
  const two = await there.member(2);
  here.io.in(String(two.id)).socketsJoin('new');
  const heard = next(two, 'new');
  here.io.to('new').emit('new', 1);
  expect(await heard).toEqual([1]);
  here.io.in('new').socketsLeave('room');
  const all = everything(two);
  here.io.to('room').emit('room');
  await there.settled(two);
  expect(all).toEqual([]);
  const gone = next(two, 'disconnect');
  here.io.in('new').disconnectSockets();
  expect((await gone)[0]).toBe('io server disconnect');
});

it('a member is reached on every node, and nobody who is to hear nothing', async () => {
  const [one, two] = [await here.member(7), await there.member(7)];
  const unknown = await there.connected();
  const silent = everything(unknown);
  const heard = [next(one, 'Followed'), next(two, 'Followed')];
  here.side.emitter.toMembers([7, 8], 'Followed', { id: 3 });
  here.io.emit('all');
  expect(await Promise.all(heard)).toEqual([[{ id: 3 }], [{ id: 3 }]]);
  await there.settled(unknown);
  expect(silent.filter(([event]) => event !== 'parley:error')).toEqual([]);
});

it('a topic is one order on all nodes, and resumes on another', async () => {
  const topic = 'chat:a';
  const [one, two] = [await here.member(1), await there.member(2)];
  const heard = [everything(one), everything(two)];
  for (const socket of [one, two]) await socket.emitWithAck('parley:subscribe', topic);
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? one : two).emitWithAck('parley:publish', { topic, event: 'n', payload: n }),
    ),
  );
  await vi.waitFor(() => expect(heard.map(({ length }) => length)).toEqual([20, 20]));
  expect(heard[0]).toEqual(heard[1]);
  const [[, , place] = []] = heard[0] ?? [];
  const { epoch } = place as { epoch: string };
  const moved = await there.member(1);
  const again = everything(moved);
  await moved.emitWithAck('parley:subscribe', { topic, since: { epoch, offset: 5 } });
  await there.settled(moved);
  expect(again).toEqual(heard[0]?.slice(5));
});
