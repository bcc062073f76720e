import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionsOn,
  groupOf,
  headlessMember,
  heard,
  listen,
  Reference,
  say,
  type HeadlessMember,
} from './headless.ts';

let server: TestServer;
let ada: HeadlessMember;
let bob: HeadlessMember;
let cyd: HeadlessMember;

beforeAll(async () => {
  server = await startParley();
  const reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  cyd = await headlessMember(server, reference, 'Cyd');
});
afterAll(async () => {
  await server.stop();
});

const threadsOf = (member: HeadlessMember): string =>
  `chat-community-member-${member.id}-threads-channel`;

describe('C10 a thread', () => {
  it('counts on its parent, and reaches those who take part in it', async () => {
    const room = await groupOf([ada, bob, cyd]);
    const parent = await say(ada, room, 'What shall we cook?');
    const at = `/messages/${room.uuid}/chat_room_messages`;
    const [hers, others] = [
      await listen(server, ada, [threadsOf(ada)]),
      await listen(server, cyd, [threadsOf(cyd), `chat-room-channel-${cyd.id}`, room.topic]),
    ];
    const first = await say(bob, room, 'Soup', { parent_message_id: parent });
    const reply = await heard(hers, threadsOf(ada), 'newMessage');
    expect(reply).toMatchObject({ id: first, parent_message_id: parent, body: 'Soup' });
    await say(bob, room, 'Leek soup', { parent_message_id: parent });

    const counted = await cyd.call(`GET ${at}/${parent}`);
    expect(counted.body).toMatchObject({
      replies_count: 2,
      chat_thread_replies_count: 2,
      chat_thread_id: reply['chat_thread_id'],
    });
    const preview = counted.body['thread_participants_preview'] as readonly {
      community_member_id: number;
    }[];
    expect(preview.map((one) => one.community_member_id)).toContain(bob.id);

    const thread = Number(reply['chat_thread_id']);
    expect((await ada.call('GET /chat_threads/unread_chat_threads')).body).toEqual({
      chat_threads: [thread],
    });
    expect((await ada.call(`GET /chat_threads/${thread}`)).body).toMatchObject({
      id: thread,
      chat_room_uuid: room.uuid,
      parent_message: { id: parent },
      last_reply: { body: 'Leek soup' },
      unread_messages_count: 2,
      replies_count: 2,
    });
    expect((await ada.call('GET /chat_threads')).body).toMatchObject({ count: 1 });
    expect((await ada.call(`POST /chat_threads/${thread}/mark_as_read`)).status).toBe(204);
    expect(await heard(hers, threadsOf(ada), 'chatThreadRead')).toEqual({ chat_thread_id: thread });
    expect((await ada.call('GET /chat_threads/unread_chat_threads')).body).toEqual({
      chat_threads: [],
    });

    expect((await bob.call(`PUT ${at}/${first}`, { body: 'Onion soup' })).status).toBe(200);
    expect(await heard(hers, threadsOf(ada), 'updatedMessage')).toMatchObject({
      id: first,
      body: 'Onion soup',
    });
    expect((await bob.call(`DELETE ${at}/${first}`)).status).toBe(204);
    expect(await heard(hers, threadsOf(ada), 'deletedMessage')).toMatchObject({
      id: first,
      parent_message: { id: parent, replies_count: 1 },
    });

    // The room hears it all; who takes no part hears nothing of it on topics of their own.
    await heard(others, room.topic, 'deletedMessage');
    expect(actionsOn(others, threadsOf(cyd))).toEqual([]);
    expect(actionsOn(others, `chat-room-channel-${cyd.id}`)).toEqual([]);
    expect((await cyd.call('GET /chat_threads')).body).toMatchObject({ count: 0, records: [] });
    hers.close();
    others.close();
  });

  it('has one level: what answers a reply is in the thread of it', async () => {
    const room = await groupOf([ada, bob]);
    const parent = await say(ada, room, 'one');
    const reply = await say(bob, room, 'two', { parent_message_id: parent });
    const answer = await ada.call(`POST /messages/${room.uuid}/chat_room_messages`, {
      body: 'three',
      parent_message_id: reply,
    });
    expect([answer.status, answer.body]).toMatchObject([202, { parent_message_id: parent }]);
    const { body } = await bob.call(
      `GET /messages/${room.uuid}/chat_room_messages?parent_message_id=${parent}`,
    );
    expect(body['records']).toMatchObject([{ id: reply }, { id: answer.body['id'] }]);
  });

  it('is not begun below a message of another room', async () => {
    const [one, other] = [await groupOf([ada, bob]), await groupOf([ada, bob])];
    const parent = await say(ada, other, 'elsewhere');
    const answer = await ada.call(`POST /messages/${one.uuid}/chat_room_messages`, {
      body: 'lost',
      parent_message_id: parent,
    });
    expect(answer.status).toBe(404);
    const window = await ada.call(`GET /messages/${one.uuid}/chat_room_messages`);
    expect(window.body['total_count']).toBe(0);
  });
});
