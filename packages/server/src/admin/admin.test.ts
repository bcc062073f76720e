import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FakeClock } from '@parley/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminDeps, TailedPublication } from './deps.ts';
import { adminLimits } from './limits.ts';
import { adminPlugin } from './plugin.ts';
import { Tail } from './tail.ts';

const authorization = 'Bearer the-app-token';
const headers = { authorization };
const member = {
  id: 7,
  email: 'ada@example.com',
  name: 'Ada',
  role: 'member',
  color: '#123456',
} as const;

let app: FastifyInstance;
let folder: string;
let clock: FakeClock;
let switched: [number, boolean][];
let listeners: Map<string, (publication: TailedPublication) => void>;

function deps(more: Partial<AdminDeps> = {}): AdminDeps {
  return {
    clock,
    isAppToken: (token) => token === 'the-app-token',
    identity: { authenticate: async () => undefined },
    allowedOrigins: [],
    disconnectMember: async () => {},
    setMemberActive: async (memberId, isActive) => {
      switched.push([memberId, isActive]);
    },
    rotateKeys: async () => ({ kid: 'parley-1' }),
    createMember: async ({ email, name, role }) => ({ id: 8, email, name, role, color: '#654321' }),
    listMembers: async ({ after }) => (after < 7 ? [member] : []),
    mintToken: async ({ memberId }) =>
      memberId === 7 ? { token: 't0ken', expiresAt: '2026-01-01T01:00:00.000Z' } : undefined,
    tail: async (topic, listener) => {
      listeners.set(topic, listener);
      return () => listeners.delete(topic);
    },
    backup: (file) => writeFile(file, 'a consistent copy'),
    backupFolder: join(folder, 'backups'),
    files: { list: async () => [], find: async () => undefined },
    stats: () => ({ connections: 3 }),
    ...more,
  };
}

function start(more: Partial<AdminDeps> = {}): void {
  app = Fastify();
  void app.register(adminPlugin(deps(more)));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-admin-'));
  clock = new FakeClock();
  listeners = new Map();
  switched = [];
});
afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** The answer's body as it arrives. */
async function openTail(): Promise<Readable> {
  const answer = await app.inject({
    url: '/api/admin/tail',
    query: { topic: 'chat:1' },
    headers,
    payloadAsStream: true,
  });
  expect(answer.headers['content-type']).toBe('application/x-ndjson');
  const stream = answer.stream();
  expect(await nextChunk(stream)).toBe('\n');
  return stream;
}

async function nextChunk(stream: Readable): Promise<string> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (chunk instanceof Uint8Array) return Buffer.from(chunk).toString();
    await new Promise((resolve) => stream.once('readable', resolve));
  }
}

const message = (payload: string): TailedPublication => ({
  topic: 'chat:1',
  event: 'message',
  payload,
  sender: 'm7',
  timestamp: '2026-01-01T00:00:00.000Z',
  offset: 4,
});

describe('the admin API', () => {
  it.each([[{}], [{ authorization: 'Bearer wrong' }], [{ authorization: 'Basic the-app-token' }]])(
    'is closed without the app token: %o',
    async (wrong: Record<string, string>) => {
      start();
      for (const url of ['/api/admin/members', '/api/admin/stats', '/api/admin/backup']) {
        const answer = await app.inject({ url, headers: wrong });
        expect(answer.statusCode).toBe(401);
        expect(answer.json()).toHaveProperty('error.code', 'app_token_needed');
      }
    },
  );

  it('makes and lists members, and mints tokens in their name', async () => {
    start();
    const made = await app.inject({
      method: 'POST',
      url: '/api/admin/members',
      headers,
      payload: { email: 'bob@example.com', name: 'Bob', password: 'long enough' },
    });
    expect([made.statusCode, made.json()]).toEqual([
      201,
      { ...member, id: 8, email: 'bob@example.com', name: 'Bob', color: '#654321' },
    ]);
    const list = await app.inject({ url: '/api/admin/members?after=3', headers });
    expect(list.json()).toEqual({ members: [member] });
    const mint = (memberId: number) =>
      app.inject({ method: 'POST', url: '/api/admin/tokens', headers, payload: { memberId } });
    expect((await mint(7)).json()).toHaveProperty('token', 't0ken');
    expect((await mint(9)).statusCode).toBe(404);
  });

  it('keeps members out and lets them in, and makes a new key', async () => {
    start();
    const post = async (path: string) => {
      const answer = await app.inject({ method: 'POST', url: `/api/admin${path}`, headers });
      return [answer.statusCode, answer.body];
    };
    expect(await post('/members/7/deactivate')).toEqual([204, '']);
    expect(await post('/members/7/activate')).toEqual([204, '']);
    expect(switched).toEqual([
      [7, false],
      [7, true],
    ]);
    expect(await post('/members/x/activate')).toEqual([404, expect.any(String)]);
    expect(await post('/keys/rotate')).toEqual([201, '{"kid":"parley-1"}']);
  });

  it.each([
    [{ email: 'nobody', name: 'B', password: 'long enough' }, /^email: /],
    [{ email: 'b@example.com', name: ' ', password: 'long enough' }, /^name: /],
    [{ email: 'b@example.com', name: 'B', password: 'short' }, /^password: /],
    [{ email: 'b@example.com', name: 'B', password: 'long enough', role: 'god' }, /^role: /],
  ])('refuses a member that cannot be: %o', async (payload, said) => {
    start();
    const url = '/api/admin/members';
    const answer = await app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode).toBe(422);
    expect(Object.entries(answer.json().error.fields).join('; ').replace(',', ': ')).toMatch(said);
  });

  it('shows a topic as it happens, one JSON line each, and a beat when it is quiet', async () => {
    start();
    const stream = await openTail();
    listeners.get('chat:1')?.(message('{"text":"hé"}'));
    expect(JSON.parse(await nextChunk(stream))).toEqual({
      ...message(''),
      payload: { text: 'hé' },
    });
    clock.advance(adminLimits.tailHeartbeat.value);
    expect(await nextChunk(stream)).toBe('\n');
    stream.destroy();
  });

  it('lets a tail go whose reader has stopped reading, and says so in its last line', async () => {
    start();
    const stream = new Tail(clock);
    const stop = deps().tail('chat:1', (publication) => stream.publication(publication));
    stream.open(await stop);
    const half = JSON.stringify('x'.repeat(adminLimits.tailBytes.value));
    for (let n = 0; n < 4; n += 1) listeners.get('chat:1')?.(message(half));
    expect(listeners.size).toBe(0);
    expect(clock.pending).toBe(0);
    let last = '';
    for await (const chunk of stream) last = String(chunk);
    expect(last.trimEnd().split('\n').at(-1)).toBe('{"error":{"code":"too_slow"}}');
  });

  it('ends its tails when the server stops', async () => {
    start();
    const stream = await openTail();
    const ended = app.close();
    expect(await nextChunk(stream)).toBe('{"error":{"code":"server_restart"}}\n');
    stream.resume();
    await ended;
    expect(listeners.size).toBe(0);
  });

  it('streams a backup and leaves no copy behind', async () => {
    start();
    const answer = await app.inject({ url: '/api/admin/backup', headers });
    expect(answer.body).toBe('a consistent copy');
    await expect.poll(() => readdir(join(folder, 'backups'))).toEqual([]);
  });

  it('leaves no half copy behind when a backup fails, and can try again', async () => {
    let fails = true;
    start({
      backup: async (file) => {
        await writeFile(file, 'half');
        if (fails) throw new Error('disk full');
      },
    });
    expect((await app.inject({ url: '/api/admin/backup', headers })).statusCode).toBe(500);
    expect(await readdir(join(folder, 'backups'))).toEqual([]);
    fails = false;
    expect((await app.inject({ url: '/api/admin/backup', headers })).body).toBe('half');
  });

  it('sends who keeps data in Postgres to its own tools', async () => {
    app = Fastify();
    const { backup: _none, ...without } = deps();
    void app.register(adminPlugin(without));
    const answer = await app.inject({ url: '/api/admin/backup', headers });
    expect([answer.statusCode, answer.json().error.message]).toEqual([
      501,
      'This server keeps its data in Postgres: use pg_dump.',
    ]);
  });
});
