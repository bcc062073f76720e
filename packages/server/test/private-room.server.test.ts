import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from './log-file.ts';
import { ask, signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket, type Frame } from './plain-socket.ts';

let server: TestServer;
let ada: Person;
let bob: Person;
const open: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_MESSAGES_PER_SECOND: '100000', PARLEY_REFUSED_FRAMES: '100000' },
  });
  [ada, bob] = await Promise.all([signIn(server, 1), signIn(server, 2)]);
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(async () => {
  await server.stop();
});

/** A private room of Ada's: its topic, and letting Bob in and out. */
async function privateRoom(showHistory: boolean) {
  const { body } = await ask(server, ada, 'POST /api/headless/v1/messages', {
    chat_room: { kind: 'group_chat', name: 'Private', show_history: showHistory },
  });
  const room = body as { uuid: string; topic: string };
  const path = `/api/headless/v1/messages/${room.uuid}/chat_room_participants`;
  return {
    topic: room.topic,
    add: async () => {
      const added = await ask(server, ada, `POST ${path}`, { community_member_ids: [bob.id] });
      expect(added.status).toBe(204);
    },
    remove: async () => {
      const { records } = (await ask(server, ada, `GET ${path}`)).body as {
        records: readonly { id: number; community_member_id: number }[];
      };
      const his = records.find(({ community_member_id }) => community_member_id === bob.id);
      expect((await ask(server, ada, `DELETE ${path}/${his?.id}`)).status).toBe(204);
    },
  };
}

async function connect(person: Person): Promise<PlainSocket> {
  const socket = await PlainSocket.open(server, await ticketOf(server, person));
  open.push(socket);
  return socket;
}

async function join(socket: PlainSocket, frame: Frame): Promise<Frame> {
  socket.send({ op: 'subscribe', ...frame });
  await socket.next('subscribed');
  return socket.next('page', ({ last }) => last === true);
}

async function say(socket: PlainSocket, topic: string, message: string): Promise<void> {
  socket.send({
    op: 'transmit',
    id: 900,
    topic,
    action: 'message',
    store: true,
    payload: { message },
  });
  expect(await socket.next(['ok', 'error'])).toMatchObject({ op: 'ok' });
}

const textsOf = (page: Frame): string[] =>
  (page['messages'] as { payload: { message: string } }[]).map(({ payload }) => payload.message);

/** Every offset of the topic that a connection has seen, live or in a page. */
const offsetsOf = ({ frames }: PlainSocket): number[] =>
  frames.flatMap((frame) => {
    if (frame['op'] === 'message') return [Number(frame['offset'])];
    if (frame['op'] !== 'page') return [];
    return (frame['messages'] as { offset: number }[]).map(({ offset }) => offset);
  });

describe('A6 C7 a private room', () => {
  it.each([1, 2, 3, 4, 5])(
    'removed in mid-stream: everything before reaches them, nothing after (try %i)',
    async () => {
      const room = await privateRoom(true);
      await room.add();
      const [writer, reader] = [await connect(ada), await connect(bob)];
      await join(writer, { id: 1, topic: room.topic });
      await join(reader, { id: 1, topic: room.topic });
      const { topic } = room;
      const flow = { op: 'transmit', topic, action: 'message', store: true };
      let id = 1;
      const more = (count: number): void => {
        for (let n = 0; n < count; n += 1) {
          id += 1;
          writer.send({ ...flow, id, payload: { message: `message ${id}` } });
        }
      };
      more(40);
      await reader.next('message');
      const removing = room.remove();
      for (let wave = 0; wave < 5; wave += 1) {
        more(20);
        // Whoever is about to be removed tries every other way to read.
        reader.send({ op: 'history', id: 100 + wave, topic, limit: 100 });
        await writer.next('ok', (frame) => frame['id'] === id);
      }
      await removing;
      more(20);
      await writer.next('ok', (frame) => frame['id'] === id);
      expect(await reader.next('removed')).toMatchObject({ topic, code: 'removed' });
      reader.send({ op: 'subscribe', id: 200, topic });
      expect(await reader.next('error', (frame) => frame['id'] === 200)).toMatchObject({
        code: 'forbidden',
      });
      const rows = rowsOf(server, topic);
      const removal = rows.find(({ action }) => action === 'parley.removed')?.offset ?? 0;
      expect(removal).toBeGreaterThan(1);
      expect(rows.length).toBeGreaterThan(removal);
      expect(Math.max(...offsetsOf(reader))).toBeLessThan(removal);
      const live = reader.frames.filter(({ op }) => op === 'message').map(({ offset }) => offset);
      expect(live).toEqual(Array.from({ length: removal - 1 }, (_, n) => n + 1));
      const end = reader.frames.findIndex(({ op }) => op === 'removed');
      const after = reader.frames.slice(end).filter(({ op }) => op === 'message' || op === 'page');
      expect(after).toEqual([]);
    },
  );

  it('is no more there, by its number or its name, than one that was never made', async () => {
    const { body } = await ask(server, ada, 'POST /api/headless/v1/messages', {
      chat_room: { kind: 'group_chat', name: 'Hidden' },
    });
    const { id, uuid } = body as { id: number; uuid: string };
    const his = await connect(bob);
    const refusalOf = async (topic: string): Promise<Frame> => {
      his.send({ op: 'subscribe', id: 1, topic });
      const { topic: _, ...refusal } = await his.next('error');
      return refusal;
    };
    const refusal = await refusalOf(`chat-room-${id + 1000}-channel`);
    expect(refusal).toMatchObject({ code: 'forbidden' });
    for (const topic of [`chat-room-${id}-channel`, `room:${uuid}`, `room:${uuid.slice(1)}`]) {
      expect(await refusalOf(topic)).toEqual(refusal);
    }
  });

  it('without show_history a newcomer reads nothing of before, live or by any cursor', async () => {
    const room = await privateRoom(false);
    const writer = await connect(ada);
    await join(writer, { id: 1, topic: room.topic });
    await say(writer, room.topic, 'before Bob');
    await room.add();
    await say(writer, room.topic, 'with Bob');
    const reader = await connect(bob);
    expect(textsOf(await join(reader, { id: 1, topic: room.topic }))).toEqual(['with Bob']);
    reader.send({ op: 'history', id: 2, topic: room.topic, after: { epoch: '', offset: 0 } });
    expect(textsOf(await reader.next('page'))).toEqual(['with Bob']);

    reader.send({ op: 'unsubscribe', id: 3, topic: room.topic });
    await reader.next('ok');
    reader.send({ op: 'subscribe', id: 4, topic: room.topic, since: { epoch: '', offset: 0 } });
    const resumed = await reader.next('subscribed');
    const page = await reader.next('page', ({ last }) => last === true);
    expect(textsOf(page)).toEqual(['with Bob']);
    expect(resumed).toMatchObject({ recovered: false, gap: { reason: 'unreadable' } });
  });

  it('who left and came back reads the stretches of being there, and not what was said between', async () => {
    const room = await privateRoom(false);
    const [writer, reader] = [await connect(ada), await connect(bob)];
    await join(writer, { id: 1, topic: room.topic });
    await room.add();
    await say(writer, room.topic, 'first stay');
    await room.remove();
    await say(writer, room.topic, 'in between');
    reader.send({ op: 'subscribe', id: 1, topic: room.topic });
    expect(await reader.next('error')).toMatchObject({ code: 'forbidden' });
    await room.add();
    await say(writer, room.topic, 'second stay');
    const page = await join(reader, { id: 2, topic: room.topic });
    expect(textsOf(page)).toEqual(['first stay', 'second stay']);
    for (const limit of [1, 2, 50]) {
      reader.send({ op: 'history', id: 10 + limit, topic: room.topic, limit });
      const older = await reader.next('page', (frame) => frame['id'] === 10 + limit);
      expect(textsOf(older)).not.toContain('in between');
    }
    await say(reader, room.topic, 'I am back');
    const rows = rowsOf(server, room.topic).map(({ message }) => message);
    expect(rows.filter((row) => row.includes('in between'))).toHaveLength(1);
  });
});
