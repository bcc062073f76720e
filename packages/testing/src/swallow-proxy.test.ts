import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SwallowProxy } from './swallow-proxy.ts';

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task();
});

/** A server that repeats what it hears after its own letter; answers its URL and what it holds. */
async function echo(letter = ''): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => socket.write(letter + data.toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `tcp://127.0.0.1:${address.port}`, sockets };
}

async function open(target: Parameters<typeof SwallowProxy.open>[0]): Promise<SwallowProxy> {
  const proxy = await SwallowProxy.open(target);
  cleanUp.push(() => proxy.close());
  return proxy;
}

function dial(proxy: SwallowProxy): { socket: Socket; heard: () => string; closed: () => boolean } {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  let text = '';
  let gone = false;
  socket.on('data', (data) => (text += data.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => (gone = true));
  cleanUp.push(() => void socket.destroy());
  return { socket, heard: () => text, closed: () => gone };
}

describe('a bad network', () => {
  it('passes everything while it is open, late when it is slow, and in order', async () => {
    const proxy = await open((await echo()).url);
    const { socket, heard } = dial(proxy);
    socket.write('a');
    await expect.poll(heard).toBe('a');
    proxy.delay(60);
    socket.write('b');
    await once(socket, 'data');
    socket.write('c');
    await expect.poll(() => proxy.open.length).toBe(1);
    proxy.delay(0);
    socket.write('d');
    await expect.poll(heard).toBe('abcd');
  });

  it('breaks what is there and refuses what comes while it is cut', async () => {
    const { url, sockets } = await echo();
    const proxy = await open(url);
    const before = dial(proxy);
    before.socket.write('a');
    await expect.poll(before.heard).toBe('a');
    proxy.become('cut');
    await expect.poll(before.closed).toBe(true);
    const during = dial(proxy);
    await expect.poll(during.closed).toBe(true);
    expect(sockets.size).toBe(0);
    proxy.become('open');
    const after = dial(proxy);
    after.socket.write('b');
    await expect.poll(after.heard).toBe('b');
  });

  it('tells neither side of the other while it is silent', async () => {
    const { url, sockets } = await echo();
    const proxy = await open(url);
    const one = dial(proxy);
    one.socket.write('a');
    await expect.poll(one.heard).toBe('a');
    proxy.become('silent');
    one.socket.write('b');
    await expect.poll(() => proxy.lost('up')).toBe(1);
    one.socket.destroy();
    await once(one.socket, 'close');
    const two = dial(proxy);
    await once(two.socket, 'connect');
    two.socket.write('c');
    await expect.poll(() => proxy.lost('up')).toBe(2);
    expect([sockets.size, one.heard(), two.closed()]).toEqual([2, 'a', false]);
    proxy.become('open');
    await expect.poll(() => sockets.size).toBe(0);
    expect(two.heard()).toBe('');
  });

  it('cuts the connections that are chosen, and balances over servers that come and go', async () => {
    const servers: (string | undefined)[] = [(await echo('x')).url, (await echo('y')).url];
    const proxy = await open((connection) => servers[connection % servers.length]);
    const [first, second] = [dial(proxy), dial(proxy)];
    first.socket.write('1');
    second.socket.write('1');
    await expect.poll(() => [first.heard(), second.heard()].sort()).toEqual(['x1', 'y1']);
    proxy.cut((number) => number === 0);
    const closed = (): number => [first, second].filter((one) => one.closed()).length;
    await expect.poll(closed).toBe(1);
    servers.fill(undefined);
    await expect.poll(dial(proxy).closed).toBe(true);
  });
});
