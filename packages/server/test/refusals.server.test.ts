import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from './log-file.ts';
import { DemoPeople, subscribe } from './demo-people.ts';
import { ask, type Person } from './people.ts';
import type { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let demo: DemoPeople;

beforeAll(async () => {
  server = await startParley();
  demo = await DemoPeople.of(server);
});
afterEach(() => demo.close());
afterAll(() => server.stop());

const person = (who: number): Person => demo.person(who);
const connect = (who: number): Promise<PlainSocket> => demo.connect(who);

describe('A6 what is not allowed', () => {
  it.each([true, false])(
    'a transmit (store: %s) to a topic not joined delivers nothing, stores nothing, and says so',
    async (store) => {
      const topic = `chat:a6-${store}`;
      const [listener, stranger] = [await connect(1), await connect(2)];
      await subscribe(listener, topic, 1);
      stranger.send({
        op: 'transmit',
        id: 7,
        topic,
        action: 'said',
        store,
        payload: { message: 'x' },
      });
      expect(await stranger.next('error')).toMatchObject({
        id: 7,
        code: 'not_joined',
        retry: false,
      });
      // What comes after it shows that nothing came before.
      listener.send({ op: 'transmit', id: 2, topic, action: 'mine', store: false });
      await listener.next('message', ({ action }) => action === 'mine');
      expect(listener.frames.filter(({ op }) => op === 'message')).toHaveLength(1);
      expect(rowsOf(server, topic)).toEqual([]);
    },
  );

  it.each(['nobody/may', 'room:no-such-room', 'member:2', '$member:1', 'exchange/text:999999'])(
    'a subscribe to %s is refused in words, and nothing of it arrives',
    async (topic) => {
      const socket = await connect(1);
      expect(await subscribe(socket, topic, 1)).toMatchObject({ op: 'error', code: 'forbidden' });
      socket.send({ op: 'transmit', id: 2, topic, action: 'said', store: true });
      expect(await socket.next('error')).toMatchObject({ id: 2, code: 'not_joined' });
      socket.send({ op: 'history', id: 3, topic });
      expect(await socket.next('error')).toMatchObject({ id: 3, code: 'not_joined' });
      expect(socket.frames.map(({ op }) => op)).toEqual(['welcome', 'error', 'error', 'error']);
    },
  );

  it('after an unsubscribe nothing of the topic follows', async () => {
    const topic = 'chat:a6-left';
    const [leaving, staying] = [await connect(1), await connect(2)];
    await subscribe(leaving, topic, 1);
    await subscribe(staying, topic, 1);
    leaving.send({ op: 'unsubscribe', id: 2, topic });
    await leaving.next('ok');
    staying.send({ op: 'transmit', id: 3, topic, action: 'said', store: true });
    await staying.next('ok');
    leaving.send({ op: 'ping' });
    await leaving.next('pong');
    expect(leaving.frames.filter(({ op }) => op === 'message')).toEqual([]);
  });
});

describe('B2 B3 exchanges', () => {
  it('those related to the booking get in, on all three topics; anyone else is told no', async () => {
    const { body } = await ask(server, person(1), 'GET /api/bookings');
    const { bookings } = body as {
      bookings: { id: number; participants: { id: number }[] }[];
    };
    const booking = bookings[0];
    const related = booking?.participants.map(({ id }) => id) ?? [];
    expect(related).toContain(person(1).id);
    const outsider = [2, 3, 4].find((who) => !related.includes(person(who).id)) ?? 0;
    const other = [2, 3, 4].find((who) => related.includes(person(who).id)) ?? 0;

    const sockets = [await connect(1), await connect(other), await connect(outsider)] as const;
    for (const [index, kind] of ['text', 'call', 'whiteboard'].entries()) {
      const topic = `exchange/${kind}:${booking?.id}`;
      const [mine, theirs, foreign] = sockets;
      expect(await subscribe(mine, topic, 10 + index)).toMatchObject({ op: 'subscribed' });
      expect(await subscribe(theirs, topic, 10 + index)).toMatchObject({ op: 'subscribed' });
      expect(await subscribe(foreign, topic, 10 + index)).toMatchObject({ code: 'forbidden' });
      mine.send({
        op: 'transmit',
        id: 20 + index,
        topic,
        action: 'draw',
        // What a whiteboard keeps is drawn on it; this passes through.
        store: kind !== 'whiteboard',
        payload: { kind },
      });
      const message = await theirs.next('message', (frame) => frame['topic'] === topic);
      expect(message).toMatchObject({ action: 'draw', payload: { kind } });
    }
    sockets[2].send({ op: 'ping' });
    await sockets[2].next('pong');
    expect(sockets[2].frames.filter(({ op }) => op === 'message')).toEqual([]);
  });

  it('call signalling for one connection reaches no other', async () => {
    const topic = 'chat:b2-call';
    const tabs = [await connect(1), await connect(2), await connect(2)] as const;
    for (const tab of tabs) await subscribe(tab, topic, 1);
    const target = tabs[1].frames[0]?.['connectionId'];
    tabs[0].send({
      op: 'transmit',
      id: 2,
      topic,
      action: 'offer',
      store: false,
      payload: { target, sdp: 'v=0' },
    });
    expect(await tabs[1].next('message')).toMatchObject({
      action: 'offer',
      payload: { sdp: 'v=0' },
    });
    tabs[0].send({ op: 'transmit', id: 3, topic, action: 'after', store: false });
    for (const tab of [tabs[0], tabs[2]]) {
      await tab.next('message', ({ action }) => action === 'after');
      expect(tab.frames.filter(({ op }) => op === 'message')).toHaveLength(1);
    }
    tabs[0].send({
      op: 'transmit',
      id: 4,
      topic,
      action: 'offer',
      store: false,
      payload: { target: 'gone' },
    });
    expect(await tabs[0].next('error')).toMatchObject({ id: 4, code: 'no_such_connection' });
  });
});
