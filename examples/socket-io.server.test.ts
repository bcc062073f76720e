import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@parley/testing';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const page = 'http://localhost:5173';

let folder: string;
let child: ChildProcess;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  const ended = child.exitCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs an example in a folder of its own and answers what it printed once it prints the pattern. */
async function run(
  name: string,
  pattern: RegExp,
  change = (text: string) => text,
): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'parley-example-'));
  symlinkSync(path('../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, name), change(readFileSync(path(name), 'utf8')));
  const env = { ...process.env, PARLEY_DATA_DIR: join(folder, 'data'), PORT: '0' };
  child = spawn(process.execPath, [name], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      const found = pattern.exec(output);
      if (found !== null) resolve(found[1] ?? found[0]);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

async function connected(url: string, transport: string, origin = page): Promise<Socket> {
  // As the seed's client: nothing before connect().
  const socket = io(url, {
    autoConnect: false,
    forceNew: true,
    reconnection: false,
    transports: [transport],
    extraHeaders: { origin },
  });
  sockets.push(socket);
  await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
    socket.connect();
  });
  return socket;
}

const next = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve));

describe('E1 the Express application of the seed, with only its import changed', () => {
  it('E3 E4 serves stock clients on both transports, allowed origins only', async () => {
    const port = await freePort();
    await run('send-message.mjs', /App started/, (text) => text.replace('8000', String(port)));
    const url = `http://127.0.0.1:${port}`;
    const all = [await connected(url, 'polling'), await connected(url, 'websocket')];
    const saved = all.map((socket) => next(socket, 'message-saved'));
    all[0]?.emit('send-message', { text: 'hello' });
    expect(await Promise.all(saved)).toEqual([{ success: true }, { success: true }]);
    for (const transport of ['polling', 'websocket']) {
      await expect(connected(url, transport, 'https://evil.test')).rejects.toThrow();
    }
  });
});

describe.each(['express', 'fastify', 'http'])('attached to %s', (kind) => {
  it('answers its own routes, ours, and Socket.IO; another origin is refused', async () => {
    const url = await run(`attach-${kind}.mjs`, /^(http:\S+)$/m);
    expect(await (await fetch(`${url}/hello`)).json()).toEqual({
      hello: expect.stringMatching(/^from /),
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/nothing/here`)).status).toBe(404);
    expect((await fetch(`${url}/socket.io/socket.io.js`)).status).toBe(200);
    const all = [await connected(url, 'polling'), await connected(url, 'websocket')];
    const saved = all.map((socket) => next(socket, 'message-saved'));
    all[1]?.emit('send-message', { text: 'hello' });
    expect(await Promise.all(saved)).toEqual([{ success: true }, { success: true }]);
    for (const transport of ['polling', 'websocket']) {
      await expect(connected(url, transport, 'https://evil.test')).rejects.toThrow();
    }
    const gone = all.map((socket) => next(socket, 'disconnect'));
    child.kill('SIGTERM');
    await Promise.all(gone);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});

it('E5 what fails is told to the sender alone, with an acknowledgement too', async () => {
  const url = await run('attach-express.mjs', /^(http:\S+)$/m);
  const [sender, other] = [await connected(url, 'websocket'), await connected(url, 'websocket')];
  const heard: unknown[] = [];
  other.onAny((...args: unknown[]) => heard.push(args));
  const failed = { success: false, error: 'A message has a text.' };
  const told = next(sender, 'message-saved');
  expect(await sender.emitWithAck('send-message', 7)).toEqual(failed);
  expect(await told).toEqual(failed);
  const saved = next(other, 'message-saved');
  expect(await sender.emitWithAck('send-message', { text: 'x' })).toEqual({ success: true });
  await saved;
  expect(heard).toEqual([['message-saved', { success: true }]]);
});
