import { once } from 'node:events';
import type { Server } from 'socket.io';
import * as parser from 'socket.io-parser';
import type { Packet } from 'socket.io-parser';
import { afterEach, describe, expect, it } from 'vitest';
import { everything, next, openStage, type Stage, type StageOptions } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

/** A server whose application needs no sign-in, as the seed's. */
const open = async (options: StageOptions = {}): Promise<Stage> => {
  stage = await openStage({ requireAuth: false, ...options });
  return stage;
};

const sendMessage = (io: Server): void => {
  io.on('connection', (socket) => {
    socket.on('send-message', (payload: unknown, ack?: (answer: unknown) => void) => {
      io.emit('message-saved', { success: true });
      ack?.({ success: true, payload });
    });
  });
};

describe('E1 a stock client', () => {
  it.each([
    ['by polling', { transports: ['polling'] }, 'polling'],
    ['by WebSocket', { transports: ['websocket'] }, 'websocket'],
  ])('connects %s, and talks', async (_name, options, transport) => {
    await open({ application: sendMessage });
    const socket = await stage.connected(options);
    expect(socket.io.engine.transport.name).toBe(transport);
    const saved = next(socket, 'message-saved');
    const payload = { text: 'Grüße 🎉', list: [1, null, { deep: true }] };
    expect(await socket.emitWithAck('send-message', payload)).toEqual({ success: true, payload });
    expect(await saved).toEqual([{ success: true }]);
  });

  it('begins by polling and goes on by WebSocket, and loses nothing on the way', async () => {
    const count = 200;
    await open({
      application: (io) =>
        io.on('connection', (socket) => {
          socket.on('count', () => {
            for (let i = 0; i < count; i += 1) socket.emit('n', i);
          });
        }),
    });
    const socket = await stage.connected();
    const heard = everything(socket);
    socket.emit('count');
    if (socket.io.engine.transport.name !== 'websocket') {
      await new Promise((resolve) => socket.io.engine.once('upgrade', resolve));
    }
    await stage.settled(socket);
    expect(heard).toEqual(Array.from({ length: count }, (_, i) => ['n', i]));
  });

  it('carries binary both ways, and acknowledgements from both sides', async () => {
    await open({
      application: (io) =>
        io.on('connection', (socket) => {
          socket.on('echo', (bytes: Buffer, ack: (bytes: Buffer) => void) => ack(bytes));
          socket.on('ask me', async (ack: (answer: unknown) => void) =>
            ack(await socket.timeout(5000).emitWithAck('question', Buffer.from([1, 2]))),
          );
        }),
    });
    for (const transports of [['polling'], ['websocket']]) {
      const socket = await stage.connected({ transports });
      socket.on('question', (bytes: Buffer, ack: (answer: unknown) => void) =>
        ack({ length: bytes.length }),
      );
      const bytes = Buffer.from([0, 255, 128, 10]);
      const echoed: unknown = await socket.emitWithAck('echo', bytes);
      expect(Buffer.from(echoed as Uint8Array)).toEqual(bytes);
      expect(await socket.emitWithAck('ask me')).toEqual({ length: 2 });
    }
  });

  it('has namespaces, middleware and rooms of the application', async () => {
    await open({
      application: (io) => {
        io.of('/admin').use((socket, proceed) => {
          const { password } = socket.handshake.auth;
          proceed(password === 'x' ? undefined : new Error('not you'));
        });
        io.of('/admin').on('connection', (socket) => void socket.join('room'));
        io.of(/^\/shop-\d+$/).on('connection', (socket) => {
          socket.emit('shop', socket.nsp.name);
        });
      },
    });
    await expect(stage.connected({}, '/admin')).rejects.toThrow('not you');
    const admin = await stage.connected({ auth: { password: 'x' } }, '/admin');
    const told = next(admin, 'hello');
    stage.io.of('/admin').to('room').emit('hello', 1);
    expect(await told).toEqual([1]);
    const shop = stage.client({}, '/shop-7');
    const name = next(shop, 'shop');
    shop.connect();
    expect(await name).toEqual(['/shop-7']);
    await expect(stage.connected({}, '/nowhere')).rejects.toThrow('Invalid namespace');
  });
});

it('E1 takes the options of the library: timings, limits, path and transports; recovery is off', async () => {
  await open({
    pingInterval: 777,
    pingTimeout: 555,
    maxHttpBufferSize: 12_345,
    path: '/elsewhere/',
    transports: ['polling'],
    application: sendMessage,
  });
  const at = (path: string, transport: string) =>
    fetch(`${stage.url}${path}?EIO=4&transport=${transport}`);
  const opened = await at('/elsewhere/', 'polling');
  expect(JSON.parse((await opened.text()).slice(1))).toMatchObject({
    pingInterval: 777,
    pingTimeout: 555,
    maxPayload: 12_345,
    upgrades: [],
  });
  expect((await at('/socket.io/', 'polling')).status).toBe(404);
  expect((await at('/elsewhere/', 'websocket')).status).toBe(400);
  const socket = await stage.connected({ path: '/elsewhere/', transports: ['polling'] });
  expect(await socket.emitWithAck('send-message', 1)).toMatchObject({ success: true });
  // What a client would need to recover its session.
  expect(Reflect.get(socket, '_pid')).toBeUndefined();
});

it('E1 an application’s own parser packs topics too', async () => {
  const { Decoder } = parser;
  class Loud extends parser.Encoder {
    override encode(packet: Packet): ReturnType<parser.Encoder['encode']> {
      return super.encode(packet).map((part) => (typeof part === 'string' ? `!${part}` : part));
    }
  }
  class Quiet extends Decoder {
    override add(part: unknown): void {
      super.add(typeof part === 'string' ? part.replace(/^!/, '') : part);
    }
  }
  const own = { ...parser, Encoder: Loud, Decoder: Quiet };
  await open({ parser: own });
  for (const transports of [['polling'], ['websocket']]) {
    const socket = await stage.member(1, { parser: own, transports });
    await socket.emitWithAck('parley:subscribe', 'chat:a');
    const heard = next(socket, 'n');
    await socket.emitWithAck('parley:publish', { topic: 'chat:a', event: 'n', payload: [1] });
    expect((await heard)[0]).toEqual([1]);
    socket.disconnect();
  }
});

it('E2 sends nothing before connect(), and nothing after disconnect()', async () => {
  await open();
  const requests: string[] = [];
  stage.http.on('request', ({ url = '' }) => requests.push(url));
  stage.http.on('upgrade', ({ url = '' }) => requests.push(url));
  const socket = stage.client({ transports: ['websocket'], reconnectionDelay: 1 });
  const connections: string[] = [];
  stage.io.on('connection', ({ id }) => connections.push(id));
  // A whole conversation of somebody else goes by.
  (await stage.connected({ transports: ['websocket'] })).disconnect();
  expect(requests).toHaveLength(1);
  for (let login = 1; login <= 2; login += 1) {
    socket.connect();
    await next(socket, 'connect');
    const [serverSocket] = [...stage.io.sockets.sockets.values()];
    const gone = once(serverSocket ?? stage.http, 'disconnect');
    socket.disconnect();
    expect(await gone).toEqual(['client namespace disconnect', undefined]);
    expect(connections).toHaveLength(login + 1);
  }
  (await stage.connected({ transports: ['websocket'] })).disconnect();
  expect(requests).toHaveLength(4);
});

describe('E3 pages of another origin', () => {
  const origin = 'https://app.example.com';
  const from = (page: string, transport: string) => ({
    transports: [transport],
    extraHeaders: { origin: page },
  });

  it.each(['polling', 'websocket'])(
    'are refused by %s, an allowed one is not',
    async (transport) => {
      await open({ cors: { origin: [origin] } });
      await stage.connected(from(origin, transport));
      await stage.connected(from(stage.url, transport));
      for (const page of ['https://evil.test', 'null', `${origin}.evil.test`]) {
        await expect(stage.connected(from(page, transport))).rejects.toThrow();
      }
      expect(stage.io.engine.clientsCount).toBe(2);
    },
  );

  it('get CORS headers only where allowed', async () => {
    await open({ cors: { origin: [origin] } });
    const poll = (page: string) =>
      fetch(`${stage.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: page } });
    const good = await poll(origin);
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const bad = await poll('https://evil.test');
    expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

it('E4 message-saved reaches every connected client once', async () => {
  await open({ application: sendMessage });
  const sockets = await Promise.all(
    [['polling'], ['websocket'], undefined].map((transports) =>
      stage.connected(transports === undefined ? {} : { transports }),
    ),
  );
  const heard = sockets.map((socket) => everything(socket));
  await sockets[0]?.emitWithAck('send-message', 'hello');
  for (const socket of sockets) await stage.settled(socket);
  expect(heard).toEqual(sockets.map(() => [['message-saved', { success: true }]]));
});

describe('E5 a handler that fails', () => {
  const failing = (io: Server): void => {
    io.on('connection', (socket) => {
      socket.on('throw', () => {
        throw new Error('a secret of the server');
      });
      socket.on('reject', async () => {
        await Promise.resolve();
        throw new Error('a secret of the server');
      });
      socket.on('typo', (payload: { name: string }) => payload.name.trim());
      socket.on('ok', (ack: (answer: string) => void) => ack('fine'));
      socket.onAny((event: string) => {
        if (event === 'any') throw new Error('a secret of the server');
      });
      socket.on('disconnect', () => {
        throw new Error('a secret of the server');
      });
    });
    io.on('connection', () => {
      throw new Error('a secret of the server');
    });
  };

  it.each(['throw', 'reject', 'typo', 'any'])(
    '%s: the sender is told, everyone goes on',
    async (event) => {
      await open({ application: failing });
      const [sender, other] = [await stage.connected(), await stage.connected()];
      const heard = everything(other);
      const told = next(sender, 'parley:error');
      sender.emit(event, { name: 7 });
      expect(await told).toEqual([
        { event, code: 'internal', message: expect.not.stringContaining('secret'), retry: true },
      ]);
      if (event !== 'any') {
        expect(await sender.emitWithAck(event, { name: 7 })).toEqual({
          success: false,
          error: expect.objectContaining({ code: 'internal' }),
        });
      }
      expect(await sender.emitWithAck('ok')).toBe('fine');
      expect(await other.emitWithAck('ok')).toBe('fine');
      expect(heard).toEqual([]);
      // The two connection handlers that threw, and this one.
      expect(stage.reports.length).toBeGreaterThanOrEqual(3);
    },
  );

  it('at disconnect harms nobody', async () => {
    await open({ application: failing });
    const [leaving, staying] = [await stage.connected(), await stage.connected()];
    const before = stage.reports.length;
    const [socket] = [...stage.io.sockets.sockets.values()];
    const gone = once(socket ?? stage.http, 'disconnect');
    leaving.disconnect();
    await gone;
    expect(stage.reports).toHaveLength(before + 1);
    expect(await staying.emitWithAck('ok')).toBe('fine');
  });

  it('an event that nobody registered is told to who waits for an answer', async () => {
    await open({ application: sendMessage });
    const staying = await stage.connected();
    for (const name of ['nobody', '__proto__', 'constructor', 'hasOwnProperty', '']) {
      expect(await staying.emitWithAck(name)).toEqual({
        success: false,
        error: { code: 'unknown_event', message: expect.any(String), retry: false },
      });
    }
    staying.emit('nobody');
    expect(await staying.emitWithAck('send-message', 1)).toMatchObject({ success: true });
  });
});
