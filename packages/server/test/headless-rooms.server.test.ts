import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionsOn,
  groupOf,
  headlessMember,
  heard,
  listen,
  participation,
  Reference,
  say,
  text,
  type HeadlessMember,
} from './headless.ts';
import type { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let reference: Reference;
let ada: HeadlessMember;
let bob: HeadlessMember;
let cyd: HeadlessMember;
const sockets: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley();
  reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  cyd = await headlessMember(server, reference, 'Cyd');
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await server.stop();
});

const topicOf = (member: HeadlessMember): string => `chat-room-channel-${member.id}`;

async function own(member: HeadlessMember): Promise<PlainSocket> {
  const socket = await listen(server, member, [topicOf(member)]);
  sockets.push(socket);
  return socket;
}

/** Lets an event of a later room arrive, so that what did not come before it will not come. */
async function settled(member: HeadlessMember, socket: PlainSocket): Promise<string[]> {
  const last = await groupOf([member], { name: 'The last' });
  for (;;) {
    const { uuid } = await heard(socket, topicOf(member), 'chatRoomCreated');
    if (uuid === last.uuid) break;
  }
  return actionsOn(socket, topicOf(member)).slice(0, -1);
}

describe('C9 the life of a room', () => {
  it('made, renamed, read, pinned, unpinned, deleted: each member hears what is theirs', async () => {
    const [hers, his, others] = [await own(ada), await own(bob), await own(cyd)];
    const room = await groupOf([ada, bob], { name: 'Garden', description: 'What grows' });
    const created = await heard(his, topicOf(bob), 'chatRoomCreated');
    const view = await bob.call(`GET /messages/${room.uuid}`);
    expect(view.body).toMatchObject({
      uuid: room.uuid,
      identifier: `chat-room-${room.id}-channel`,
      chat_room_kind: 'group_chat',
      chat_room_name: 'Garden',
      chat_room_description: 'What grows',
      chat_room_show_history: true,
      chat_room_participants_count: 2,
      unread_messages_count: 0,
      current_participant: { community_member_id: bob.id, admin: false },
      other_participants_preview: [{ community_member_id: ada.id, admin: true }],
      last_message: null,
      pinned_message: null,
    });
    expect(created).toMatchObject({ uuid: room.uuid, chat_room_name: 'Garden' });

    const at = `/messages/${room.uuid}`;
    expect((await bob.call(`PATCH ${at}`, { name: 'His' })).status).toBe(403);
    expect((await ada.call(`PATCH ${at}`, { name: 'Orchard' })).status).toBe(200);
    expect(await heard(his, topicOf(bob), 'chatRoomUpdated')).toMatchObject({
      uuid: room.uuid,
      chat_room_name: 'Orchard',
    });

    const id = await say(ada, room, 'Apples');
    await heard(his, topicOf(bob), 'newMessage');
    expect((await bob.call('GET /messages/unread_chat_rooms')).body['chat_rooms']).toEqual([
      room.uuid,
    ]);
    expect((await bob.call(`GET ${at}`)).body).toMatchObject({ unread_messages_count: 1 });
    expect((await bob.call(`POST ${at}/mark_all_as_read`)).status).toBe(204);
    expect(await heard(his, topicOf(bob), 'chatRoomRead')).toEqual({ chat_room_uuid: room.uuid });
    expect((await bob.call(`GET ${at}`)).body).toMatchObject({
      unread_messages_count: 0,
      current_participant: { last_read_message_id: id },
    });

    expect((await bob.call(`POST ${at}/pin`)).status).toBe(204);
    expect(await heard(his, topicOf(bob), 'chatRoomPinned')).toMatchObject({
      chat_room_id: room.id,
      pinned_at: expect.any(String),
    });
    await heard(his, topicOf(bob), 'chatRoomUpdated');
    expect((await bob.call(`DELETE ${at}/pin`)).status).toBe(204);
    expect(await heard(his, topicOf(bob), 'chatRoomUnPinned')).toEqual({ chat_room_id: room.id });

    expect((await ada.call(`PATCH ${at}`, { pinned_message_id: id })).body).toMatchObject({
      pinned_message: { id, body: 'Apples' },
    });
    expect(await heard(his, topicOf(bob), 'chatRoomUpdated')).toMatchObject({
      pinned_message: { id },
    });
    expect((await ada.call(`PATCH ${at}`, { pinned_message_id: null })).body).toMatchObject({
      pinned_message: null,
    });

    expect((await bob.call(`DELETE ${at}`)).status).toBe(403);
    expect((await ada.call(`DELETE ${at}`)).status).toBe(204);
    expect(await heard(his, topicOf(bob), 'chatRoomDeleted')).toEqual({
      chat_room_uuid: room.uuid,
    });
    expect((await bob.call(`GET ${at}`)).status).toBe(404);
    // What Bob did with the room is told to him alone, and nothing of it to who is not in it.
    const heardByAda = await settled(ada, hers);
    expect(heardByAda.filter((name) => /Read|Pinned/u.test(name))).toEqual([]);
    expect(await settled(cyd, others)).toEqual([]);
  });

  it('a group without a name is called by those whom it is made with', async () => {
    const chat_room = { kind: 'group_chat', community_member_ids: [cyd.id, bob.id] };
    const { status, body } = await ada.call('POST /messages', { chat_room });
    expect([status, body]).toMatchObject([201, { chat_room_name: 'Ada, Cyd, Bob' }]);
    const view = await bob.call(`GET /messages/${String(body['uuid'])}`);
    expect(view.body).toMatchObject({ chat_room_name: 'Ada, Cyd, Bob' });
  });

  it('an embedded one shows in no list, and members hear nothing of it on their own topic', async () => {
    const his = await own(bob);
    const room = await groupOf([ada, bob], { kind: 'embedded', name: 'Below the article' });
    await say(ada, room, 'First!');
    await ada.call(`PATCH /messages/${room.uuid}`, { name: 'Renamed' });
    const { body } = await bob.call('GET /messages?per_page=100');
    expect(JSON.stringify(body)).not.toContain(room.uuid);
    expect(await settled(bob, his)).toEqual([]);
    expect((await bob.call(`GET /messages/${room.uuid}`)).status).toBe(200);
  });

  it('a direct one is the same for both, however often and at once it is made', async () => {
    const make = (one: HeadlessMember, other: HeadlessMember) =>
      one.call('POST /messages', {
        chat_room: { kind: 'direct', community_member_ids: [other.id] },
      });
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? make(ada, cyd) : make(cyd, ada))),
    );
    expect(new Set(made.map(({ body }) => body['uuid'])).size).toBe(1);
    for (const { status } of made) expect(status).toBe(201);
    expect(made[0]?.body).toMatchObject({ chat_room_kind: 'direct', chat_room_name: 'Cyd' });
    expect(made[1]?.body).toMatchObject({ chat_room_name: 'Ada' });
    expect((await make(ada, ada)).status).toBe(422);
  });

  it('begins with what is said in it, rich or plain', async () => {
    const made = async (kind: string, more: object) => {
      const chat_room = { kind, community_member_ids: [cyd.id], ...more };
      const { status, body } = await bob.call('POST /messages', { chat_room });
      expect([status, body]).toEqual([201, body]);
      return body['last_message'];
    };
    expect(await made('group_chat', { body: '' })).toBe(null);
    expect(await made('group_chat', { body: 'Plain' })).toMatchObject({ body: 'Plain' });
    const rich = { rich_text_body: text('Rich'), body: '' };
    expect(await made('direct', rich)).toMatchObject({ body: 'Rich' });
    expect(await made('direct', { body: 'Found' })).toMatchObject({ body: 'Found' });
  });

  it('comes in pages: none twice, none missing, pinned ones first', async () => {
    const dora = await headlessMember(server, reference, 'Dora');
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      made.unshift((await groupOf([dora, bob], { name: `Room ${n}` })).uuid);
    }
    await dora.call(`POST /messages/${made[5]}/pin`);
    const seen: unknown[] = [];
    for (let page = 1, more = true; more; page += 1) {
      const { body } = await dora.call(`GET /messages?page=${page}&per_page=3`);
      expect(body).toMatchObject({ page, per_page: 3, count: 7, page_count: 3 });
      seen.push(...(body['records'] as readonly { uuid: string }[]).map(({ uuid }) => uuid));
      more = body['has_next_page'] === true;
    }
    expect(seen.length).toBe(7);
    expect(new Set(seen)).toEqual(new Set(made));
    expect(seen[0]).toBe(made[5]);
    const beyond = await dora.call('GET /messages?page=1000000');
    expect(beyond.body).toMatchObject({ records: [], has_next_page: false, count: 7 });
  });
});

describe('who is in a room', () => {
  it('is brought in, made an owner, mutes, archives, leaves', async () => {
    const room = await groupOf([ada, bob]);
    const at = `/messages/${room.uuid}/chat_room_participants`;
    expect((await bob.call(`POST ${at}`, { community_member_ids: [cyd.id] })).status).toBe(403);
    expect((await ada.call(`POST ${at}`, { community_member_ids: [cyd.id] })).status).toBe(204);
    expect((await ada.call(`POST ${at}`, { community_member_ids: [cyd.id] })).status).toBe(204);
    const list = await cyd.call(`GET ${at}`);
    expect(list.body).toMatchObject({ count: 3, page: 1, has_next_page: false });

    const [his, hers] = [
      await participation(cyd, room, bob.id),
      await participation(cyd, room, cyd.id),
    ];
    expect((await bob.call(`PUT ${at}/${his}`, { admin: true })).status).toBe(403);
    expect((await ada.call(`PUT ${at}/${his}`, { muted: true })).status).toBe(403);
    expect((await ada.call(`PUT ${at}/${his}`, { admin: true })).body).toMatchObject({
      id: his,
      admin: true,
    });
    const own = await cyd.call(`PUT ${at}/${hers}`, { muted: true, archived: true });
    expect(own.body).toMatchObject({ id: hers, muted: true, archived: true });
    expect((await cyd.call(`GET /messages/${room.uuid}`)).body).toMatchObject({
      current_participant: { muted: true, archived: true },
    });
    const active = await cyd.call('GET /messages?per_page=100');
    expect(JSON.stringify(active.body)).not.toContain(room.uuid);
    const archived = await cyd.call('GET /messages?status=archived');
    expect(JSON.stringify(archived.body)).toContain(room.uuid);
    expect((await cyd.call(`DELETE ${at}/${hers}`)).status).toBe(204);
    expect((await cyd.call(`GET /messages/${room.uuid}`)).status).toBe(404);
  });

  it('is found by name', async () => {
    const zoe = await headlessMember(server, reference, 'Zoë Quartermain');
    const { body } = await ada.call('GET /community_members?search=quarterm');
    expect(body).toMatchObject({ members: [{ id: zoe.id, name: 'Zoë Quartermain' }] });
  });
});
