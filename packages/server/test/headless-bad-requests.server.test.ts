import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BASE,
  groupOf,
  headlessMember,
  Reference,
  say,
  type HeadlessMember,
  type Room,
} from './headless.ts';

let server: TestServer;
let ada: HeadlessMember;
let room: Room;
let messageId: number;

beforeAll(async () => {
  server = await startParley();
  const reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  const bob = await headlessMember(server, reference, 'Bob');
  room = await groupOf([ada, bob]);
  messageId = await say(ada, room, 'between us');
});
afterAll(async () => {
  await server.stop();
});

describe('what is asked wrongly', () => {
  it('is refused with what is wrong with which field, and changes nothing', async () => {
    const before = await ada.call('GET /messages');
    const at = `/messages/${room.uuid}`;
    const tries: readonly (readonly [string, number, unknown?])[] = [
      ['GET /messages?page=0', 422],
      ['GET /messages?page=99999999999999999999', 422],
      ['GET /messages?page=two', 422],
      ['GET /messages?per_page=101', 422],
      ['GET /messages?page=1&page=2', 422],
      ['GET /messages?status=everything', 422],
      [`GET ${at}/chat_room_messages?id=x`, 422],
      [`GET ${at}/chat_room_messages?previous_per_page=1000`, 422],
      [`GET ${at}/chat_room_messages/${'9'.repeat(30)}`, 404],
      [`GET ${at}/chat_room_messages/abc`, 404],
      [`GET ${at}/chat_room_messages/-1`, 404],
      [`GET ${at}/chat_room_messages/1.5`, 404],
      [`GET ${at}/chat_room_messages/987654321`, 404],
      ['GET /messages/%00', 404],
      ['GET /messages/..%2f..%2fetc', 404],
      ['GET /messages/__proto__', 404],
      ['GET /chat_threads/987654321', 404],
      ['GET /chat_threads/x', 404],
      ['POST /notifications/987654321/mark_as_read', 404],
      ['DELETE /notifications/constructor', 404],
      ['GET /notifications?sort=sideways', 422],
      ['GET /search/messages', 422],
      [`GET /search/messages?query=${'x'.repeat(500)}`, 422],
      ['GET /nothing', 404],
      ['POST /messages', 422, {}],
      ['POST /messages', 422, []],
      ['POST /messages', 422, { chat_room: { kind: 'palace', name: 'x' } }],
      ['POST /messages', 422, { chat_room: { kind: 'embedded' } }],
      ['POST /messages', 422, { chat_room: { kind: 'direct', community_member_ids: [] } }],
      ['POST /messages', 422, { chat_room: { kind: 'direct', community_member_ids: ['1'] } }],
      [`PATCH ${at}`, 422, {}],
      [`PATCH ${at}`, 422, { name: 'a\u0000b' }],
      [`PATCH ${at}`, 422, { name: 'x'.repeat(81) }],
      [`POST ${at}/chat_room_messages`, 422, {}],
      [`POST ${at}/chat_room_messages`, 422, { body: 7 }],
      [`POST ${at}/chat_room_messages`, 422, { body: '   ' }],
      [`POST ${at}/chat_room_messages`, 422, { rich_text_body: { body: { type: 'script' } } }],
      [`POST ${at}/chat_room_messages`, 422, { body: 'hi', parent_message_id: '5' }],
      ['POST /reactions', 422, { chat_room_message: messageId, emoji: '' }],
      ['POST /reactions', 404, { chat_room_message: 987_654_321, emoji: '👍' }],
    ];
    for (const [request, status, body] of tries) {
      const answer = await ada.call(request, body);
      expect([request, body, answer.status]).toEqual([request, body, status]);
      expect(answer.body).toMatchObject({ success: false, message: expect.any(String) });
      const code = status === 422 ? 'invalid' : 'not_found';
      expect(answer.body).toMatchObject({ error_details: { code } });
    }
    expect(await ada.call('GET /messages')).toEqual(before);
  });

  it('names the fields', async () => {
    const at = `/messages/${room.uuid}/chat_room_messages`;
    const { body } = await ada.call('GET /messages?page=0&per_page=x');
    const fields = (body['error_details'] as { fields: object }).fields;
    expect(Object.keys(fields).toSorted()).toEqual(['page', 'per_page']);
    const link = { type: 'link', attrs: { href: 'javascript:alert(1)' } };
    const words = { type: 'text', text: 'x', marks: [link] };
    const content = [{ type: 'paragraph', content: [words] }];
    const rich_text_body = { body: { type: 'doc', content } };
    const chat_room = { kind: 'group_chat', rich_text_body };
    const why = 'A link leads to http, https or mailto only.';
    for (const [request, sent, field] of [
      [`POST ${at}`, { rich_text_body }, 'rich_text_body'],
      [`PUT ${at}/${messageId}`, { rich_text_body }, 'rich_text_body'],
      [`POST ${at}`, { body: '\ud83d' }, 'body'],
      ['POST /messages', { chat_room }, 'chat_room.rich_text_body'],
    ] as const) {
      const answer = await ada.call(request, sent);
      const reason = field === 'body' ? expect.any(String) : why;
      expect([request, answer.status, answer.body]).toEqual([
        request,
        422,
        {
          success: false,
          message: reason,
          error_details: { code: 'invalid', fields: { [field]: reason } },
        },
      ]);
    }
  });

  it('is refused however deep it goes', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const response = await fetch(`${server.url}${BASE}/messages/${room.uuid}/chat_room_messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: `{"rich_text_body":{"body":{"type":"doc","content":${deep}}}}`,
    });
    expect([response.status, await response.json()]).toMatchObject([422, { success: false }]);
  });

  it('must be JSON, whole, small and without traps', async () => {
    const send = async (type: string, body: string) => {
      const response = await fetch(`${server.url}${BASE}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'content-type': type },
        body,
      });
      return [response.status, ((await response.json()) as { success: boolean }).success];
    };
    const good = JSON.stringify({ chat_room: { kind: 'group_chat', name: 'x' } });
    expect(await send('text/plain', good)).toEqual([415, false]);
    expect(await send('application/x-www-form-urlencoded', 'a=b')).toEqual([415, false]);
    expect(await send('application/json', '{"chat_room":')).toEqual([400, false]);
    // Nothing is no body, whatever it is called: then it is the fields that are missing.
    expect(await send('application/json', '')).toEqual([422, false]);
    expect(
      await send('application/json', '{"__proto__":{"kind":"direct"},"chat_room":{}}'),
    ).toEqual([400, false]);
    expect(
      await send('application/json', '{"chat_room":{"constructor":{"prototype":{"x":1}}}}'),
    ).toEqual([400, false]);
    const large = JSON.stringify({ chat_room: { kind: 'group_chat', name: 'x'.repeat(2e6) } });
    expect(await send('application/json', large)).toEqual([413, false]);
  });
  it('need not be said where there is nothing to say, though JSON be announced', async () => {
    const send = async (request: string) => {
      const [method = '', path = ''] = request.split(' ');
      const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' };
      const { status } = await fetch(server.url + BASE + path, { method, headers });
      return [request, status];
    };
    const at = `/messages/${room.uuid}`;
    for (const request of [
      `POST ${at}/mark_all_as_read`,
      `POST ${at}/pin`,
      `DELETE ${at}/pin`,
      `POST ${at}/typing`,
      'POST /notifications/mark_all_as_read',
    ]) {
      expect(await send(request)).toEqual([request, 204]);
    }
    const operator = {
      authorization: `Bearer ${server.appToken}`,
      'content-type': 'application/json',
    };
    const path = `${server.url}/api/admin/members/${ada.id}/disconnect`;
    expect((await fetch(path, { method: 'POST', headers: operator })).status).toBe(204);
  });
});
