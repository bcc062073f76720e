import type { MessageView, MessageWindow, WindowQuery } from '@parley/domains/chat/schema';
import { describe, expect, it } from 'vitest';
import { KEPT, MessageStore, PAGE } from './message-store.ts';
import { messageOf } from './sample.test-data.ts';

/** A room's messages, and the windows that the server makes of them. */
class Room {
  all: MessageView[];
  readonly asked: Partial<WindowQuery>[] = [];
  /** Answers wait for this. */
  gate: Promise<void> = Promise.resolve();

  constructor(count: number) {
    this.all = Array.from({ length: count }, (_, at) => messageOf(at + 1));
  }

  readonly load = async (query: Partial<WindowQuery>): Promise<MessageWindow> => {
    this.asked.push(query);
    const { id, previous_per_page = 20, next_per_page = 20 } = query;
    const at = id === undefined ? this.all.length : this.all.findIndex((m) => m.id === id);
    const from = Math.max(0, at - previous_per_page);
    const to = id === undefined ? this.all.length : at + 1 + next_per_page;
    const records = this.all.slice(from, to);
    const answer = {
      id: id ?? null,
      has_previous_page: from > 0,
      has_next_page: to < this.all.length,
      first_id: records[0]?.id ?? null,
      last_id: records.at(-1)?.id ?? null,
      total_count: this.all.length,
      records,
    };
    await this.gate;
    return answer;
  };

  say(more: Partial<MessageView> = {}): MessageView {
    const message = messageOf(this.all.length + 1, more);
    this.all.push(message);
    return message;
  }
}

const ids = ({ state }: MessageStore): number[] => state.list.map(({ id }) => id);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

async function opened(
  count: number,
  around?: number,
): Promise<{ room: Room; store: MessageStore }> {
  const room = new Room(count);
  const store = new MessageStore({ load: room.load });
  await store.open(around);
  return { room, store };
}

describe('C12: a room of any length', () => {
  it('opens at its end, and comes to its beginning page by page, each message once', async () => {
    const { store } = await opened(120);
    expect(ids(store)).toEqual(range(71, 120));
    await store.older();
    await store.older();
    expect(ids(store)).toEqual(range(1, 120));
    expect(store.state).toMatchObject({ hasOlder: false, hasNewer: false, loading: undefined });
  });

  it('opens around a message, and comes to its end again', async () => {
    const { store } = await opened(200, 50);
    expect(ids(store)).toEqual(range(25, 75));
    expect(store.state).toMatchObject({ hasOlder: true, hasNewer: true });
    for (let n = 0; n < 3; n += 1) await store.newer();
    expect(ids(store)).toEqual(range(25, 200));
    expect(store.state.hasNewer).toBe(false);
  });

  it('never holds more than its bound, at either end', async () => {
    const { store } = await opened(500);
    for (let n = 0; n < 6; n += 1) await store.older();
    expect(ids(store)).toEqual(range(151, 450));
    expect(store.state.hasNewer).toBe(true);
    await store.newer();
    expect(ids(store)).toEqual(range(201, 500));
    expect(store.state).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  it('lets the oldest go while its reader follows, and keeps them while they do not', async () => {
    const { room, store } = await opened(KEPT);
    for (let n = 0; n < KEPT / PAGE; n += 1) await store.older();
    expect(ids(store)).toHaveLength(KEPT);
    store.newMessage(room.say());
    expect(ids(store)).toEqual(range(2, KEPT + 1));
    store.following = false;
    store.newMessage(room.say());
    expect(ids(store)[0]).toBe(2);
    for (let n = 0; n < 400; n += 1) store.newMessage(room.say());
    expect(ids(store)).toEqual(range(2, 2 * KEPT + 1));
    expect(store.state.hasNewer).toBe(true);
  });

  it('does not put a new message after a hole', async () => {
    const { room, store } = await opened(200, 50);
    store.newMessage(room.say());
    expect(ids(store)).toEqual(range(25, 75));
  });
});

describe('events while a window is on its way', () => {
  it('are in what stands there at the end, whichever was first', async () => {
    const room = new Room(3);
    let open = (): void => {};
    room.gate = new Promise((resolve) => {
      open = resolve;
    });
    const store = new MessageStore({ load: room.load });
    const ready = store.open();
    // The answer was made before these.
    store.newMessage(room.say());
    store.updatedMessage(messageOf(2, { body: 'edited' }));
    const gone = { id: 1, chat_room_uuid: 'u', parent_message_id: null, parent_message: null };
    store.deletedMessage(gone, '2026-11-20T11:00:00.000Z');
    open();
    await ready;
    expect(store.state.list.map(({ body }) => body)).toEqual([
      '',
      'edited',
      'message 3',
      'message 4',
    ]);
    expect(store.state.list[0]?.deleted_at).toBe('2026-11-20T11:00:00.000Z');
  });

  it('of an overtaken question are not lost with it', async () => {
    const { room, store } = await opened(3);
    let open = (): void => {};
    room.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = store.open();
    const second = store.open();
    store.newMessage(room.say());
    open();
    await Promise.all([first, second]);
    expect(ids(store)).toEqual([1, 2, 3, 4]);
    expect(store.state.loading).toBeUndefined();
  });
});

describe('a message', () => {
  it('that is deleted keeps nothing of what it said, and no late event brings it back', async () => {
    const { store } = await opened(2);
    const gone = { id: 2, chat_room_uuid: 'u', parent_message_id: null, parent_message: null };
    store.deletedMessage(gone, '2026-11-20T11:00:00.000Z');
    store.updatedMessage(messageOf(2, { body: 'late' }));
    expect(JSON.stringify(store.state.list[1])).not.toContain('message 2');
    expect(store.state.list[1]).toMatchObject({ body: '', reactions: [] });
  });

  it('C10: counts its replies by what they say, twice told or once', async () => {
    const { store } = await opened(2);
    const reply = messageOf(3, {
      parent_message_id: 1,
      chat_thread_id: 9,
      chat_thread_replies_count: 1,
      total_thread_participants_count: 1,
    });
    store.newMessage(reply);
    store.newMessage(reply);
    expect(ids(store)).toEqual([1, 2]);
    expect(store.state.list[0]).toMatchObject({ replies_count: 1, chat_thread_id: 9 });
    const parent_message = messageOf(1, { replies_count: 0 });
    store.deletedMessage(
      { id: 3, chat_room_uuid: 'u', parent_message_id: 1, parent_message },
      'now',
    );
    expect(store.state.list[0]?.replies_count).toBe(0);
  });

  it('of another thread is not one of this', async () => {
    const room = new Room(0);
    const store = new MessageStore({ load: room.load, parentId: 1 });
    await store.open();
    store.newMessage(messageOf(5, { parent_message_id: 1 }));
    store.newMessage(messageOf(6, { parent_message_id: 2 }));
    store.newMessage(messageOf(7));
    expect(ids(store)).toEqual([5]);
    expect(room.asked[0]).toMatchObject({ parent_message_id: 1 });
  });
});

it('what could not be fetched is told, and can be asked for again', async () => {
  let fails = true;
  const room = new Room(3);
  const store = new MessageStore({
    load: (query) => (fails ? Promise.reject(new Error('No network.')) : room.load(query)),
  });
  await store.open();
  expect(store.state).toMatchObject({ loading: undefined, error: { message: 'No network.' } });
  fails = false;
  await store.open();
  expect(store.state.error).toBeUndefined();
  expect(ids(store)).toEqual([1, 2, 3]);
});
