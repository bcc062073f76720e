import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request as openRequest } from 'node:http';
import { join } from 'node:path';
import { samplePdf, samplePng, startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, newMember, signIn, tokenOf, type Answer, type Person } from './people.ts';

let server: TestServer;
let ada: Person;
let ben: Person;
let stranger: Person;
let room: string;
let topic: string;

const picture = samplePng(64, 32);

beforeAll(async () => {
  server = await startParley({
    env: {
      PARLEY_DEMO: '1',
      PARLEY_FILE_BYTES: '400000',
      PARLEY_FILES_PER_MEMBER: '1000000',
      PARLEY_LOG_LEVEL: 'warn',
    },
  });
  [ada, ben, stranger] = await Promise.all([person(), person(), person()]);
});
afterAll(async () => {
  await server.stop();
});
beforeEach(() => newRoom({ community_member_ids: [ben.id] }));

/** A room of Ada's of the test's own. */
async function newRoom(more: object): Promise<void> {
  const { body } = await ask(server, ada, 'POST /api/headless/v1/messages', {
    chat_room: { kind: 'group_chat', name: 'Files', ...more },
  });
  room = String(body['uuid']);
  topic = `room:${room}`;
}

async function person(): Promise<Person> {
  const { email, password } = await newMember(server);
  return signIn(server, email, password);
}

interface Sending {
  readonly name?: string;
  readonly type?: string;
  readonly on?: string;
}

async function send(
  who: Person | null,
  file: Uint8Array | string,
  { name = 'a file', type = '', on = topic }: Sending = {},
): Promise<Answer> {
  const query = new URLSearchParams({ topic: on, name });
  const response = await fetch(`${server.url}/api/files?${query}`, {
    method: 'POST',
    headers: {
      origin: server.url,
      ...(who === null ? {} : { cookie: who.cookie }),
      ...(type === '' ? {} : { 'content-type': type }),
    },
    body: Buffer.from(file),
  });
  const body = (await response.json()) as Answer['body'];
  return { status: response.status, headers: response.headers, body };
}

function get(
  who: Person | null,
  url: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const cookie = who === null ? {} : { cookie: who.cookie };
  return fetch(server.url + String(url), { headers: { ...cookie, ...headers } });
}

/** Sends a message that is a file; answers its id. */
async function attach(who: Person, url: unknown): Promise<{ status: number; id: number }> {
  const sent = await ask(server, who, `POST /api/headless/v1/messages/${room}/chat_room_messages`, {
    body: String(url),
    message_type: 'file',
  });
  return { status: sent.status, id: Number(sent.body['id']) };
}

/** What is in the folder of files. */
async function kept(): Promise<string[]> {
  const folder = join(server.folder, 'files');
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

describe('a file for a room', () => {
  it('is what its content says, and shows to the room once a message is sent with it', async () => {
    const { status, body } = await send(ada, picture, { name: 'Sky ☁.png', type: 'image/png' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      url: expect.stringMatching(/^\/files\/[\w-]{32}$/u),
      name: 'Sky ☁.png',
      type: 'image/png',
      bytes: picture.length,
      width: 64,
      height: 32,
    });
    const { url } = body;
    // Not sent yet: its owner's alone.
    expect((await get(ada, url)).status).toBe(200);
    expect((await get(ben, url)).status).toBe(404);
    const { status: sent, id } = await attach(ada, url);
    expect(sent).toBe(202);
    const seen = await get(ben, url);
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(picture);
    expect(Object.fromEntries(seen.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(picture.length),
      'content-disposition': `inline; filename="Sky _.png"; filename*=UTF-8''Sky%20%E2%98%81.png`,
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*; sandbox$/u),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'same-origin',
    });
    // A message carries what a page needs before the picture is there.
    const list = await ask(server, ben, `GET /api/headless/v1/messages/${room}/chat_room_messages`);
    const [message] = (list.body['records'] as Record<string, unknown>[]).slice(-1);
    expect(message).toMatchObject({ id, body: url, message_type: 'image', file: body });
    // A file belongs to one message.
    expect((await attach(ada, url)).status).toBe(404);
  });

  it('is refused to strangers, and from the moment of their removal to those who were there', async () => {
    const { body } = await send(ada, picture);
    await attach(ada, body['url']);
    expect((await get(null, body['url'])).status).toBe(401);
    expect((await get(stranger, body['url'])).status).toBe(404);
    expect((await get(stranger, `/files/${'x'.repeat(32)}`)).status).toBe(404);
    const theirs = await get(ben, body['url']);
    const etag = theirs.headers.get('etag') ?? '';
    expect((await get(ben, body['url'], { 'if-none-match': etag })).status).toBe(304);
    const list = await ask(
      server,
      ada,
      `GET /api/headless/v1/messages/${room}/chat_room_participants`,
    );
    const participants = list.body['records'] as { id: number; community_member_id: number }[];
    const out = participants.find(({ community_member_id: id }) => id === ben.id)?.id;
    const path = `/api/headless/v1/messages/${room}/chat_room_participants/${out}`;
    const removed = await ask(server, ada, `DELETE ${path}`);
    expect(removed.status).toBeLessThan(300);
    // Nor does the browser's own copy count any more.
    expect((await get(ben, body['url'], { 'if-none-match': etag })).status).toBe(404);
  });

  it('is not to be seen by who came later where the room does not show what was before', async () => {
    await newRoom({ show_history: false, community_member_ids: [] });
    const before = await send(ada, picture);
    await attach(ada, before.body['url']);
    await ask(server, ada, `POST /api/headless/v1/messages/${room}/chat_room_participants`, {
      community_member_ids: [ben.id],
    });
    const after = await send(ada, picture);
    await attach(ada, after.body['url']);
    expect((await get(ben, before.body['url'])).status).toBe(404);
    expect((await get(ben, after.body['url'])).status).toBe(200);
  });

  it('goes with its message, bytes and all', async () => {
    const { body } = await send(ada, picture);
    const { id } = await attach(ada, body['url']);
    const name = String(body['url']).slice('/files/'.length);
    expect(await kept()).toContain(name);
    const path = `/api/headless/v1/messages/${room}/chat_room_messages/${id}`;
    expect((await ask(server, ada, `DELETE ${path}`)).status).toBeLessThan(300);
    expect((await get(ada, body['url'])).status).toBe(404);
    expect((await get(ben, body['url'])).status).toBe(404);
    await expect.poll(kept, { timeout: 20_000 }).not.toContain(name);
  });

  it('is nobody else’s to send, nor to delete', async () => {
    const { body } = await send(ada, picture);
    expect((await attach(ben, body['url'])).status).toBe(404);
    expect((await ask(server, ben, `DELETE ${String(body['url'])}`)).status).toBe(404);
    expect((await ask(server, ada, `DELETE ${String(body['url'])}`)).status).toBe(204);
    expect((await get(ada, body['url'])).status).toBe(404);
    expect((await attach(ada, body['url'])).status).toBe(404);
  });
});

describe('what is sent', () => {
  it.each([
    [
      'a page that says it is a picture',
      '<html><script>1</script></html>',
      'image/png',
      'file_mistyped',
    ],
    ['a picture that says it is another', picture, 'image/gif', 'file_mistyped'],
    ['a picture that says it is text', picture, 'text/plain', 'file_mistyped'],
    [
      'an archive that says it is a PDF',
      Buffer.from('PK\u0003\u0004rest'),
      'application/pdf',
      'file_mistyped',
    ],
    [
      'a program',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe]),
      '',
      'file_refused',
    ],
    [
      'text that is not in UTF-8',
      Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]),
      'text/plain',
      'file_refused',
    ],
    ['text with U+0000 in it', 'a\0b', 'text/plain', 'file_refused'],
  ])('%s is refused', async (_what, file, type, code) => {
    const before = await kept();
    const { status, body } = await send(ada, file, { type });
    expect([status, (body['error'] as { code: string }).code]).toEqual([415, code]);
    expect(await kept()).toEqual(before);
  });

  it('as markup is kept as text, and saved instead of shown', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    for (const [file, type] of [
      [svg, 'image/svg+xml'],
      ['<!doctype html><script>alert(1)</script>', 'text/html'],
    ] as const) {
      const { body } = await send(ada, file, { type, name: '../x\u202egpj.svg' });
      expect(body).toMatchObject({ type: 'text/plain', name: 'xgpj.svg' });
      const { headers } = await get(ada, body['url']);
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('content-disposition')).toMatch(/^attachment; /u);
      expect(headers.get('content-security-policy')).toContain('sandbox');
    }
  });

  it('may be as large as is set, and no byte larger', async () => {
    const most = 'x'.repeat(400_000);
    expect((await send(ben, most)).status).toBe(201);
    const { status, body } = await send(ben, `${most}x`);
    expect([status, body['error']]).toMatchObject([413, { code: 'file_too_large' }]);
    expect((await send(ben, '')).status).toBe(422);
    // Room for two of them, and then there is none.
    expect((await send(ben, most)).status).toBe(201);
    const full = await send(ben, most);
    expect([full.status, full.body['error']]).toMatchObject([422, { code: 'files_full' }]);
    expect((await send(ada, 'small')).status).toBe(201);
  });

  it('comes from members alone, who may write there, and from our own pages', async () => {
    expect((await send(null, picture)).status).toBe(401);
    expect((await send(stranger, picture)).status).toBe(403);
    expect((await send(ada, picture, { on: '$member:1' })).status).toBe(403);
    expect((await send(ada, picture, { on: `chat-room-channel-${ada.id}` })).status).toBe(403);
    const foreign = await fetch(`${server.url}/api/files?topic=${topic}&name=x`, {
      method: 'POST',
      headers: { origin: 'https://evil.test', cookie: ada.cookie, 'content-type': 'text/plain' },
      body: 'x',
    });
    expect(foreign.status).toBe(403);
    const nameless = await fetch(`${server.url}/api/files?topic=${topic}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(server, ada.id)}` },
      body: 'x',
    });
    expect(nameless.status).toBe(422);
  });

  it('and breaks off leaves nothing behind', async () => {
    const before = await kept();
    const request = openRequest(`${server.url}/api/files?topic=${topic}&name=half`, {
      method: 'POST',
      headers: { origin: server.url, cookie: ada.cookie, 'content-length': '390000' },
    });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(300_000, 'x'));
    await expect
      .poll(async () => (await kept()).length, { timeout: 20_000 })
      .toBe(before.length + 1);
    request.destroy();
    await expect.poll(kept, { timeout: 20_000 }).toEqual(before);
  });

  it('and is far too large hears of it while it is still sending', async () => {
    const request = openRequest(`${server.url}/api/files?topic=${topic}&name=huge`, {
      method: 'POST',
      headers: { origin: server.url, cookie: ada.cookie, 'content-length': '900000' },
    });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(500_000, 'x'));
    const [response] = (await once(request, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
    request.destroy();
  });
});

it('a shared page of an exchange is there at once, for those of the exchange', async () => {
  const host = await signIn(server, 1);
  const { body } = await ask(server, host, 'GET /api/bookings');
  const [booking] = body['bookings'] as { id: number }[];
  const on = `exchange/whiteboard:${booking?.id}`;
  const pdf = samplePdf('Page one');
  const shared = await send(host, pdf, { on, type: 'application/pdf', name: 'plan.pdf' });
  expect(shared).toMatchObject({ status: 201, body: { type: 'application/pdf' } });
  const others = await Promise.all([2, 3, 4, 5].map((number) => signIn(server, number)));
  const seen = await Promise.all(others.map((one) => get(one, shared.body['url'])));
  expect(seen.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(seen.filter(({ status }) => status === 404)).toHaveLength(3);
  expect((await send(stranger, pdf, { on })).status).toBe(403);
});

it('parts of a file come as they are asked for', async () => {
  const { body } = await send(ada, '0123456789');
  const part = await get(ada, body['url'], { range: 'bytes=2-4' });
  expect([part.status, await part.text()]).toEqual([206, '234']);
  expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
  expect(part.headers.get('content-length')).toBe('3');
  expect((await get(ada, body['url'], { range: 'bytes=10-' })).status).toBe(416);
  const other = await get(ada, body['url'], { range: 'bytes=2-4', 'if-range': '"other"' });
  expect([other.status, await other.text()]).toEqual([200, '0123456789']);
  const head = await fetch(server.url + String(body['url']), {
    method: 'HEAD',
    headers: { cookie: ada.cookie },
  });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
});
