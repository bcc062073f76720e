import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CableSocket, type Frame } from './cable-socket.ts';
import { groupOf, headlessMember, Reference, say, type HeadlessMember } from './headless.ts';

const MEMBER = 'ChatRoomChannel';
const ROOM = 'Chats::RoomChannel';
const THREADS = 'Chats::CommunityMemberThreadsChannel';
const NOTIFICATIONS = 'NotificationChannel';

interface Listener {
  readonly name: string;
  readonly member: HeadlessMember;
  readonly socket: CableSocket;
}
/** An event as it came: the channel, and what was in it. */
interface Heard {
  readonly channel: string;
  readonly message: Frame;
}

let server: TestServer;
let ada: Listener;
let bob: Listener;
let cyd: Listener;
let eve: Listener;

beforeAll(async () => {
  server = await startParley();
  const reference = await Reference.of(server);
  const listener = async (name: string): Promise<Listener> => {
    const member = await headlessMember(server, reference, name);
    const headers = { authorization: `Bearer ${member.token}` };
    const socket = new CableSocket(server.url, { headers });
    await socket.next();
    for (const channel of [MEMBER, THREADS, NOTIFICATIONS]) {
      await subscribe(socket, { channel, community_member_id: member.id });
    }
    return { name, member, socket };
  };
  ada = await listener('Ada');
  bob = await listener('Bob');
  cyd = await listener('Cyd');
  eve = await listener('Eve');
});
afterAll(async () => {
  for (const { socket } of [ada, bob, cyd, eve]) socket.close();
  await server.stop();
});

async function subscribe(socket: CableSocket, channel: object): Promise<void> {
  const identifier = JSON.stringify(channel);
  socket.send({ command: 'subscribe', identifier });
  await socket.next((frame) => frame['identifier'] === identifier && frame['type'] !== undefined);
}

const heardBy = ({ socket }: Listener): Heard[] =>
  socket.frames
    .filter(({ message }) => typeof message === 'object')
    .map(({ identifier, message }) => ({
      channel: (JSON.parse(String(identifier)) as { channel: string }).channel,
      message: message as Frame,
    }));

/** Waits for an event on a channel; each channel is in order, so that all before it is there. */
async function arrived(
  listener: Listener,
  channel: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const isIt = (heard: Heard): boolean =>
    heard.channel === channel &&
    Object.entries(fields).every(([key, value]) => heard.message[key] === value);
  await expect.poll(() => heardBy(listener).some(isIt)).toBe(true);
}

/** Who heard of a message as a new one, and on which channels. */
const toldOf = (id: number): string[] =>
  [ada, bob, cyd, eve]
    .flatMap((listener) =>
      heardBy(listener)
        .filter(({ message }) => message['event'] === 'newMessage' && message['id'] === id)
        .map(({ channel }) => `${listener.name} ${channel}`),
    )
    .toSorted();

describe('C8 the four cells of who gets newMessage', () => {
  it('over Action Cable: each channel has what is meant for it, once, and nothing else', async () => {
    const said: Record<string, number> = {};
    const here = [ada, bob, cyd];
    for (const kind of ['group_chat', 'embedded']) {
      const room = await groupOf([ada.member, bob.member, cyd.member], { kind, access: 'private' });
      for (const { socket } of here) {
        await subscribe(socket, { channel: ROOM, chat_room_uuid: room.uuid });
      }
      const top = await say(ada.member, room, 'A question');
      said[`${kind} top`] = top;
      said[`${kind} reply`] = await say(bob.member, room, 'An answer', { parent_message_id: top });
      const id = await say(ada.member, room, 'The last');
      for (const listener of here) await arrived(listener, ROOM, { id });
    }
    // On the channels of their own everybody hears of a room and a thread that came later.
    const all = await groupOf([ada.member, bob.member, cyd.member, eve.member]);
    const id = await say(ada.member, all, 'Are all there?');
    let last = 0;
    for (const { member } of [bob, cyd, eve]) {
      last = await say(member, all, 'Yes', { parent_message_id: id });
    }
    for (const listener of [...here, eve]) {
      await arrived(listener, MEMBER, { id });
      await arrived(listener, THREADS, { id: last });
    }

    const on = (channel: string, names: readonly string[]): string[] =>
      names.map((name) => `${name} ${channel}`);
    const inRoom = on(ROOM, ['Ada', 'Bob', 'Cyd']);
    const inThread = on(THREADS, ['Ada', 'Bob']);
    expect(
      Object.fromEntries(Object.entries(said).map(([cell, message]) => [cell, toldOf(message)])),
    ).toEqual({
      'group_chat top': [...inRoom, ...on(MEMBER, ['Ada', 'Bob', 'Cyd'])].toSorted(),
      'group_chat reply': [...inRoom, ...inThread].toSorted(),
      'embedded top': inRoom.toSorted(),
      'embedded reply': [...inRoom, ...inThread].toSorted(),
    });
  });
});

// The interfaces of seed 002; `null` where there is nothing of the kind.
const record = z.record(z.string(), z.unknown());
const parent = z.object({
  id: z.int(),
  chat_room_uuid: z.string(),
  chat_room_participant_id: z.int(),
  body: z.string(),
  rich_text_body: record,
  sent_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  sender: record,
  creation_uuid: z.string(),
  chat_thread_id: z.int().nullable(),
  parent_message_id: z.int().nullable(),
  lesson_id: z.int().nullable(),
  edited_at: z.iso.datetime().nullable(),
  replies_count: z.int(),
  total_thread_participants_count: z.int(),
  thread_participants_preview: z.array(record),
});
const message = parent.extend({
  chat_room_kind: z.string(),
  chat_thread_replies_count: z.int(),
});
const simplified = z.object({
  uuid: z.string(),
  chat_room_name: z.string(),
  chat_room_description: z.string(),
  chat_room_show_history: z.boolean(),
  pinned_message: record.nullable(),
});
const room = z.object({
  id: z.int(),
  uuid: z.string(),
  identifier: z.string(),
  unread_messages_count: z.int(),
  chat_room_kind: z.string(),
  chat_room_name: z.string(),
  chat_room_description: z.string(),
  chat_room_show_history: z.boolean(),
  other_participants_preview: z.array(record),
  current_participant: record,
  last_message: record.nullable(),
});
const uuid = z.object({ chat_room_uuid: z.string() });
const gone = z.object({ id: z.int(), parent_message: parent });
const seed: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  [NOTIFICATIONS]: {
    newNotification: z.object({ id: z.int() }),
    updateNewNotificationCount: z.object({ new_notifications_count: z.int() }),
    resetNewNotificationCount: z.object({ new_notifications_count: z.literal(0) }),
  },
  [MEMBER]: {
    chatRoomCreated: room,
    chatRoomUpdated: simplified,
    chatRoomDeleted: uuid,
    chatRoomRead: uuid,
    chatRoomPinned: z.object({ chat_room_id: z.int(), pinned_at: z.iso.datetime() }),
    chatRoomUnPinned: z.object({ chat_room_id: z.int() }),
    newMessage: message,
  },
  [ROOM]: {
    newMessage: message,
    updatedMessage: parent,
    deletedMessage: gone,
    chatRoomUpdated: simplified,
  },
  [THREADS]: {
    newMessage: message,
    updatedMessage: parent,
    deletedMessage: gone,
    chatThreadRead: z.object({ chat_thread_id: z.int() }),
  },
};

describe('the events of seed 002', () => {
  it('come on the channels that it names, with the fields that it lists', async () => {
    const made = await groupOf([ada.member, bob.member]);
    await subscribe(ada.socket, { channel: ROOM, chat_room_id: made.id });
    const at = `/messages/${made.uuid}`;
    const ask = async (request: string, body?: unknown) => {
      const answer = await ada.member.call(request, body);
      expect([request, answer.status < 300]).toEqual([request, true]);
      return answer.body;
    };
    const top = await say(ada.member, made, 'A question');
    const replies = [
      await say(bob.member, made, 'Yes', { parent_message_id: top }),
      await say(bob.member, made, 'No', { parent_message_id: top }),
    ];
    const [first, second] = replies.map((id) => `${at}/chat_room_messages/${id}`);
    await bob.member.call(`PUT ${first}`, { body: 'Perhaps' });
    await bob.member.call(`DELETE ${second}`);
    const { chat_thread_id: thread } = await ask(`GET ${at}/chat_room_messages/${top}`);
    await ask(`POST /chat_threads/${String(thread)}/mark_as_read`);
    await ask('POST /notifications/reset_new_notifications_count');
    await say(bob.member, made, 'Anything else?');
    await ask(`POST ${at}/mark_all_as_read`);
    await ask(`POST ${at}/pin`);
    await ask(`DELETE ${at}/pin`);
    await ask(`PATCH ${at}`, { description: 'Questions', pinned_message_id: top });
    await arrived(ada, ROOM, { event: 'chatRoomUpdated', chat_room_description: 'Questions' });
    await ask(`DELETE ${at}`);
    await arrived(ada, MEMBER, { event: 'chatRoomDeleted', chat_room_uuid: made.uuid });
    await arrived(ada, THREADS, { event: 'chatThreadRead', chat_thread_id: thread });
    await arrived(ada, NOTIFICATIONS, { event: 'resetNewNotificationCount' });

    for (const [channel, events] of Object.entries(seed)) {
      const told = heardBy(ada).filter((heard) => heard.channel === channel);
      const names = new Set(told.map(({ message: { event } }) => event));
      expect([channel, names]).toEqual([channel, new Set(Object.keys(events))]);
      for (const { message: one } of told) {
        const checked = events[String(one['event'])]?.safeParse(one);
        expect([channel, one['event'], checked?.error]).toEqual([channel, one['event'], undefined]);
      }
    }
  });
});
