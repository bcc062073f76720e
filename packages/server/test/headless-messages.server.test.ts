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
  text,
  type HeadlessMember,
  type Room,
} from './headless.ts';

let server: TestServer;
let reference: Reference;
let ada: HeadlessMember;
let bob: HeadlessMember;

beforeAll(async () => {
  server = await startParley();
  reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada Byron');
  bob = await headlessMember(server, reference, 'Bob');
});
afterAll(async () => {
  await server.stop();
});

const messagesOf = (room: Room, below = ''): string =>
  `/messages/${room.uuid}/chat_room_messages${below}`;

describe('C8 a message over REST', () => {
  it('is answered after it is stored, with the creation_uuid that its event carries', async () => {
    const room = await groupOf([ada, bob]);
    const member = `chat-room-channel-${bob.id}`;
    const socket = await listen(server, bob, [room.topic, member]);
    const creation_uuid = '5d0c0c34-6f0d-4e5f-9c3e-b1f6a2a3c4d5';
    const answer = await ada.call(`POST ${messagesOf(room)}`, {
      rich_text_body: text('Hello Bob'),
      creation_uuid,
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ creation_uuid, parent_message_id: null });
    for (const topic of [room.topic, member]) {
      const event = await heard(socket, topic, 'newMessage');
      expect(event).toMatchObject({
        id: answer.body['id'],
        creation_uuid,
        body: 'Hello Bob',
        sent_at: answer.body['sent_at'],
        chat_room_uuid: room.uuid,
        sender: { community_member_id: ada.id, name: 'Ada Byron' },
      });
    }
    socket.close();
  });

  it('without a creation_uuid of the client’s own is given one, and the event has the same', async () => {
    const room = await groupOf([ada, bob]);
    const socket = await listen(server, bob, [room.topic]);
    const { body } = await ada.call(`POST ${messagesOf(room)}`, { body: 'plain' });
    expect(body['creation_uuid']).toMatch(/^[\da-f-]{36}$/u);
    expect(await heard(socket, room.topic, 'newMessage')).toMatchObject({
      creation_uuid: body['creation_uuid'],
    });
    socket.close();
  });

  it('sent again with the same creation_uuid is stored once and answered like the first', async () => {
    const room = await groupOf([ada, bob]);
    const socket = await listen(server, bob, [room.topic]);
    const message = { rich_text_body: text('once'), creation_uuid: 'the-same' };
    const first = await ada.call(`POST ${messagesOf(room)}`, message);
    const again = await Promise.all(
      Array.from({ length: 5 }, () => ada.call(`POST ${messagesOf(room)}`, message)),
    );
    for (const answer of again) expect(answer).toEqual(first);
    const last = await say(ada, room, 'the next');
    for (;;) if ((await heard(socket, room.topic, 'newMessage'))['id'] === last) break;
    expect(actionsOn(socket, room.topic)).toEqual(['newMessage', 'newMessage']);
    const { body } = await ada.call(`GET ${messagesOf(room)}`);
    expect(body['total_count']).toBe(2);
    // Somebody else’s message may be called the same.
    const his = await bob.call(`POST ${messagesOf(room)}`, message);
    expect(his.status).toBe(202);
    expect(his.body['id']).not.toBe(first.body['id']);
    socket.close();
  });

  it('is edited by its author alone, and deleted so that its words are nowhere', async () => {
    const room = await groupOf([ada, bob]);
    const socket = await listen(server, bob, [room.topic]);
    const id = await say(ada, room, 'a quetzl');
    const at = messagesOf(room, `/${id}`);
    expect((await bob.call(`PUT ${at}`, { body: 'mine' })).status).toBe(403);
    const edited = await ada.call(`PUT ${at}`, { rich_text_body: text('a quetzal') });
    expect(edited.status).toBe(200);
    expect(edited.body).toMatchObject({ id, body: 'a quetzal', edited_at: expect.any(String) });
    expect(await heard(socket, room.topic, 'updatedMessage')).toMatchObject({
      id,
      body: 'a quetzal',
    });
    expect((await bob.call(`DELETE ${at}`)).status).toBe(403);
    expect((await ada.call(`DELETE ${at}`)).status).toBe(204);
    expect(await heard(socket, room.topic, 'deletedMessage')).toMatchObject({
      id,
      parent_message: null,
    });
    const window = await bob.call(`GET ${messagesOf(room)}`);
    expect(JSON.stringify(window.body)).not.toContain('quetzal');
    expect((await bob.call('GET /search/messages?query=quetzal')).body['count']).toBe(0);
    socket.close();
  });

  it('takes reactions, one of a kind from each, and gives them back', async () => {
    const room = await groupOf([ada, bob]);
    const id = await say(ada, room, 'good?');
    const reaction = { chat_room_message: id, emoji: '👍' };
    expect((await bob.call('POST /reactions', reaction)).status).toBe(201);
    const twice = await bob.call('POST /reactions', reaction);
    expect(twice.body['reactions']).toEqual([
      { emoji: '👍', count: 1, community_member_ids: [bob.id] },
    ]);
    const both = await ada.call('POST /reactions', reaction);
    expect(both.body['reactions']).toEqual([
      { emoji: '👍', count: 2, community_member_ids: [bob.id, ada.id] },
    ]);
    const less = await bob.call('DELETE /reactions', reaction);
    expect(less.status).toBe(200);
    expect(less.body['reactions']).toEqual([
      { emoji: '👍', count: 1, community_member_ids: [ada.id] },
    ]);
  });

  it('is found by its words, only by those who may read it', async () => {
    const room = await groupOf([ada, bob], { name: 'Marmalade' });
    const id = await say(ada, room, 'The quincunx is a pattern of five.');
    const { body } = await bob.call('GET /search/messages?query=quincunx');
    expect(body).toMatchObject({ count: 1, page: 1, has_next_page: false });
    expect(body['records']).toMatchObject([{ chat_room_name: 'Marmalade', message: { id } }]);
    const eve = await headlessMember(server, reference, 'Eve');
    expect((await eve.call('GET /search/messages?query=quincunx')).body['count']).toBe(0);
  });

  it('typing is told to those in the room, and is in no history', async () => {
    const room = await groupOf([ada, bob]);
    const socket = await listen(server, bob, [room.topic]);
    expect((await ada.call(`POST /messages/${room.uuid}/typing`)).status).toBe(204);
    expect(await heard(socket, room.topic, 'typing')).toMatchObject({
      community_member_id: ada.id,
      name: 'Ada Byron',
      parent_message_id: null,
    });
    expect((await ada.call(`GET ${messagesOf(room)}`)).body['total_count']).toBe(0);
    socket.close();
  });
});

interface Window extends Readonly<Record<string, unknown>> {
  readonly records: readonly { readonly id: number }[];
  readonly has_previous_page: boolean;
  readonly has_next_page: boolean;
  readonly first_id: number;
  readonly last_id: number;
  readonly total_count: number;
}

describe('C12 windows of messages by id', () => {
  let room: Room;
  let other: Room;
  const ids: number[] = [];

  beforeAll(async () => {
    room = await groupOf([ada, bob]);
    other = await groupOf([bob, ada]);
    // Ids are the server's over all rooms, so those of one room have gaps.
    for (let n = 0; n < 53; n += 1) {
      ids.push(await say(ada, room, `number ${n}`));
      if (n % 3 === 0) await say(bob, other, 'elsewhere');
    }
    // Replies are no part of the top level.
    await say(bob, room, 'a reply', { parent_message_id: ids[10] });
  });

  const window = async (query: string): Promise<Window> => {
    const { status, body } = await bob.call(`GET ${messagesOf(room, query)}`);
    expect(status).toBe(200);
    return body as Window;
  };
  const idsOf = ({ records }: Window): number[] => records.map(({ id }) => id);

  it('begin with the newest, ascending', async () => {
    const newest = await window('');
    expect(idsOf(newest)).toEqual(ids.slice(-20));
    expect(newest).toMatchObject({
      id: null,
      has_previous_page: true,
      has_next_page: false,
      first_id: ids.at(-20),
      last_id: ids.at(-1),
      total_count: 53,
    });
  });

  it.each([1, 7, 20, 100])(
    'backwards by %i reach the first without gap or overlap',
    async (size) => {
      const pages: number[][] = [];
      let page = await window(`?previous_per_page=${size}`);
      pages.unshift(idsOf(page));
      while (page.has_previous_page) {
        page = await window(`?id=${page.first_id}&previous_per_page=${size}&next_per_page=0`);
        pages.unshift(idsOf(page));
      }
      expect(pages.flat()).toEqual(ids);
    },
  );

  it.each([1, 7, 20, 100])('forwards by %i reach the last without gap or overlap', async (size) => {
    const seen: number[] = [];
    let last = 1;
    for (let more = true; more;) {
      const page = await window(`?id=${last}&previous_per_page=0&next_per_page=${size}`);
      expect(page.has_previous_page).toBe(seen.length > 0);
      seen.push(...idsOf(page));
      last = page.last_id;
      more = page.has_next_page;
    }
    expect(seen).toEqual(ids);
  });

  it('around one hold it, and say whether there is more on either side', async () => {
    const middle = await window(`?id=${ids[25]}&previous_per_page=3&next_per_page=2`);
    expect(idsOf(middle)).toEqual(ids.slice(22, 28));
    expect(middle).toMatchObject({
      id: ids[25],
      has_previous_page: true,
      has_next_page: true,
      first_id: ids[22],
      last_id: ids[27],
    });
  });

  it('of a thread hold its replies alone', async () => {
    const replies = await window(`?parent_message_id=${ids[10]}`);
    expect(replies.total_count).toBe(1);
    expect(idsOf(replies).some((id) => ids.includes(id))).toBe(false);
  });

  it('around a message of another room hold messages of their own room alone', async () => {
    const { body } = await bob.call(`GET ${messagesOf(other)}`);
    const foreign = (body as Window).last_id;
    const page = await window(`?id=${foreign}&previous_per_page=2&next_per_page=2`);
    expect(idsOf(page).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
