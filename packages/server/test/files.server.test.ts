import { samplePdf, samplePng, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, signIn, type Person } from './people.ts';
import { RoomFiles } from './room-files.ts';

let at: RoomFiles;
let server: TestServer;
let ada: Person;
let ben: Person;
let stranger: Person;
const picture = samplePng(64, 32);

beforeAll(async () => {
  at = await RoomFiles.open();
  ({ server, ada, ben, stranger } = at);
});
afterAll(() => server.stop());
beforeEach(() => at.newRoom());

describe('a file for a room', () => {
  it('is what its content says, and shows to the room once a message is sent with it', async () => {
    const { status, body } = await at.send(ada, picture, { name: 'Sky ☁.png', type: 'image/png' });
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
    expect((await at.get(ada, url)).status).toBe(200);
    expect((await at.get(ben, url)).status).toBe(404);
    const { status: sent, id } = await at.attach(ada, url);
    expect(sent).toBe(202);
    const seen = await at.get(ben, url);
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
    const list = await ask(
      server,
      ben,
      `GET /api/headless/v1/messages/${at.room}/chat_room_messages`,
    );
    const [message] = (list.body['records'] as Record<string, unknown>[]).slice(-1);
    expect(message).toMatchObject({ id, body: url, message_type: 'image', file: body });
    // A file belongs to one message.
    expect((await at.attach(ada, url)).status).toBe(404);
  });

  it('is refused to strangers, and from the moment of their removal to those who were there', async () => {
    const { body } = await at.send(ada, picture);
    await at.attach(ada, body['url']);
    expect((await at.get(null, body['url'])).status).toBe(401);
    expect((await at.get(stranger, body['url'])).status).toBe(404);
    expect((await at.get(stranger, `/files/${'x'.repeat(32)}`)).status).toBe(404);
    const theirs = await at.get(ben, body['url']);
    const etag = theirs.headers.get('etag') ?? '';
    expect((await at.get(ben, body['url'], { 'if-none-match': etag })).status).toBe(304);
    const list = await ask(
      server,
      ada,
      `GET /api/headless/v1/messages/${at.room}/chat_room_participants`,
    );
    const participants = list.body['records'] as { id: number; community_member_id: number }[];
    const out = participants.find(({ community_member_id: id }) => id === ben.id)?.id;
    const path = `/api/headless/v1/messages/${at.room}/chat_room_participants/${out}`;
    const removed = await ask(server, ada, `DELETE ${path}`);
    expect(removed.status).toBeLessThan(300);
    // Nor does the browser's own copy count any more.
    expect((await at.get(ben, body['url'], { 'if-none-match': etag })).status).toBe(404);
  });

  it('is not to be seen by who came later where the room does not show what was before', async () => {
    await at.newRoom({ show_history: false, community_member_ids: [] });
    const before = await at.send(ada, picture);
    await at.attach(ada, before.body['url']);
    await ask(server, ada, `POST /api/headless/v1/messages/${at.room}/chat_room_participants`, {
      community_member_ids: [ben.id],
    });
    const after = await at.send(ada, picture);
    await at.attach(ada, after.body['url']);
    expect((await at.get(ben, before.body['url'])).status).toBe(404);
    expect((await at.get(ben, after.body['url'])).status).toBe(200);
  });

  it('goes with its message, bytes and all', async () => {
    const { body } = await at.send(ada, picture);
    const { id } = await at.attach(ada, body['url']);
    const name = String(body['url']).slice('/files/'.length);
    expect(await at.kept()).toContain(name);
    const path = `/api/headless/v1/messages/${at.room}/chat_room_messages/${id}`;
    expect((await ask(server, ada, `DELETE ${path}`)).status).toBeLessThan(300);
    expect((await at.get(ada, body['url'])).status).toBe(404);
    expect((await at.get(ben, body['url'])).status).toBe(404);
    await expect.poll(() => at.kept(), { timeout: 20_000 }).not.toContain(name);
  });

  it('is nobody else’s to send, nor to delete', async () => {
    const { body } = await at.send(ada, picture);
    expect((await at.attach(ben, body['url'])).status).toBe(404);
    expect((await ask(server, ben, `DELETE ${String(body['url'])}`)).status).toBe(404);
    expect((await ask(server, ada, `DELETE ${String(body['url'])}`)).status).toBe(204);
    expect((await at.get(ada, body['url'])).status).toBe(404);
    expect((await at.attach(ada, body['url'])).status).toBe(404);
  });
});

it('a shared page of an exchange is there at once, for those of the exchange', async () => {
  const host = await signIn(server, 1);
  const { body } = await ask(server, host, 'GET /api/bookings');
  const [booking] = body['bookings'] as { id: number }[];
  const on = `exchange/whiteboard:${booking?.id}`;
  const pdf = samplePdf('Page one');
  const shared = await at.send(host, pdf, { on, type: 'application/pdf', name: 'plan.pdf' });
  expect(shared).toMatchObject({ status: 201, body: { type: 'application/pdf' } });
  const others = await Promise.all([2, 3, 4, 5].map((number) => signIn(server, number)));
  const seen = await Promise.all(others.map((one) => at.get(one, shared.body['url'])));
  expect(seen.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(seen.filter(({ status }) => status === 404)).toHaveLength(3);
  expect((await at.send(stranger, pdf, { on })).status).toBe(403);
});

it('parts of a file come as they are asked for', async () => {
  const { body } = await at.send(ada, '0123456789');
  const part = await at.get(ada, body['url'], { range: 'bytes=2-4' });
  expect([part.status, await part.text()]).toEqual([206, '234']);
  expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
  expect(part.headers.get('content-length')).toBe('3');
  expect((await at.get(ada, body['url'], { range: 'bytes=10-' })).status).toBe(416);
  const other = await at.get(ada, body['url'], { range: 'bytes=2-4', 'if-range': '"other"' });
  expect([other.status, await other.text()]).toEqual([200, '0123456789']);
  const head = await fetch(server.url + String(body['url']), {
    method: 'HEAD',
    headers: { cookie: ada.cookie },
  });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
});
