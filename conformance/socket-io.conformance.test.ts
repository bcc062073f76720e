import { fileURLToPath } from 'node:url';
import { createClient, fetchTicket } from '@parley/client';
import { startParley, type TestServer } from '@parley/testing';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cableUrl, newPerson, newRoom, post, type Person } from './lib/people.ts';
import { RailsClient } from './lib/rails.ts';

type Options = Partial<ManagerOptions & SocketOptions>;

const patient = { timeout: 20_000, interval: 50 };
const program = fileURLToPath(new URL('programs/socket-io-application.mjs', import.meta.url));
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A stock client, which waits for `connect()`. */
function client({ url }: TestServer, options: Options = {}): Socket {
  const socket = io(url, { autoConnect: false, forceNew: true, ...options });
  ends.push(() => socket.disconnect());
  return socket;
}

async function connected(server: TestServer, options: Options = {}): Promise<Socket> {
  const socket = client(server, options);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
  return socket;
}

const ways: readonly [string, Options, string][] = [
  ['by polling', { transports: ['polling'] }, 'polling'],
  ['by WebSocket', { transports: ['websocket'] }, 'websocket'],
  ['with the upgrade', {}, 'websocket'],
];

describe('E1 socket.io-client with an application whose import was changed', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startParley({ program });
  });
  afterAll(() => server.stop());

  it.each(ways)(
    'E4 %s: events, acknowledgements and binary, both ways',
    async (_way, options, transport) => {
      const socket = await connected(server, options);
      await expect.poll(() => socket.io.engine.transport.name, patient).toBe(transport);
      const other = await connected(server);
      const saved = [socket, other].map(
        (one) => new Promise((resolve) => one.once('message-saved', resolve)),
      );
      const payload = { text: 'Grüße 🎉', list: [1, null, { deep: true }] };
      expect(await socket.emitWithAck('send-message', payload)).toEqual({ success: true, payload });
      expect(await Promise.all(saved)).toEqual([{ success: true }, { success: true }]);
      const bytes = Buffer.from([0, 255, 128, 10]);
      const echoed: unknown = await socket.emitWithAck('echo', bytes);
      expect(Buffer.from(echoed as Uint8Array)).toEqual(bytes);
      socket.on('question', (asked: Uint8Array, answer: (sum: number) => void) =>
        answer(asked.length),
      );
      expect(await socket.emitWithAck('ask me')).toBe(2);
    },
  );

  it('E2 autoConnect: false: nothing before connect(), nothing after disconnect(), and again', async () => {
    const socket = client(server);
    let connects = 0;
    socket.on('connect', () => (connects += 1));
    // Another's whole visit goes by.
    (await connected(server)).disconnect();
    expect([socket.connected, connects]).toEqual([false, 0]);
    for (const times of [1, 2]) {
      socket.connect();
      await expect.poll(() => connects, patient).toBe(times);
      socket.disconnect();
      (await connected(server)).disconnect();
      expect([socket.connected, connects]).toEqual([false, times]);
    }
  });

  it.each(['polling', 'websocket'])(
    'E3 by %s: an allowed origin, and no other',
    async (transport) => {
      const from = (origin: string): Options => ({
        transports: [transport],
        reconnection: false,
        extraHeaders: { origin },
      });
      expect((await connected(server, from('https://app.example.com'))).connected).toBe(true);
      await expect(connected(server, from('https://evil.test'))).rejects.toThrow();
    },
  );
});

describe('F1 socket.io-client, @rails/actioncable and the SDK in one room', () => {
  let server: TestServer;
  let people: readonly [Person, Person, Person];
  beforeAll(async () => {
    server = await startParley();
    people = [await newPerson(server), await newPerson(server), await newPerson(server)];
  });
  afterAll(() => server.stop());

  it.each(ways)(
    '%s: all hear the same, in the same order, whoever says it',
    async (_way, options) => {
      const [ada, bob, cyd] = people;
      const room = await newRoom(server, [ada, bob, cyd]);
      const topic = `room:${room.uuid}`;

      const socket = await connected(server, { ...options, auth: { token: ada.token } });
      const bySocketIo: unknown[] = [];
      socket.on('chatroom', ({ id }: { id: number }, at: { topic: string }) => {
        if (at.topic === topic) bySocketIo.push(id);
      });
      expect(await socket.emitWithAck('parley:subscribe', topic)).toMatchObject({ success: true });

      const rails = new RailsClient(() => `${cableUrl(server)}?token=${bob.token}`);
      ends.push(() => rails.close());
      const cable = rails.subscribe({ channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid });
      await expect.poll(() => cable.story.at(-1)?.[0], patient).toBe('connected');

      const headers = { authorization: `Bearer ${cyd.token}` };
      const sdk = createClient({
        url: server.url,
        ticket: fetchTicket(server.url, { headers }),
        webSocket: WebSocket,
        storage: null,
      });
      ends.push(() => sdk.disconnect());
      const byTopic: unknown[] = [];
      sdk.connect();
      await new Promise<void>((resolve) => {
        sdk.subscribe<{ id: number }>(topic, {
          message: ({ payload }) => byTopic.push(payload.id),
          ready: () => resolve(),
        });
      });

      const rounds = 5;
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all([
          socket.emitWithAck('parley:publish', { topic, event: 'said', payload: { message: 'x' } }),
          post(server, room, 'y', { by: bob }),
          sdk.transmit(true, 'said', topic, { message: 'z' }),
        ]);
      }
      const heard = [
        () => bySocketIo,
        () => cable.received.map(({ id }) => id),
        () => byTopic,
      ] as const;
      for (const one of heard) await expect.poll(() => one().length, patient).toBe(3 * rounds);
      const [first, ...others] = heard.map((one) => one());
      for (const other of others) expect(other).toEqual(first);
      expect(new Set(first).size).toBe(3 * rounds);
    },
  );
});
