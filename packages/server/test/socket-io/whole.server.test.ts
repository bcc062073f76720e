import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveSockets } from '@parley/domains/identity';
import { startParley, type TestServer } from '@parley/testing';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createParley, type Parley } from '../../src/index.ts';
import { clientOf, signIn, ticketOf, tokenOf } from '../people.ts';
import { next } from './stage.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

async function connected(
  url: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Socket> {
  const socket = io(url, { forceNew: true, autoConnect: false, ...options });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
  return socket;
}

describe('D1 the whole server inside a process', () => {
  let folder: string;
  let parley: Parley;
  let url: string;

  const start = async (): Promise<void> => {
    parley = await createParley({ dataDir: folder, logLevel: 'silent', web: null });
    url = await parley.listen({ port: 0 });
  };
  const member = async (name: string) =>
    parley.identity.createMember({
      name,
      email: `${name.toLowerCase()}@example.com`,
      password: 'a good password',
      role: 'member',
    });
  const live = () => new LiveSockets(parley.db, 'test');
  /** Says who it is; answers `auth`. */
  const introduce = async (socket: Socket, key: unknown): Promise<unknown> => {
    const auth = next(socket, 'auth');
    socket.emit('initialConnection', key);
    return (await auth)[0];
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-socket-io-'));
    await start();
  });
  afterAll(async () => {
    await parley.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('notes the socket in the database, and forgets it when it is gone', async () => {
    const { id } = await member('Ada');
    const key = await parley.identity.issueSecretKey(id);
    const socket = await connected(url);
    // As from the two cookies.
    const cookies = { id: String(key.id), secretkey: key.secretkey };
    expect(await introduce(socket, cookies)).toBe(true);
    expect(await live().of(id)).toEqual([socket.id]);
    const followed = next(socket, 'Followed');
    parley.emitter.toMembers([id], 'Followed', { id: 1 });
    expect(await followed).toEqual([{ id: 1 }]);
    socket.disconnect();
    await expect.poll(() => live().of(id)).toEqual([]);
  });

  it.each([
    ['signing out', (key: object) => parley.identity.endSecretKey(key)],
    [
      'a change of the password',
      (_key: object, id: number) =>
        parley.identity.changePassword(id, {
          current: 'a good password',
          password: 'another good password',
        }),
    ],
  ])('%s ends what was opened with the key', async (name, ending) => {
    const { id } = await member(name.replaceAll(' ', '-'));
    const key = await parley.identity.issueSecretKey(id);
    const socket = await connected(url);
    expect(await introduce(socket, key)).toBe(true);
    const auth = next(socket, 'auth');
    await ending(key, id);
    expect(await auth).toEqual([false]);
    expect(await live().of(id)).toEqual([]);
    expect(await introduce(socket, key)).toBe(false);
  });

  it('a stop forgets the sockets, and clients come back to the next server', async () => {
    const { id } = await member('Back');
    const key = await parley.identity.issueSecretKey(id);
    const socket = await connected(url, { reconnectionDelay: 20, reconnectionDelayMax: 50 });
    expect(await introduce(socket, key)).toBe(true);
    // What a crash of another process left behind.
    await new LiveSockets(parley.db, 'crashed').open('dead', {
      memberId: id,
      profile: { memberId: id, name: '', role: '', color: '' },
      credential: (await parley.identity.authenticateSecretKey(key))?.principal.credential ?? '',
    });
    const again = next(socket, 'connect');
    await parley.close();
    const port = Number(new URL(url).port);
    parley = await createParley({ dataDir: folder, logLevel: 'silent', web: null });
    expect(await live().of(id)).toEqual([]);
    url = await parley.listen({ port });
    await again;
    expect(await introduce(socket, key)).toBe(true);
    expect(await live().of(id)).toEqual([socket.id]);
  });

  it('has no Socket.IO where that is switched off', async () => {
    const dataDir = join(folder, 'off');
    const off = await createParley({ dataDir, logLevel: 'silent', web: null, socketIo: false });
    try {
      const where = await off.listen({ port: 0 });
      const { status } = await fetch(`${where}/socket.io/?EIO=4&transport=polling`);
      expect(status).toBe(404);
      expect(() => off.io).toThrow('switched off');
      await expect(connected(where, { transports: ['websocket'] })).rejects.toThrow();
    } finally {
      await off.close();
    }
  });
});

describe('parley serve', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startParley({ env: { PARLEY_DEMO: '1' } });
  });
  afterAll(() => server.stop());

  it('E1 E3 lets stock clients in by ticket, token and session, at /socket.io/, from its own pages', async () => {
    const ada = await signIn(server, 1);
    const extraHeaders = { origin: server.url };
    const byTicket = await connected(server.url, {
      auth: { ticket: await ticketOf(server, ada) },
      extraHeaders,
    });
    const byToken = await connected(server.url, { auth: { token: await tokenOf(server, 2) } });
    const bySession = await connected(server.url, {
      transports: ['websocket'],
      extraHeaders: { ...extraHeaders, cookie: ada.cookie },
    });
    for (const socket of [byTicket, byToken, bySession]) {
      expect(await socket.emitWithAck('parley:subscribe', 'chat:doors')).toMatchObject({
        success: true,
      });
    }
    for (const transports of [['polling'], ['websocket']]) {
      const evil = { transports, extraHeaders: { origin: 'https://evil.test' } };
      await expect(connected(server.url, evil)).rejects.toThrow();
    }
    const anonymous = await connected(server.url);
    expect(await anonymous.emitWithAck('parley:subscribe', 'chat:doors')).toMatchObject({
      error: { code: 'not_signed_in' },
    });
    expect(server.output()).not.toContain(ada.cookie.split('=')[1]);
  });

  it('F1 what a topic client stores reaches a Socket.IO client, and the other way, in one order', async () => {
    const topic = 'chat:both';
    const client = clientOf(server, await signIn(server, 1));
    const socket = await connected(server.url, { auth: { token: await tokenOf(server, 2) } });
    client.connect();
    const here: unknown[] = [];
    const there: unknown[] = [];
    client.subscribe(topic, ({ payload, store }) => {
      if (store) there.push(payload);
    });
    await socket.emitWithAck('parley:subscribe', topic);
    socket.on('n', (payload: unknown) => here.push(payload));
    for (let n = 0; n < 10; n += 2) {
      await client.transmit(true, 'n', topic, { n });
      const said = { topic, event: 'n', payload: { n: n + 1 } };
      expect(await socket.emitWithAck('parley:publish', said)).toMatchObject({ success: true });
    }
    const all = Array.from({ length: 10 }, (_, n) => ({ n }));
    await expect.poll(() => [here, there]).toEqual([all, all]);
    client.disconnect();
  });

  it('F2 killed and started again, a topic goes on where a client was, and none comes twice', async () => {
    const topic = 'chat:killed';
    const token = await tokenOf(server, 1);
    const writer = await tokenOf(server, 2);
    const options = { reconnectionDelay: 20, reconnectionDelayMax: 100 };
    const socket = await connected(server.url, { auth: { token }, ...options });
    const heard: unknown[] = [];
    let since: unknown;
    socket.on('n', (payload: unknown, { epoch, offset }: Record<string, unknown>) => {
      heard.push(payload);
      since = { epoch, offset };
    });
    await socket.emitWithAck('parley:subscribe', topic);
    const publish = async (n: number): Promise<void> => {
      const other = await connected(server.url, { auth: { token: writer } });
      await other.emitWithAck('parley:subscribe', topic);
      await other.emitWithAck('parley:publish', { topic, event: 'n', payload: n });
      other.disconnect();
    };
    await publish(1);
    await expect.poll(() => heard).toEqual([1]);
    const gone = next(socket, 'disconnect');
    await server.kill();
    await gone;
    socket.disconnect();
    await server.restart();
    await publish(2);
    await publish(3);
    const again = next(socket, 'connect');
    socket.connect();
    await again;
    expect(await socket.emitWithAck('parley:subscribe', { topic, since })).toMatchObject({
      recovered: true,
      offset: 3,
    });
    await publish(4);
    await expect.poll(() => heard).toEqual([1, 2, 3, 4]);
  });
});
