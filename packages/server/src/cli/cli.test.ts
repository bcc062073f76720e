import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { run } from './run.ts';

/** What the server was asked. */
interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let folder: string;
let server: Server;
let url: string;
let asked: Asked[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-cli-'));
  asked = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url: path, headers } = request;
      asked.push({ line: `${method} ${path}`, authorization: headers.authorization, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await rm(folder, { recursive: true });
});

/** Runs the program as a shell would. */
async function parley(
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<{ code: number; out: string; said: string }> {
  const out: string[] = [];
  const said: string[] = [];
  const code = await run(commands, args, {
    env: { PARLEY_URL: url, PARLEY_APP_TOKEN: 'app', PARLEY_DATA_DIR: folder, ...options.env },
    out: (line) => out.push(line),
    say: (line) => said.push(line),
    input: async () => options.input ?? '',
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), said: said.join('\n') };
}

const json =
  (status: number, body: unknown) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

/** Answers these paths with these bodies, and nothing else. */
const serve =
  (bodies: Readonly<Record<string, string>>) =>
  ({ url: path = '' }: IncomingMessage, response: ServerResponse): void => {
    const body = bodies[path];
    if (body === undefined) response.writeHead(404).end('{}');
    else response.setHeader('content-length', body.length).end(body);
  };

describe('the parley command', () => {
  it('explains itself, and each command', async () => {
    const overview = await parley([]);
    for (const { usage } of Object.values(commands)) expect(overview.out).toContain(usage);
    expect((await parley(['help', 'publish'])).out).toContain('publish <topic> <event> [json]');
    expect((await parley(['publish', '--help'])).out).toContain('[--store] [--id …]');
    expect(overview.code).toBe(0);
  });

  it.each([
    [['dance'], 'There is no command "dance".'],
    [['publish', 'a'], 'Usage: parley publish <topic> <event> [json]'],
    [['publish', 'a', 'b', '--loud'], "Unknown option '--loud'"],
    [['publish', 'a', 'b', 'hello'], 'The payload is not JSON'],
    [['token', 'ada'], 'A member id is a whole number, not "ada".'],
    [['member', 'deactivate', 'ada'], 'A member id is a whole number, not "ada".'],
    [['token', '7', '--for', 'ever'], '--for must be like 30m, 12h or 7d, not "ever".'],
    [['tail', 'a', '--count', '0'], '--count must be a whole number from 1, not "0".'],
  ])('says what is wrong with %j and ends with 2', async (args: string[], words) => {
    const { code, said } = await parley(args);
    expect(code).toBe(2);
    expect(said).toContain(words);
    expect(asked).toEqual([]);
  });

  it('ends with 2 on bad settings', async () => {
    const { code, said } = await parley(['tail', 'a'], { env: { PORT: 'x' } });
    expect([code, said]).toEqual([2, expect.stringContaining('PORT must be')]);
  });

  it('says how to start a server when none answers, and ends with 3', async () => {
    const { code, said } = await parley(['tail', 'a'], {
      env: { PARLEY_URL: 'http://127.0.0.1:1' },
    });
    expect(code).toBe(3);
    expect(said).toContain('No Parley server answers at http://127.0.0.1:1. Start one with');
  });

  it("takes a local server's own token from its data folder", async () => {
    answer = json(200, { results: [{}] });
    await writeFile(join(folder, 'app-token'), 'found\n');
    await parley(['publish', 'a', 'b'], { env: { PARLEY_APP_TOKEN: '' } });
    expect(asked[0]?.authorization).toBe('Bearer found');
  });

  it('never sends the token of a data folder to another machine', async () => {
    await writeFile(join(folder, 'app-token'), 'found\n');
    const env = { PARLEY_APP_TOKEN: '', PARLEY_URL: 'http://parley.invalid' };
    const { code, said } = await parley(['publish', 'a', 'b'], { env });
    expect([code, said]).toEqual([
      1,
      'Set PARLEY_APP_TOKEN to the app token of the server at parley.invalid.',
    ]);
  });

  it("passes the server's own words on", async () => {
    answer = json(400, { error: { code: 'bad_request', message: 'topic: too long' } });
    const { code, said } = await parley(['publish', 'a', 'b']);
    expect([code, said]).toEqual([1, 'The server refused (400): topic: too long']);
    answer = json(401, {});
    expect((await parley(['publish', 'a', 'b'])).said).toContain('does not know this app token');
  });

  it('publishes what is given, and what comes in', async () => {
    const result = { position: { epoch: 'e', offset: 4 }, timestamp: 't', duplicate: false };
    answer = json(200, { results: [result] });
    const { out } = await parley([
      'publish',
      'news',
      'said',
      '{"text":"hé"}',
      '--store',
      '--id',
      'x1',
    ]);
    expect(JSON.parse(out)).toEqual(result);
    await parley(['publish', 'news', 'said', '-'], { input: '[1,2]' });
    expect(asked[0]?.line).toBe('POST /api/publish');
    expect(asked.map(({ body }) => JSON.parse(body).messages[0])).toEqual([
      { topic: 'news', event: 'said', payload: { text: 'hé' }, store: true, id: 'x1' },
      { topic: 'news', event: 'said', payload: [1, 2], store: false },
    ]);
  });

  it('fails when its message was refused', async () => {
    answer = json(200, {
      results: [{ error: { code: 'too_large', message: 'At most 9 bytes.' } }],
    });
    const { code, out, said } = await parley(['publish', 'news', 'said']);
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('At most 9 bytes.');
  });

  it('mints a token', async () => {
    answer = json(201, { token: 't0ken', expiresAt: '2026-01-01T00:00:00.000Z' });
    const { out } = await parley(['token', '7', '--for', '2h']);
    expect(out).toBe('t0ken');
    expect(asked[0]?.body).toBe('{"memberId":7,"lifetimeMs":7200000}');
  });

  it('keeps a member out and lets them in again', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    const out = await parley(['member', 'deactivate', '7']);
    expect([out.code, out.said]).toEqual([0, 'Member 7 is kept out.']);
    const back = await parley(['member', 'activate', '7']);
    expect([back.code, back.said]).toEqual([0, 'Member 7 may come in again.']);
    expect(asked.map(({ line }) => line)).toEqual([
      'POST /api/admin/members/7/deactivate',
      'POST /api/admin/members/7/activate',
    ]);
  });

  it('makes a new signing key and prints its id', async () => {
    answer = json(201, { kid: 'parley-0123456789abcdef' });
    const { code, out } = await parley(['keys', 'rotate']);
    expect([code, out, asked[0]?.line]).toEqual([
      0,
      'parley-0123456789abcdef',
      'POST /api/admin/keys/rotate',
    ]);
  });

  it('prints a topic line by line, however its bytes arrive, and none of the empty ones', async () => {
    answer = (_request, response) => {
      const bytes = Buffer.from('\n{"payload":"hé"}\n\n{"payload":2}\n{"payload":3}\n');
      for (const byte of bytes) response.write(Buffer.from([byte]));
    };
    const { code, out } = await parley(['tail', 'a b', '--count', '2']);
    expect(asked[0]?.line).toBe('GET /api/admin/tail?topic=a%20b');
    expect([code, out]).toEqual([0, '{"payload":"hé"}\n{"payload":2}']);
  });

  it('says when the topic ends because of the server', async () => {
    answer = (_request, response) => response.end('\n{"error":{"code":"server_restart"}}\n');
    expect((await parley(['tail', 'a'])).said).toContain('server_restart');
    answer = (_request, response) => response.end('\n');
    expect((await parley(['tail', 'a'])).code).toBe(3);
    answer = (_request, response) => response.write('\n', () => response.destroy());
    expect(await parley(['tail', 'a'])).toMatchObject({
      code: 3,
      said: expect.stringMatching(/gone\.$/),
    });
  });

  it('writes a backup that only its user can read', async () => {
    answer = serve({ '/api/admin/backup': 'copy', '/api/admin/files?after=0': '{"files":[]}' });
    const file = join(folder, 'out', 'a.backup');
    await mkdir(join(folder, 'out'));
    expect(await parley(['backup', file])).toMatchObject({ code: 0 });
    expect(await readFile(file, 'utf8')).toBe('copy');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await parley(['backup', file]);
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('exists already')]);
    expect(await readdir(join(folder, 'out'))).toEqual(['a.backup']);
  });

  it('copies files page by page, passes over what was deleted meanwhile, and ends when one breaks off', async () => {
    const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
    const files = keys.map((key, index) => ({ id: index + 1, key, bytes: 4 }));
    const pages = {
      '/api/admin/backup': 'copy',
      '/api/admin/files?after=0': JSON.stringify({ files: files.slice(0, 2) }),
      '/api/admin/files?after=2': JSON.stringify({ files: files.slice(2) }),
      '/api/admin/files?after=3': '{"files":[]}',
      [`/api/admin/files/${keys[0]}`]: 'oneA',
    };
    answer = serve({ ...pages, [`/api/admin/files/${keys[2]}`]: 'no' });
    const file = join(folder, 'c.backup');
    expect(await parley(['backup', file])).toMatchObject({
      code: 1,
      said: 'The copy of a file broke off after 2 of 4 bytes.',
    });
    // The backup is not there until all of it is, and what came need not come again.
    const { [`/api/admin/files/${keys[0]}`]: _had, ...rest } = pages;
    answer = serve({ ...rest, [`/api/admin/files/${keys[2]}`]: 'oneC' });
    expect((await parley(['backup', file])).said).toContain('Copied 2 files (8 bytes)');
    expect(await readdir(folder)).toEqual(['c.backup', 'c.backup.files']);
    expect(await readFile(join(`${file}.files`, 'cc', keys[2] ?? ''), 'utf8')).toBe('oneC');
  });

  it('leaves no half backup when the server breaks off', async () => {
    answer = (_request, response) => {
      response.setHeader('content-length', 10).write('half', () => response.destroy());
    };
    const { code, said } = await parley(['backup', join(folder, 'b.backup')]);
    expect([code, said]).toEqual([1, 'The server broke the copy off.']);
    expect(await readdir(folder)).toEqual([]);
  });
});
