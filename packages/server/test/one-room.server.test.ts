import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CableSocket } from './cable-socket.ts';
import { ask, programOf, tokenOf } from './people.ts';
import { newPerson, settled, type SocialPerson } from './social.ts';

interface Message {
  readonly id: number;
}

let server: TestServer;
let ada: SocialPerson;
let bob: SocialPerson;
let eve: SocialPerson;
let room: string;
const ends: (() => void)[] = [];
beforeAll(async () => {
  server = await startParley({ env: { PARLEY_SIGN_UP: 'open', PARLEY_TRUST_PROXY: '1' } });
  ada = await newPerson(server, 'Ada');
  bob = await newPerson(server, 'Bob');
  eve = await newPerson(server, 'Eve');
  const found = await ada.ask<{ id: string }>(
    'mutation ($u: String!) { getLocation(username: $u) { id } }',
    { u: bob.username },
  );
  room = found.id;
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(() => {
  for (const person of [ada, bob, eve]) person.close();
  return server.stop();
});

const bearer = async ({ id }: SocialPerson) => ({
  authorization: `Bearer ${await tokenOf(server, id)}`,
});

/** The messages of the room that a member hears, by id, in each language, in their order. */
async function listen(member: SocialPerson) {
  const { socket, heard } = await member.socket();
  const cable = new CableSocket(server.url, { headers: await bearer(member) });
  const identifier = JSON.stringify({ channel: 'Chats::RoomChannel', chat_room_uuid: room });
  await cable.next();
  const confirmed = await cable.ask({ command: 'subscribe', identifier });
  expect(confirmed['type']).toBe('confirm_subscription');
  const client = await programOf(server, member.id);
  client.connect();
  const byTopic: number[] = [];
  let joined = (): void => {};
  const ready = new Promise<void>((resolve) => (joined = resolve));
  client.subscribe<Message>(`room:${room}`, {
    message: ({ payload }) => void byTopic.push(payload.id),
    ready: () => joined(),
  });
  await ready;
  ends.push(
    () => cable.close(),
    () => client.disconnect(),
  );
  return {
    socket,
    socketIo: () => heard.of('chatroom').map((message) => (message as Message).id),
    cable: () =>
      cable.frames.flatMap(({ identifier: of, message }) =>
        of === identifier && message !== undefined ? [(message as Message).id] : [],
      ),
    topic: () => byTopic,
  };
}

describe('F1 one room, three languages', () => {
  it('what is said through any door arrives in all, in one order', async () => {
    const listeners = [await listen(bob), await listen(ada)];
    const { socket } = await ada.socket();
    const rest = await bearer(ada);
    const client = await programOf(server, bob.id);
    client.connect();
    client.subscribe(`room:${room}`, () => {});
    ends.push(() => client.disconnect());
    const topic = `room:${room}`;
    await socket.emitWithAck('parley:subscribe', topic);
    const doors: readonly ((text: string) => Promise<unknown>)[] = [
      (text) =>
        ada.ask(
          'mutation ($c: ID!, $t: String!) { sendMessage(chatroom: $c, content: $t) { id } }',
          { c: room, t: text },
        ),
      async (body) => {
        const path = `/api/headless/v1/messages/${room}/chat_room_messages`;
        expect((await ask(server, null, `POST ${path}`, { body }, rest)).status).toBe(202);
      },
      (message) => client.transmit(true, 'newMessage', topic, { message }),
      async (message) => {
        const said = { topic, event: 'newMessage', payload: { message } };
        expect(await socket.emitWithAck('parley:publish', said)).toMatchObject({ success: true });
      },
    ];
    const rounds = 5;
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(doors.map((say, door) => say(`${round}-${door}`)));
    }
    const all = await bob.ask<{ messages: { id: number; content: string }[] }>(
      'query ($c: ID!) { getChatroomData(chatId: $c) { messages(first: 50) { id content } } }',
      { c: room },
    );
    const order = all.messages.map(({ id }) => id).toReversed();
    expect(order).toHaveLength(rounds * doors.length);
    expect(new Set(all.messages.map(({ content }) => content)).size).toBe(order.length);
    for (const { socketIo, cable, topic: byTopic } of listeners) {
      for (const heard of [socketIo, cable, byTopic]) {
        await expect.poll(() => heard().length, { timeout: 10_000 }).toBe(order.length);
        expect(heard()).toEqual(order);
      }
    }
  });

  it('the same who may not hear it in one may not in the others, and hears nothing', async () => {
    const { socket, heard } = await eve.socket();
    const topic = `room:${room}`;
    expect(await socket.emitWithAck('parley:subscribe', topic)).toMatchObject({
      success: false,
      error: { code: 'forbidden' },
    });
    for (const own of [`chat-room-channel-${bob.id}`, `social-channel-${bob.id}`]) {
      expect(await socket.emitWithAck('parley:subscribe', own)).toMatchObject({ success: false });
    }
    const said = { topic, event: 'newMessage', payload: { message: 'x' } };
    expect(await socket.emitWithAck('parley:publish', said)).toMatchObject({ success: false });
    const cable = new CableSocket(server.url, { headers: await bearer(eve) });
    ends.push(() => cable.close());
    await cable.next();
    const identifier = JSON.stringify({ channel: 'Chats::RoomChannel', chat_room_uuid: room });
    const answer = await cable.ask({ command: 'subscribe', identifier });
    expect(answer['type']).toBe('reject_subscription');
    const send = 'mutation ($c: ID!) { sendMessage(chatroom: $c, content: "x") { id } }';
    await ada.ask(send, { c: room });
    await settled(socket);
    expect(heard.of('chatroom')).toEqual([]);
  });
});
