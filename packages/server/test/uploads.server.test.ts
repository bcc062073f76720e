import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { samplePng, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenOf, type Person } from './people.ts';
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
    const before = await at.kept();
    const { status, body } = await at.send(ada, file, { type });
    expect([status, (body['error'] as { code: string }).code]).toEqual([415, code]);
    expect(await at.kept()).toEqual(before);
  });

  it('as markup is kept as text, and saved instead of shown', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    for (const [file, type] of [
      [svg, 'image/svg+xml'],
      ['<!doctype html><script>alert(1)</script>', 'text/html'],
    ] as const) {
      const { body } = await at.send(ada, file, { type, name: '../x\u202egpj.svg' });
      expect(body).toMatchObject({ type: 'text/plain', name: 'xgpj.svg' });
      const { headers } = await at.get(ada, body['url']);
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('content-disposition')).toMatch(/^attachment; /u);
      expect(headers.get('content-security-policy')).toContain('sandbox');
    }
  });

  it('may be as large as is set, and no byte larger', async () => {
    const most = 'x'.repeat(400_000);
    expect((await at.send(ben, most)).status).toBe(201);
    const { status, body } = await at.send(ben, `${most}x`);
    expect([status, body['error']]).toMatchObject([413, { code: 'file_too_large' }]);
    expect((await at.send(ben, '')).status).toBe(422);
    // Room for two of them, and then there is none.
    expect((await at.send(ben, most)).status).toBe(201);
    const full = await at.send(ben, most);
    expect([full.status, full.body['error']]).toMatchObject([422, { code: 'files_full' }]);
    expect((await at.send(ada, 'small')).status).toBe(201);
  });

  it('comes from members alone, who may write there, and from our own pages', async () => {
    expect((await at.send(null, picture)).status).toBe(401);
    expect((await at.send(stranger, picture)).status).toBe(403);
    expect((await at.send(ada, picture, { on: '$member:1' })).status).toBe(403);
    expect((await at.send(ada, picture, { on: `chat-room-channel-${ada.id}` })).status).toBe(403);
    const foreign = await fetch(`${server.url}/api/files?topic=${at.topic}&name=x`, {
      method: 'POST',
      headers: { origin: 'https://evil.test', cookie: ada.cookie, 'content-type': 'text/plain' },
      body: 'x',
    });
    expect(foreign.status).toBe(403);
    const nameless = await fetch(`${server.url}/api/files?topic=${at.topic}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(server, ada.id)}` },
      body: 'x',
    });
    expect(nameless.status).toBe(422);
  });

  it('and breaks off leaves nothing behind', async () => {
    const before = await at.kept();
    const request = openRequest(`${server.url}/api/files?topic=${at.topic}&name=half`, {
      method: 'POST',
      headers: { origin: server.url, cookie: ada.cookie, 'content-length': '390000' },
    });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(300_000, 'x'));
    await expect
      .poll(async () => (await at.kept()).length, { timeout: 20_000 })
      .toBe(before.length + 1);
    request.destroy();
    await expect.poll(() => at.kept(), { timeout: 20_000 }).toEqual(before);
  });

  it('and is far too large hears of it while it is still sending', async () => {
    const request = openRequest(`${server.url}/api/files?topic=${at.topic}&name=huge`, {
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
