import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import { Server } from '../../src/socket-io/server.ts';
import { next } from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-drop-in-'));
const clients: Socket[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

const settings = { dataDir: join(folder, 'data'), logLevel: 'silent' } as const;

it('is the library’s Server: clients that come before the database is open wait for it', async () => {
  const http = createServer();
  const io = new Server(http, { parley: { ...settings, openTopics: ['chat:*'] } });
  ends.push(() => io.close());
  io.on('connection', (socket) =>
    socket.on('ping', (answer: (text: string) => void) => answer('pong')),
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const client = connect(url, { forceNew: true });
  clients.push(client);
  await next(client, 'connect');
  expect(await client.emitWithAck('ping')).toBe('pong');
  // Members and topics are there for who wants them.
  const parley = await io.parley;
  const member = await parley.identity.createMember({
    name: 'Ada',
    email: 'ada@example.com',
    password: 'a good password',
    role: 'member',
  });
  const auth = next(client, 'auth');
  client.emit('initialConnection', await parley.identity.issueSecretKey(member.id));
  expect(await auth).toEqual([true]);
  expect(await client.emitWithAck('parley:subscribe', 'chat:a')).toMatchObject({ success: true });
  const gone = next(client, 'disconnect');
  await io.close();
  await gone;
  expect(http.listening).toBe(false);
});

it('takes a port, or options alone, as the library does', async () => {
  const alone = new Server({ parley: settings });
  const http = createServer();
  alone.attach(http);
  ends.push(() => alone.close());
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    forceNew: true,
  });
  clients.push(client);
  await next(client, 'connect');
  expect(alone.sockets.sockets.size).toBe(1);
});

it('says why nobody can connect where the database cannot be opened', async () => {
  const first = new Server({ parley: settings });
  ends.push(() => first.close());
  await first.parley;
  const warned = once(process, 'warning');
  const http = createServer();
  const second = new Server(http, { parley: settings });
  ends.push(() => second.close());
  await expect(second.parley).rejects.toThrow();
  expect(String(await warned)).toContain('nobody can connect');
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    forceNew: true,
    reconnection: false,
  });
  clients.push(client);
  await next(client, 'connect_error');
  expect(client.connected).toBe(false);
});

it('has an adapter of its own, and says so', () => {
  const config: object = { adapter: Object };
  expect(() => new Server(config)).toThrow('REDIS_URL');
});
