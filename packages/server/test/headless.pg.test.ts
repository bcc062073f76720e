import { startParley, startPostgres, type TestPostgres, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backEnd,
  groupOf,
  headlessMember,
  heard,
  listen,
  Reference,
  say,
  type HeadlessMember,
  type Room,
} from './headless.ts';

let postgres: TestPostgres;
let server: TestServer;
let reference: Reference;
let ada: HeadlessMember;
let bob: HeadlessMember;
let room: Room;

beforeAll(async () => {
  postgres = await startPostgres();
  server = await startParley({ env: { DATABASE_URL: await postgres.createDatabase() } });
  reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  room = await groupOf([ada, bob]);
});
afterAll(async () => {
  await server.stop();
  await postgres.stop();
});

describe('the member API on Postgres', () => {
  it('stores, tells, shows and finds as on the embedded database', async () => {
    const socket = await listen(server, bob, [room.topic, `notification-channel-${bob.id}`]);
    const id = await say(ada, room, 'A quetzal for Bob');
    expect(await heard(socket, room.topic, 'newMessage')).toMatchObject({ id });
    const reply = await say(bob, room, 'Where?', { parent_message_id: id });
    const window = await bob.call(`GET /messages/${room.uuid}/chat_room_messages`);
    expect(window.body).toMatchObject({ total_count: 1, first_id: id, last_id: id });
    const found = await bob.call('GET /search/messages?query=quetzal');
    expect(found.body['records']).toMatchObject([{ message: { id } }]);
    const notified = await ada.call('GET /notifications');
    expect(notified.body['records']).toMatchObject([
      { notification_type: 'reply', chat_room_message_id: reply },
    ]);
    await bob.call(`POST /messages/${room.uuid}/mark_all_as_read`);
    expect((await bob.call('GET /messages')).body).toMatchObject({
      count: 1,
      records: [{ uuid: room.uuid, unread_messages_count: 0 }],
    });
    socket.close();
  });

  it('takes no character that the database cannot keep, and no number that it cannot count to', async () => {
    const at = `/messages/${room.uuid}`;
    const nul = 'a\u0000b';
    const most = Number.MAX_SAFE_INTEGER;
    const tries: readonly (readonly [string, unknown?])[] = [
      [`PATCH ${at}`, { name: nul }],
      [`PATCH ${at}`, { description: nul }],
      [`PATCH ${at}`, { pinned_message_id: most }],
      [`POST ${at}/chat_room_messages`, { body: nul }],
      [`POST ${at}/chat_room_messages`, { body: 'x', creation_uuid: nul }],
      [`POST ${at}/chat_room_messages`, { body: 'x', parent_message_id: most }],
      [`POST ${at}/chat_room_participants`, { community_member_ids: [most] }],
      ['POST /messages', { chat_room: { kind: 'group_chat', name: 'x', description: nul } }],
      ['POST /messages', { chat_room: { kind: 'direct', community_member_ids: [most] } }],
      ['POST /reactions', { chat_room_message: most, emoji: '👍' }],
      ['POST /reactions', { chat_room_message: 1, emoji: nul }],
      ['GET /search/messages?query=a%00b'],
      ['GET /search/messages?query=x&chat_room_uuid=%00'],
      [`GET ${at}/chat_room_messages?id=${most}`],
      [`GET ${at}/chat_room_messages/999999999999999`],
      ['GET /messages?page=1000000&per_page=100'],
      ['GET /community_members?search=%00'],
      ['GET /chat_threads/999999999999999'],
      ['POST /notifications/999999999999999/archive'],
    ];
    for (const [request, body] of tries) {
      const { status } = await ada.call(request, body);
      expect([request, body, status < 500]).toEqual([request, body, true]);
    }
    const app = backEnd(server, reference);
    const notice = { community_member_ids: [ada.id, most], display_action: 'x', text: nul };
    expect((await app('POST /api/notifications', notice)).status).toBeLessThan(500);
    const action = { community_member_ids: [ada.id], display_action: nul };
    expect((await app('POST /api/notifications', action)).status).toBeLessThan(500);
    expect(
      (await app('POST /api/v1/headless/auth_token', { sso_user_id: nul })).status,
    ).toBeLessThan(500);
    expect((await ada.call(`GET ${at}`)).body).toMatchObject({ chat_room_name: 'A group' });

    const publication = { topic: 'chat:nul', action: 'x', payload: nul };
    for (const part of [{ topic: nul }, { topic: `room:${nul}` }, { action: nul }, { id: nul }]) {
      const { status } = await app('POST /api/publish', { ...publication, ...part });
      expect([part, status]).toEqual([part, 422]);
    }
    expect((await app('POST /api/publish', publication)).status).toBe(200);

    const socket = await listen(server, ada, [room.topic]);
    const message = { op: 'transmit', topic: room.topic, action: 'message', store: true };
    socket.send({ ...message, id: 7, payload: { message: nul } });
    expect(await socket.next(['ok', 'error'])).toMatchObject({ op: 'error', code: 'bad_request' });
    socket.close();
  });
});
