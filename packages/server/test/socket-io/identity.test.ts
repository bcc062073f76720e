import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  everything,
  keyOf,
  lineOf,
  next,
  openStage,
  type Stage,
  type StageOptions,
} from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const open = async (options: StageOptions = {}): Promise<Stage> => {
  stage = await openStage(options);
  return stage;
};

/** Says who it is and answers what came of it. */
const introduce = async (socket: Socket, ...given: unknown[]): Promise<unknown> => {
  const auth = next(socket, 'auth');
  socket.emit('initialConnection', ...given);
  return (await auth)[0];
};

describe('D1 initialConnection', () => {
  it('with good credentials notes the socket and answers true, to it alone', async () => {
    await open();
    const [socket, other] = [await stage.connected(), await stage.connected()];
    const heard = everything(other);
    expect(await introduce(socket, keyOf(7))).toBe(true);
    expect([...stage.live]).toEqual([[socket.id, 7]]);
    await stage.settled(other);
    expect(heard.filter(([event]) => event !== 'parley:error')).toEqual([]);
    const gone = next(socket, 'disconnect');
    socket.disconnect();
    await gone;
    await stage.settled(other);
    expect(stage.live.size).toBe(0);
  });

  const { id, secretkey } = keyOf(7);
  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['null', [null]],
    ['undefined fields', [{ id, secretkey: undefined }]],
    ['an empty secret', [{ id, secretkey: '' }]],
    ['a wrong secret', [{ id, secretkey: 'wrong' }]],
    ['an array', [[id, secretkey]]],
    ['an array as secret', [{ id, secretkey: [secretkey] }]],
    ['an object as secret', [{ id, secretkey: { secretkey } }]],
    ['true as secret', [{ id, secretkey: true }]],
    ['no id', [{ secretkey }]],
    ['a text', [secretkey]],
    ['a function', [() => {}]],
    ['a prototype', [JSON.parse(`{"__proto__":{"id":${id},"secretkey":"${secretkey}"}}`)]],
    ['binary', [{ id, secretkey: Buffer.from(secretkey) }]],
  ])('with %s answers false and notes nothing', async (_name, given) => {
    await open();
    const socket = await stage.connected();
    expect(await introduce(socket, ...given)).toBe(false);
    expect(stage.live.size).toBe(0);
    expect(stage.hub.sessions.size).toBe(0);
  });

  it('failed, the socket hears nothing more by whatever way, until it succeeds', async () => {
    const rooms: string[] = [];
    await open({
      requireAuth: false,
      application: (io) =>
        io.on('connection', (socket) => {
          void socket.join('room');
          socket.on('join', (room: string, ack: () => void) => {
            rooms.push(room);
            void socket.join(room);
            ack();
          });
        }),
    });
    const socket = await stage.connected();
    const [serverSocket] = [...stage.io.sockets.sockets.values()];
    expect(await introduce(socket, { id: 7, secretkey: 'x' })).toBe(false);
    const heard = everything(socket);
    const shout = (): void => {
      stage.io.emit('all');
      stage.io.to('room').emit('room');
      stage.io.to(String(socket.id)).emit('own');
      serverSocket?.emit('direct');
      stage.side.emitter.toMembers([7], 'member');
    };
    // What the application does for it meanwhile counts only once it is let in.
    await serverSocket?.join('later');
    expect([...(serverSocket?.rooms ?? [])]).toEqual([]);
    shout();
    expect(await socket.emitWithAck('join', 'sneaky')).toMatchObject({
      success: false,
      error: { code: 'not_signed_in' },
    });
    expect(rooms).toEqual([]);
    expect(heard.filter(([event]) => event !== 'parley:error')).toEqual([]);
    expect(await introduce(socket, keyOf(7))).toBe(true);
    heard.length = 0;
    shout();
    stage.io.to('later').emit('later');
    await stage.settled(socket);
    expect(heard.map(([event]) => event)).toEqual(['all', 'own', 'direct', 'member', 'later']);
  });

  it('failed after it succeeded, the member is gone and so is the note', async () => {
    await open();
    const socket = await stage.member(7);
    expect(stage.hub.sessions.of(7)).toHaveLength(1);
    expect(await introduce(socket, { ...keyOf(7), secretkey: 'x' })).toBe(false);
    expect(stage.hub.sessions.of(7)).toHaveLength(0);
    expect(stage.live.size).toBe(0);
    const heard = everything(socket);
    stage.side.emitter.toMembers([7], 'member');
    await stage.settled(socket);
    expect(heard.filter(([event]) => event !== 'parley:error')).toEqual([]);
  });

  it('may be said again and again: what is followed goes on', async () => {
    await open();
    const socket = await stage.member(7);
    await socket.emitWithAck('parley:subscribe', 'chat:a');
    expect(await introduce(socket, keyOf(7))).toBe(true);
    const heard = next(socket, 'said');
    await socket.emitWithAck('parley:publish', { topic: 'chat:a', event: 'said', payload: 1 });
    expect((await heard)[0]).toBe(1);
    expect(stage.hub.sessions.of(7)).toHaveLength(1);
  });

  it('as somebody else ends what was followed, and who one was', async () => {
    await open();
    const socket = await stage.member(7);
    await socket.emitWithAck('parley:subscribe', 'chat:a');
    expect(await introduce(socket, keyOf(8))).toBe(true);
    expect(stage.hub.sessions.of(7)).toHaveLength(0);
    const heard = everything(socket);
    stage.side.emitter.toMembers([7], 'seven');
    stage.side.emitter.toMembers([8], 'eight');
    await stage.settled(socket);
    expect(heard).toEqual([['eight']]);
  });
});

it('D2 a server error neither signs out nor crashes', async () => {
  await open();
  const [socket, member] = [await stage.connected(), await stage.member(8)];
  stage.trouble = new Error('the database is away');
  const heard = everything(socket);
  const told = next(socket, 'parley:error');
  socket.emit('initialConnection', keyOf(7));
  expect(await told).toEqual([
    { event: 'initialConnection', code: 'internal', message: expect.any(String), retry: true },
  ]);
  expect(heard.filter(([event]) => event === 'auth')).toEqual([]);
  member.emit('initialConnection', keyOf(8));
  await next(member, 'parley:error');
  stage.trouble = undefined;
  const mail = next(member, 'mail');
  stage.side.emitter.toMembers([8], 'mail');
  await mail;
  expect(await introduce(socket, keyOf(7))).toBe(true);
});

it('who tries again and again is slowed down, and signed out by nothing of it', async () => {
  await open();
  const socket = await stage.member(7);
  const heard = everything(socket);
  for (let i = 0; i < 30; i += 1) socket.emit('initialConnection', keyOf(7));
  await vi.waitFor(() => expect(heard).toHaveLength(30));
  const limited = heard.filter(([event]) => event === 'parley:error');
  expect(limited.length).toBeGreaterThanOrEqual(10);
  expect(limited[0]?.[1]).toMatchObject({ code: 'rate_limited', retry: true });
  expect(heard.filter(([event, good]) => event === 'auth' && good !== true)).toEqual([]);
  expect(stage.hub.sessions.of(7)).toHaveLength(1);
});

it('D2 too many connections of one member sign nobody out', async () => {
  await open({ limits: { connectionsPerMember: 1 } });
  const [first, second] = [await stage.member(7), await stage.connected()];
  const told = next(second, 'parley:error');
  const heard = everything(second);
  second.emit('initialConnection', keyOf(7));
  expect(await told).toEqual([expect.objectContaining({ code: 'busy', retry: true })]);
  await stage.settled(second);
  expect(heard.filter(([event]) => event === 'auth')).toEqual([]);
  expect(await introduce(first, keyOf(7))).toBe(true);
});

it('the end of the credentials is told at once, and nothing after it', async () => {
  await open();
  const [socket, other] = [await stage.member(7), await stage.member(8)];
  const heard = everything(socket);
  await socket.emitWithAck('parley:subscribe', 'chat:a');
  await stage.hub.log.append({
    topic: '$member:7',
    event: 'parley.revoked',
    payload: '{"credential":"secretkey:7"}',
    sender: 'app',
    connectionId: null,
    memberId: null,
    publisher: 'test',
    internal: true,
  });
  await next(socket, 'auth');
  await other.emitWithAck('parley:subscribe', 'chat:a');
  await other.emitWithAck('parley:publish', { topic: 'chat:a', event: 'said', payload: 1 });
  stage.io.emit('all');
  await stage.settled(socket);
  expect(heard.filter(([event]) => event !== 'parley:error')).toEqual([['auth', false]]);
  expect(socket.connected).toBe(true);
});

describe('requireAuth', () => {
  it('lets who said nothing hear nothing and do nothing, and a member all', async () => {
    const done: unknown[] = [];
    await open({
      application: (io) =>
        io.on('connection', (socket) => {
          socket.emit('hello');
          socket.on('do', (what: unknown) => done.push(what));
        }),
    });
    const socket = await stage.connected();
    const heard = everything(socket);
    socket.emit('do', 1);
    stage.io.emit('all');
    expect(await socket.emitWithAck('do', 2)).toMatchObject({ error: { code: 'not_signed_in' } });
    expect(heard.filter(([event]) => event !== 'parley:error')).toEqual([]);
    // What is said while the question is open waits for the answer.
    socket.emit('initialConnection', keyOf(7));
    socket.emit('do', 3);
    await stage.settled(socket);
    stage.io.emit('all');
    await stage.settled(socket);
    expect(done).toEqual([3]);
    expect(heard.slice(-2)).toEqual([['auth', true], ['all']]);
  });

  it('off, who said nothing hears the application, and no topic', async () => {
    await open({ requireAuth: false });
    const socket = await stage.connected();
    const all = next(socket, 'all');
    stage.io.emit('all');
    await all;
    for (const request of ['parley:subscribe', 'parley:publish', 'parley:history']) {
      expect(await socket.emitWithAck(request, { topic: 'chat:a' })).toMatchObject({
        success: false,
        error: { code: 'not_signed_in' },
      });
    }
  });
});

describe('the handshake', () => {
  const put = (secret: string, origin: string | null, memberId = 9) =>
    stage.tickets.put(
      secret,
      { connectionId: 'c', memberId, origin, credential: `token-${memberId}`, expiresAt: Infinity },
      10_000,
    );

  it('takes a token or a ticket, once, of the right origin', async () => {
    await open();
    await stage.connected({ auth: { token: 'token-7' } });
    expect(stage.hub.sessions.of(7)).toHaveLength(1);
    await put('ticket', null);
    const extraHeaders = { origin: stage.url };
    await expect(
      stage.connected({ auth: { ticket: 'ticket' }, extraHeaders }),
    ).resolves.toBeDefined();
    await expect(stage.connected({ auth: { ticket: 'ticket' } })).rejects.toMatchObject({
      data: { code: 'not_signed_in' },
    });
    await put('foreign', 'https://else.test');
    await expect(stage.connected({ auth: { ticket: 'foreign' }, extraHeaders })).rejects.toThrow();
    expect(stage.hub.sessions.of(9)).toHaveLength(1);
  });

  it('takes another ticket at every connect of a client that is asked for one each time', async () => {
    await open();
    let made = 0;
    const auth = (send: (given: object) => void): void => {
      made += 1;
      const ticket = `ticket-${made}`;
      void put(ticket, null).then(() => send({ ticket }));
    };
    const socket = await stage.connected({
      auth,
      transports: ['websocket'],
      reconnectionDelay: 1,
      reconnectionDelayMax: 5,
    });
    const again = next(socket, 'connect');
    lineOf(socket).close();
    await again;
    expect(made).toBe(2);
    expect(await socket.emitWithAck('parley:subscribe', 'chat:a')).toMatchObject({ success: true });
  });

  it.each<[string, unknown]>([
    ['another', 'nonsense'],
    ['an empty', ''],
    ['an array as', ['token-7']],
    ['an object as', { token: 'token-7' }],
    ['a huge', 'x'.repeat(10_000)],
  ])('refuses %s token, and the reason is told', async (_name, token) => {
    await open({ requireAuth: false });
    await expect(stage.connected({ auth: { token } })).rejects.toMatchObject({
      data: { code: 'not_signed_in', retry: false },
    });
    expect(stage.hub.sessions.size).toBe(0);
  });

  it('takes the session cookie of our own pages, and of no other', async () => {
    await open({ cors: { origin: '*' } });
    const cookie = 'parley_session=token-7';
    const as = (origin: string) => ({
      transports: ['websocket'],
      extraHeaders: { cookie, origin },
    });
    await stage.connected(as(stage.url));
    expect(stage.hub.sessions.of(7)).toHaveLength(1);
    await stage.connected(as('https://evil.test'));
    expect(stage.hub.sessions.of(7)).toHaveLength(1);
  });
});

it('a member is all their live sockets, and no room of theirs is anybody else’s', async () => {
  await open({
    application: (io) =>
      io.on('connection', (socket) => {
        // Many applications let clients choose.
        socket.on('join', (room: string, ack: () => void) => {
          void socket.join(room);
          ack();
        });
      }),
  });
  const [one, two] = [await stage.member(7), await stage.member(7, { transports: ['polling'] })];
  const other = await stage.member(8);
  await other.emitWithAck('join', 'parley:member:7');
  await other.emitWithAck('join', 'fine');
  const heard = everything(other);
  const both = [next(one, 'Followed'), next(two, 'Followed')];
  stage.side.emitter.toMembers([7], 'Followed', { id: 1 });
  stage.io.to('fine').emit('fine');
  expect(await Promise.all(both)).toEqual([[{ id: 1 }], [{ id: 1 }]]);
  await stage.settled(other);
  expect(heard).toEqual([['fine']]);
  stage.side.emitter.toMembers([], 'to nobody');
  await stage.settled(other);
  expect(heard).toEqual([['fine']]);
});
