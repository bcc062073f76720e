import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CableSocket, type Frame } from './cable-socket.ts';
import {
  groupOf,
  headlessMember,
  participation,
  Reference,
  say,
  text,
  type HeadlessMember,
  type Room,
} from './headless.ts';
import { ReturningClient } from './returning-client.ts';

let server: TestServer;
let reference: Reference;
let ada: HeadlessMember;
let bob: HeadlessMember;
let eve: HeadlessMember;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startParley();
  reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  eve = await headlessMember(server, reference, 'Eve');
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(() => server.stop());

type Channel = Readonly<Record<string, unknown>>;

const own = (name: string, member: HeadlessMember): Channel => ({
  channel: name,
  community_member_id: member.id,
});

/** A headless client on these channels, as the seed's script opens one. */
async function listening(
  member: HeadlessMember,
  channels: readonly Channel[],
): Promise<CableSocket> {
  const headers = { authorization: `Bearer ${member.token}` };
  const socket = new CableSocket(server.url, { headers });
  open.push(socket);
  await socket.next();
  for (const channel of channels) {
    const identifier = JSON.stringify(channel);
    const answer = await socket.ask({ command: 'subscribe', identifier });
    expect(answer).toEqual({ identifier, type: 'confirm_subscription' });
  }
  return socket;
}

const tells = (channel: Channel, event: string) => {
  const identifier = JSON.stringify(channel);
  return (frame: Frame): boolean =>
    frame['identifier'] === identifier &&
    (frame['message'] as Frame | undefined)?.['event'] === event;
};

describe('C8 a message over REST, heard over Action Cable', () => {
  it('comes with its event’s name and the fields of the answer, to the sender’s devices, too', async () => {
    const room = await groupOf([ada, bob]);
    const channel = { channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid };
    const byId = { channel: 'Chats::RoomChannel', chat_room_id: String(room.id) };
    const sockets = [
      await listening(ada, [channel, own('ChatRoomChannel', ada)]),
      await listening(bob, [channel, own('ChatRoomChannel', bob), byId]),
    ];
    const creation_uuid = '0f0c0c34-6f0d-4e5f-9c3e-b1f6a2a3c4d5';
    const id = await say(ada, room, 'Hello', { creation_uuid });
    for (const [index, socket] of sockets.entries()) {
      const member = index === 0 ? ada : bob;
      const found = await socket.next(tells(channel, 'newMessage'));
      expect(Object.keys(found)).toEqual(['identifier', 'message']);
      expect(Object.keys(found['message'] as object)[0]).toBe('event');
      expect(found['message']).toMatchObject({ id, creation_uuid, body: 'Hello' });
      const all = () => socket.frames.filter(({ message }) => typeof message === 'object');
      await expect.poll(() => all().length).toBe(index === 0 ? 2 : 3);
      const personal = all().find(tells(own('ChatRoomChannel', member), 'newMessage'));
      expect(personal?.['message']).toMatchObject({ id, creation_uuid });
    }
  });
});

describe('C7 what is not one’s own, over Action Cable', () => {
  it('is rejected: other members’ channels, rooms one is not in', async () => {
    const room = await groupOf([ada, bob]);
    const socket = await listening(eve, [own('NotificationChannel', eve)]);
    for (const channel of [
      own('NotificationChannel', ada),
      own('ChatRoomChannel', ada),
      own('Chats::CommunityMemberThreadsChannel', bob),
      { channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid },
      { channel: 'Chats::RoomChannel', chat_room_id: room.id },
      { channel: 'Chats::RoomChannel' },
      { channel: 'NoSuchChannel' },
    ]) {
      const identifier = JSON.stringify(channel);
      expect(await socket.ask({ command: 'subscribe', identifier })).toEqual({
        identifier,
        type: 'reject_subscription',
      });
    }
  });

  it('leaving a room ends delivery at once, and says so', async () => {
    const room = await groupOf([ada, bob, eve]);
    const channel = { channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid };
    const socket = await listening(bob, [channel]);
    await say(ada, room, 'before');
    await socket.next(tells(channel, 'newMessage'));
    const id = await participation(bob, room, bob.id);
    const left = await bob.call(`DELETE /messages/${room.uuid}/chat_room_participants/${id}`);
    expect(left.status).toBeLessThan(300);
    const identifier = JSON.stringify(channel);
    await socket.next(({ type }) => type === 'reject_subscription');
    await say(ada, room, 'after');
    expect(await socket.ask({ command: 'subscribe', identifier })).toEqual({
      identifier,
      type: 'reject_subscription',
    });
    expect(socket.frames.filter(tells(channel, 'newMessage'))).toHaveLength(1);
  });
});

describe('a server that is killed', () => {
  it('loses no message of those who were listening: all come back, none gets one twice', async () => {
    const room: Room = await groupOf([ada, bob, eve]);
    const channel = { channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid };
    const clients = Array.from({ length: 60 }, (_, index) => {
      const { token } = [ada, bob, eve][index % 3] ?? ada;
      return new ReturningClient({ url: () => server.url, token, channel });
    });
    open.push(...clients.map((client) => ({ close: () => client.stop() })));
    await Promise.all(clients.map(({ subscribed }) => subscribed));
    const sent: string[] = [];
    const post = async (words: string): Promise<void> => {
      // The same name again, until there is an answer: it is one message.
      for (;;) {
        try {
          const response = await fetch(
            `${server.url}/api/headless/v1/messages/${room.uuid}/chat_room_messages`,
            {
              method: 'POST',
              headers: {
                authorization: `Bearer ${ada.token}`,
                'content-type': 'application/json',
              },
              body: JSON.stringify({ rich_text_body: text(words), creation_uuid: `kill-${words}` }),
            },
          );
          if (response.status === 202) break;
        } catch {
          // Nobody there just now.
        }
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
      sent.push(words);
    };
    for (const words of ['one', 'two']) await post(words);
    const talking = (async () => {
      for (let n = 3; n <= 20; n += 1) await post(String(n));
    })();
    await server.kill();
    await server.restart();
    await talking;
    const heard = (client: ReturningClient) =>
      client.heard
        .filter(({ event }) => event === 'newMessage')
        .map(({ creation_uuid }) => creation_uuid);
    const names = sent.map((words) => `kill-${words}`);
    const lacking = () => clients.filter((client) => heard(client).length < names.length).length;
    await expect.poll(lacking, { timeout: 30_000 }).toBe(0);
    for (const client of clients) {
      expect(heard(client)).toEqual(names);
      // Its session died with the server: it began anew, with its history.
      expect(client.story).not.toContain('reject_history');
    }
  });
});
