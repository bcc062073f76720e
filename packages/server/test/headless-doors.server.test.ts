import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backEnd,
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
