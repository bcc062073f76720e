import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backEnd,
  BASE,
  caller,
  groupOf,
  headlessMember,
  participation,
  Reference,
  say,
  type Call,
  type HeadlessMember,
  type Room,
} from './headless.ts';
import { signIn } from './people.ts';

let server: TestServer;
let reference: Reference;
let ada: HeadlessMember;
let bob: HeadlessMember;
let eve: HeadlessMember;
let room: Room;
let messageId: number;
let nobody: Call;

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_DEMO: 'true' } });
  reference = await Reference.of(server);
  nobody = caller(server, reference, {});
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  eve = await headlessMember(server, reference, 'Eve');
  room = await groupOf([ada, bob]);
  messageId = await say(ada, room, 'between us');
});
afterAll(async () => {
  await server.stop();
});

/** Every documented operation that takes this credential, with something in its path's places. */
function operations(credential: 'accessToken' | 'appToken', id = '1'): string[] {
  return Object.entries(reference.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => JSON.stringify(security).includes(credential))
      .map(([method]) => {
        const filled = path.replace('{uuid}', room.uuid).replaceAll(/\{\w+\}/gu, id);
        return `${method.toUpperCase()} ${filled}`;
      }),
  );
}

describe('who may not ask', () => {
  it('every route for members is closed without a token, with a bad one and with the app token', async () => {
    const routes = operations('accessToken').filter((route) => route.includes('/api/'));
    expect(routes.length).toBeGreaterThan(35);
    const app = backEnd(server, reference);
    const wrong = caller(server, reference, { authorization: 'Bearer not-a-token' });
    for (const route of routes) {
      for (const call of [nobody, wrong, app]) {
        const body = route.startsWith('GET') ? undefined : {};
        expect([route, (await call(route, body)).status]).toEqual([route, 401]);
      }
    }
  });

  it('every route for back ends is closed to members and to nobody', async () => {
    const routes = operations('appToken');
    expect(routes.length).toBeGreaterThan(10);
    for (const route of routes) {
      for (const call of [nobody, ada.call]) {
        const body = route.startsWith('GET') ? undefined : {};
        expect([route, (await call(route, body)).status]).toEqual([route, 401]);
      }
    }
  });

  it('a page of another site cannot use somebody’s cookie, our own page can', async () => {
    const { cookie } = await signIn(server, 1);
    const own = caller(server, reference, { cookie, origin: server.url });
    const foreign = caller(server, reference, { cookie, origin: 'https://evil.example' });
    const chat_room = { kind: 'group_chat', name: 'By cookie' };
    expect((await foreign('POST /messages', { chat_room })).status).toBe(403);
    expect((await own('POST /messages', { chat_room })).status).toBe(201);
    expect((await own('GET /messages')).status).toBe(200);
  });
});

describe('C7 a room that one is not in', () => {
  it('is not there for a stranger, whichever way they ask, and nothing of it changes', async () => {
    const before = await ada.call(`GET /messages/${room.uuid}/chat_room_messages`);
    const at = `/messages/${room.uuid}`;
    const own = await participation(ada, room, ada.id);
    const tries: readonly (readonly [string, unknown?])[] = [
      [`GET ${at}`],
      [`PATCH ${at}`, { name: 'Mine now' }],
      [`DELETE ${at}`],
      [`POST ${at}/mark_all_as_read`],
      [`POST ${at}/pin`],
      [`DELETE ${at}/pin`],
      [`POST ${at}/typing`, {}],
      [`GET ${at}/chat_room_participants`],
      [`POST ${at}/chat_room_participants`, { community_member_ids: [eve.id] }],
      [`PUT ${at}/chat_room_participants/${own}`, { admin: false }],
      [`DELETE ${at}/chat_room_participants/${own}`],
      [`GET ${at}/chat_room_messages`],
      [`GET ${at}/chat_room_messages?id=${messageId}`],
      [`POST ${at}/chat_room_messages`, { body: 'let me in' }],
      [`GET ${at}/chat_room_messages/${messageId}`],
      [`PUT ${at}/chat_room_messages/${messageId}`, { body: 'changed' }],
      [`DELETE ${at}/chat_room_messages/${messageId}`],
      ['POST /reactions', { chat_room_message: messageId, emoji: '👍' }],
      ['DELETE /reactions', { chat_room_message: messageId, emoji: '👍' }],
    ];
    for (const [request, body] of tries) {
      const answer = await eve.call(request, body);
      expect([request, answer.status]).toEqual([request, 404]);
      expect(answer.body).toMatchObject({
        success: false,
        error_details: { code: 'not_found' },
      });
    }
    const found = await eve.call('GET /search/messages?query=between');
    expect(found.body['records']).toEqual([]);
    expect(await ada.call(`GET /messages/${room.uuid}/chat_room_messages`)).toEqual(before);
  });

  it('is gone for who was removed, at once', async () => {
    const shared = await groupOf([ada, bob]);
    const id = await say(bob, shared, 'I was here');
    const his = await participation(ada, shared, bob.id);
    const at = `/messages/${shared.uuid}`;
    expect(
      (
        await bob.call(
          `DELETE ${at}/chat_room_participants/${await participation(bob, shared, ada.id)}`,
        )
      ).status,
    ).toBe(403);
    expect((await ada.call(`DELETE ${at}/chat_room_participants/${his}`)).status).toBe(204);
    for (const request of [
      `GET ${at}`,
      `GET ${at}/chat_room_messages`,
      `GET ${at}/chat_room_messages/${id}`,
      `DELETE ${at}/chat_room_messages/${id}`,
    ]) {
      expect([request, (await bob.call(request)).status]).toEqual([request, 404]);
    }
    const say2 = await bob.call(`POST ${at}/chat_room_messages`, { body: 'still here?' });
    expect(say2.status).toBe(404);
  });
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
    const { body } = await ada.call('GET /messages?page=0&per_page=x');
    const fields = (body['error_details'] as { fields: object }).fields;
    expect(Object.keys(fields).toSorted()).toEqual(['page', 'per_page']);
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
    expect(await send('application/json', '')).toEqual([400, false]);
    expect(
      await send('application/json', '{"__proto__":{"kind":"direct"},"chat_room":{}}'),
    ).toEqual([400, false]);
    expect(
      await send('application/json', '{"chat_room":{"constructor":{"prototype":{"x":1}}}}'),
    ).toEqual([400, false]);
    const large = JSON.stringify({ chat_room: { kind: 'group_chat', name: 'x'.repeat(2e6) } });
    expect(await send('application/json', large)).toEqual([413, false]);
  });
});
