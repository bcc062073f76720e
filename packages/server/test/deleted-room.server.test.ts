import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

let server: TestServer;
const open: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(async () => {
  await server.stop();
});

async function listen(person: Person, topics: readonly string[]): Promise<PlainSocket> {
  const socket = await PlainSocket.open(server, await ticketOf(server, person));
  open.push(socket);
  for (const [index, topic] of topics.entries()) {
    socket.send({ op: 'subscribe', id: index + 1, topic });
    await socket.next('subscribed');
  }
  return socket;
}

describe('C9 a deleted room', () => {
  it('ends for all who listen, in it or not, and no door leads there any more', async () => {
    const [ada, bob, cyd] = await Promise.all([
      signIn(server, 1),
      signIn(server, 2),
      signIn(server, 3),
    ]);
    const rooms = '/api/headless/v1/messages';
    const { body } = await ask(server, ada, `POST ${rooms}`, {
      chat_room: {
        kind: 'group_chat',
        access: 'open',
        name: 'Yard sale',
        community_member_ids: [bob.id],
      },
    });
    const room = body as { uuid: string; topic: string; identifier: string };
    const participant = await listen(bob, [room.topic, `chat-room-channel-${bob.id}`]);
    const visitor = await listen(cyd, [room.identifier, 'community']);
    expect((await ask(server, cyd, `DELETE ${rooms}/${room.uuid}`)).status).toBe(403);
    expect((await ask(server, ada, `DELETE ${rooms}/${room.uuid}`)).status).toBe(204);
    expect(await participant.next('removed')).toMatchObject({ topic: room.topic, code: 'removed' });
    expect(await visitor.next('removed')).toMatchObject({ code: 'removed' });
    const gone = { chat_room_uuid: room.uuid };
    for (const socket of [participant, visitor]) {
      const told = await socket.next('message', ({ action }) => action === 'chatRoomDeleted');
      expect(told).toMatchObject({ payload: gone });
    }
    visitor.send({ op: 'subscribe', id: 50, topic: room.topic });
    expect(await visitor.next('error')).toMatchObject({ code: 'forbidden' });
    for (const path of ['', '/chat_room_messages', '/chat_room_participants']) {
      expect((await ask(server, ada, `GET ${rooms}/${room.uuid}${path}`)).status).toBe(404);
    }
  });
});
