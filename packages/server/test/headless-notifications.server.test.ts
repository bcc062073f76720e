import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backEnd,
  groupOf,
  headlessMember,
  heard,
  listen,
  Reference,
  say,
  type Call,
  type HeadlessMember,
} from './headless.ts';
import type { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let reference: Reference;
let app: Call;
let ada: HeadlessMember;
let bob: HeadlessMember;
let socket: PlainSocket;
let topic: string;

beforeAll(async () => {
  server = await startParley();
  reference = await Reference.of(server);
  app = backEnd(server, reference);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  topic = `notification-channel-${bob.id}`;
  socket = await listen(server, bob, [topic]);
});
afterAll(async () => {
  await server.stop();
});

/** The counter as the socket told it last must be what REST answers. */
async function counted(expected: number): Promise<void> {
  const told = await heard(socket, topic, 'updateNewNotificationCount');
  const { body } = await bob.call('GET /notifications/new_notifications_count');
  expect([told['new_notifications_count'], body['new_notifications_count']]).toEqual([
    expected,
    expected,
  ]);
}

describe('C11 notifications', () => {
  it('come with a direct message, a reply and a reaction, as REST shows them, and are counted', async () => {
    const direct = await ada.call('POST /messages', {
      chat_room: { kind: 'direct', community_member_ids: [bob.id] },
    });
    const room = { uuid: String(direct.body['uuid']) };
    await say(ada, room, 'Are you there?');
    const told = await heard(socket, topic, 'newNotification');
    expect(told).toMatchObject({
      notification_type: 'direct_message',
      actor: { community_member_id: ada.id },
      chat_room_uuid: room.uuid,
      read_at: null,
    });
    await counted(1);
    const { body } = await bob.call('GET /notifications');
    expect(body).toMatchObject({ count: 1, page: 1, page_count: 1, has_next_page: false });
    expect(body['records']).toEqual([told]);

    const group = await groupOf([ada, bob]);
    const parent = await say(bob, group, 'I asked something');
    await say(ada, group, 'and I answer', { parent_message_id: parent });
    expect(await heard(socket, topic, 'newNotification')).toMatchObject({
      notification_type: 'reply',
      parent_message_id: parent,
    });
    await counted(2);
    await ada.call('POST /reactions', { chat_room_message: parent, emoji: '🎉' });
    expect(await heard(socket, topic, 'newNotification')).toMatchObject({
      notification_type: 'reaction',
      chat_room_message_id: parent,
    });
    await counted(3);
  });

  it('looking makes nothing new, and leaves unread what was', async () => {
    const unread = await bob.call('GET /notifications?status=unread');
    expect(await bob.call('POST /notifications/reset_new_notifications_count')).toEqual({
      status: 200,
      body: { new_notifications_count: 0 },
    });
    expect(await heard(socket, topic, 'resetNewNotificationCount')).toEqual({
      new_notifications_count: 0,
    });
    expect((await bob.call('GET /notifications/new_notifications_count')).body).toEqual({
      new_notifications_count: 0,
      new_mentions_count: 0,
      new_inbox_count: 0,
    });
    expect((await bob.call('GET /notifications?status=unread')).body).toEqual(unread.body);
  });

  it('are read, put away and deleted, each by whose they are alone', async () => {
    const { body } = await bob.call('GET /notifications?sort=oldest');
    const newest = await bob.call('GET /notifications?sort=newest');
    expect(newest).toEqual(await bob.call('GET /notifications?sort=latest'));
    expect(newest).not.toEqual(await bob.call('GET /notifications?sort=oldest'));
    const [first, second, third] = body['records'] as readonly { id: number }[];
    expect((await ada.call(`POST /notifications/${first?.id}/mark_as_read`)).status).toBe(404);
    expect((await ada.call(`POST /notifications/${first?.id}/archive`)).status).toBe(404);
    expect((await ada.call(`DELETE /notifications/${first?.id}`)).status).toBe(404);

    const read = await bob.call(`POST /notifications/${first?.id}/mark_as_read`);
    expect(read.body).toMatchObject({ id: first?.id, read_at: expect.any(String) });
    const archived = await bob.call(`POST /notifications/${second?.id}/archive`);
    expect(archived.body).toMatchObject({ id: second?.id, archived_at: expect.any(String) });
    expect((await bob.call(`DELETE /notifications/${third?.id}`)).status).toBe(204);
    const idsOf = async (query: string) => {
      const answer = await bob.call(`GET /notifications${query}`);
      return (answer.body['records'] as readonly { id: number }[]).map(({ id }) => id);
    };
    expect(await idsOf('')).toEqual([first?.id]);
    expect(await idsOf('?status=read')).toEqual([first?.id]);
    expect(await idsOf('?status=archived')).toEqual([second?.id]);
    expect(await idsOf('?status=unread')).toEqual([]);
  });

  it('come from the application, to those who exist', async () => {
    const given = {
      community_member_ids: [bob.id, 987_654_321],
      display_action: 'Your order is on its way',
      action_web_url: 'https://shop.example/orders/7',
    };
    const made = await app('POST /api/notifications', given);
    expect([made.status, made.body]).toEqual([201, { notified: 1 }]);
    expect(await heard(socket, topic, 'newNotification')).toMatchObject({
      notification_type: 'custom',
      actor: null,
      display_action: 'Your order is on its way',
      action_web_url: 'https://shop.example/orders/7',
    });
    await counted(1);

    // A back end that heard no answer asks again: nobody is told twice.
    const repeat = (content: unknown, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${server.url}/api/notifications`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.appToken}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify(content),
      });
    const header = { 'idempotency-key': 'order-7' };
    for (const again of [
      await repeat(given, header),
      await repeat(given, header),
      await repeat({ ...given, creation_uuid: 'order-7' }),
    ]) {
      expect([again.status, await again.json()]).toEqual([201, { notified: 1 }]);
    }
    await heard(socket, topic, 'newNotification');
    await counted(2);
    const other = await repeat({ ...given, display_action: 'Another' }, header);
    expect([other.status, await other.json()]).toMatchObject([
      409,
      { error: { code: 'message_id_reused' } },
    ]);
    const long = await repeat(given, { 'idempotency-key': 'x'.repeat(129) });
    expect(long.status).toBe(422);
    expect((await bob.call('GET /notifications/new_notifications_count')).body).toMatchObject({
      new_notifications_count: 2,
    });
    const wrong = { ...given, action_web_url: 'javascript:alert(1)' };
    expect((await app('POST /api/notifications', wrong)).status).toBe(422);
    expect((await app('POST /api/notifications', { display_action: 'x' })).status).toBe(422);

    expect((await bob.call('POST /notifications/mark_all_as_read')).status).toBe(204);
    expect(await heard(socket, topic, 'resetNewNotificationCount')).toEqual({
      new_notifications_count: 0,
    });
    expect((await bob.call('GET /notifications?status=unread')).body).toMatchObject({ count: 0 });
    expect((await bob.call('GET /notifications/new_notifications_count')).body).toMatchObject({
      new_notifications_count: 0,
    });
  });
});
