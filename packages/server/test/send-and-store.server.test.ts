import type { Client, Member, Message } from '@parley/client';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from './log-file.ts';
import { clientOf, signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let ada: Person;
let bob: Person;
const open: Client[] = [];

beforeAll(async () => {
  server = await startParley();
  [ada, bob] = await Promise.all([signIn(server, 1), signIn(server, 2)]);
});
afterEach(() => {
  for (const client of open.splice(0)) client.disconnect();
});
afterAll(async () => {
  await server.stop();
});

interface Listening {
  readonly client: Client;
  readonly messages: Message<{ message: string }>[];
  /** At the moment of each message: whether its sender could be told. */
  readonly authors: (Member | undefined)[];
}

async function listen(person: Person, topic: string): Promise<Listening> {
  const client = clientOf(server, person);
  open.push(client);
  const heard: Listening = { client, messages: [], authors: [] };
  await new Promise<void>((resolve) => {
    const subscription = client.subscribe<{ message: string }>(topic, {
      message: (message) => {
        heard.messages.push(message);
        const members = [...subscription.members.values()];
        heard.authors.push(members.find(({ cids }) => cids.includes(message.sender)));
      },
      ready: () => resolve(),
    });
    client.connect();
  });
  return heard;
}

describe('A3 sendMessage', () => {
  it('reaches every connection, the sender too, stamped by the server, and saves nothing', async () => {
    const topic = 'chat:a3';
    const all = [await listen(ada, topic), await listen(ada, topic), await listen(bob, topic)];
    const sender = all[0]?.client;
    await sender?.transmit(false, 'said', topic, { message: 'héllo 👋🏽', sender: 'somebody else' });
    for (const { messages, authors } of all) {
      await expect.poll(() => messages.length).toBe(1);
      expect(messages[0]).toMatchObject({
        type: 'said',
        action: 'said',
        topic,
        sender: sender?.connectionId,
        store: false,
        payload: { message: 'héllo 👋🏽', sender: 'somebody else' },
      });
      expect(messages[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(authors[0]?.scid).toBe(`m${ada.id}`);
    }
    expect(rowsOf(server, topic)).toEqual([]);
    expect((await listen(bob, topic)).messages).toEqual([]);
  });

  it('does not believe a client that claims to be another', async () => {
    const topic = 'chat:a3-claim';
    const socket = await PlainSocket.open(server, await ticketOf(server, ada));
    const connectionId = socket.frames[0]?.['connectionId'];
    socket.send({ op: 'subscribe', id: 1, topic });
    await socket.next('page');
    const claim = {
      sender: 'm2',
      timestamp: '1999-01-01',
      connectionId: 'x',
      author: { scid: 'm2' },
    };
    socket.send({ op: 'transmit', id: 2, topic, action: 'said', store: false, ...claim });
    const message = await socket.next('message');
    expect(message).toMatchObject({ sender: connectionId, topic });
    expect(message).not.toHaveProperty('author');
    expect(message['timestamp']).not.toBe(claim.timestamp);
    socket.close();
  });
});

describe('A4 storeMessage', () => {
  it('reaches everybody and leaves exactly one row in dbtable_schema.topic_messages', async () => {
    const topic = 'chat:a4';
    const all = [await listen(ada, topic), await listen(bob, topic)];
    const receipt = await all[0]?.client.transmit(true, 'said', topic, { message: 'kept' });
    expect(receipt?.position).toMatchObject({ offset: 1 });
    for (const { messages } of all) {
      await expect.poll(() => messages.length).toBe(1);
      expect(messages[0]).toMatchObject({
        store: true,
        payload: { message: 'kept' },
        replayed: false,
      });
    }
    expect(rowsOf(server, topic)).toEqual([
      { offset: 1, action: 'said', message: '{"message":"kept"}', member_id: ada.id },
    ]);
  });

  it('after a reload the history arrives, attributable though nobody else is there', async () => {
    const topic = 'chat:a4-history';
    const [first, second] = [await listen(ada, topic), await listen(bob, topic)];
    await first.client.transmit(true, 'said', topic, { message: 'from Ada' });
    await second.client.transmit(true, 'said', topic, { message: 'from Bob' });
    const ids = [first.client.connectionId, second.client.connectionId];
    first.client.disconnect();
    second.client.disconnect();
    await server.restart();

    const later = await listen(await signIn(server, 3), topic);
    expect(later.messages.map(({ payload }) => payload.message)).toEqual(['from Ada', 'from Bob']);
    expect(later.messages.map(({ replayed }) => replayed)).toEqual([true, true]);
    expect(later.messages.map(({ sender }) => sender)).toEqual(ids);
    expect(later.authors.map((author) => author?.scid)).toEqual([`m${ada.id}`, `m${bob.id}`]);
    expect(later.authors.map((author) => author?.online)).toEqual([false, false]);
  });
});

describe('B8 text in any script', () => {
  it('arrives byte for byte, live and from the history', async () => {
    const topic = 'chat:b8';
    const texts = [
      'שלום — مرحبا — 你好 — नमस्ते',
      '👩‍👩‍👧‍👦🏳️‍🌈👋🏽',
      'é vs é, ß, İ, \u0000\u001f\u2028\u2029',
      '\ud800 alone',
      '𝕏'.repeat(4000),
      '"\\</script>\n',
    ];
    const heard = await listen(ada, topic);
    for (const message of texts) await heard.client.transmit(true, 'said', topic, { message });
    await expect.poll(() => heard.messages.length).toBe(texts.length);
    const later = await listen(bob, topic);
    for (const { messages } of [heard, later]) {
      // A lone surrogate is no text: JSON carries it as an escape, and it may come back as that.
      expect(messages.map(({ payload }) => payload.message)).toEqual(texts);
    }
  });
});
