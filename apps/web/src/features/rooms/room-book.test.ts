import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import { RoomBook, type RoomDoors } from './room-book.ts';
import { message, own, room } from './sample.test-data.ts';

/** A server whose answers are given when the test says so, and a clock that it moves. */
function setup(listed: readonly Room[] = []) {
  const held: (() => void)[] = [];
  const timers = new Set<() => void>();
  const asked: string[] = [];
  const server = { active: listed, open: [] as readonly Room[], archived: [] as readonly Room[] };
  let holding = false;
  let failing: ApiError | undefined;
  const wait = (): Promise<void> =>
    holding ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
  const doors: RoomDoors = {
    async list({ status, page }) {
      asked.push(`${status} ${page}`);
      const all = server[status];
      await wait();
      if (failing !== undefined) throw failing;
      const records = all.slice((page - 1) * 100, page * 100);
      const has_next_page = all.length > page * 100;
      return { page, per_page: 100, has_next_page, count: all.length, page_count: 1, records };
    },
    async find(uuid) {
      asked.push(`find ${uuid}`);
      const found = server.active.find((one) => one.uuid === uuid);
      await wait();
      if (found === undefined) throw new ApiError('not_found', 'Gone.', { status: 404 });
      return found;
    },
    async markRead(uuid) {
      asked.push(`read ${uuid}`);
      await wait();
      if (failing !== undefined) throw failing;
    },
  };
  const book = new RoomBook({
    doors,
    memberId: 1,
    after(_, then) {
      timers.add(then);
      return () => timers.delete(then);
    },
  });
  return {
    book,
    server,
    asked,
    unread: (uuid = 'a') => book.state.rooms.get(uuid)?.unread_messages_count,
    hold: (on: boolean) => (holding = on),
    fail: (error: ApiError | undefined) => (failing = error),
    async release() {
      for (const answer of held.splice(0)) answer();
      await settled();
    },
    async pass() {
      for (const then of Array.from(timers)) {
        timers.delete(then);
        then();
      }
      await settled();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the rooms of a member', () => {
  it('are listed page after page, the open ones beside them', async () => {
    const many = Array.from({ length: 130 }, (_, n) => room(`r${n}`));
    const at = setup(many);
    at.server.open = [room('o', { current_participant: null })];
    await at.book.load();
    expect(at.book.state.rooms.size).toBe(131);
    expect(at.asked.toSorted()).toEqual(['active 1', 'active 2', 'open 1']);
  });

  it('say that they did not come, and keep what is known', async () => {
    const at = setup([room('a')]);
    at.fail(new ApiError('offline', 'x'));
    await at.book.load();
    expect(at.book.state).toMatchObject({ known: false, error: { code: 'offline' } });
    at.fail(undefined);
    await at.book.load();
    at.fail(new ApiError('offline', 'x'));
    await at.book.load();
    expect(at.book.state.rooms.has('a')).toBe(true);
  });

  it('count a message once that comes while the list is on its way, whichever is newer', async () => {
    const at = setup([room('a', { unread_messages_count: 1, last_message: message(5) })]);
    at.hold(true);
    const loading = at.book.load();
    at.book.told('own', 'newMessage', message(5));
    at.book.told('own', 'newMessage', message(6));
    await at.release();
    await loading;
    expect(at.unread()).toBe(2);
  });

  it('ask again for a room that was read elsewhere while the list was on its way', async () => {
    const at = setup([room('a', { unread_messages_count: 1, last_message: message(7) })]);
    at.hold(true);
    const loading = at.book.load();
    at.book.told('own', 'chatRoomRead', { chat_room_uuid: 'a' });
    await at.release();
    await loading;
    at.hold(false);
    await at.pass();
    expect(at.asked).toContain('find a');
    expect(at.unread()).toBe(1);
  });

  it('let a newer question overtake an older one', async () => {
    const at = setup([room('a')]);
    at.hold(true);
    const first = at.book.load();
    at.server.active = [room('b')];
    const second = at.book.load();
    await at.release();
    await Promise.all([first, second]);
    expect([...at.book.state.rooms.keys()]).toEqual(['b']);
  });

  it('ask once for a room that changes many times at once', async () => {
    const at = setup([room('a')]);
    await at.book.load();
    for (let n = 0; n < 5; n += 1) at.book.told('own', 'chatRoomUpdated', room('a'));
    await at.pass();
    expect(at.asked.filter((door) => door === 'find a')).toHaveLength(1);
  });

  it('do not put an answer over what was said after it was asked for', async () => {
    const at = setup([room('a')]);
    await at.book.load();
    at.book.refresh('a');
    at.hold(true);
    await at.pass();
    at.book.told('own', 'newMessage', message(5));
    at.server.active = [room('a', { unread_messages_count: 1, last_message: message(5) })];
    at.hold(false);
    await at.release();
    expect(at.unread()).toBe(1);
  });

  it('take an answer whose last message is older, as when one was deleted', async () => {
    const at = setup([room('a', { last_message: message(5) })]);
    await at.book.load();
    at.server.active = [room('a', { last_message: message(4) })];
    at.book.refresh('a');
    await at.pass();
    expect(at.book.state.rooms.get('a')?.last_message?.id).toBe(4);
  });

  it('drop a room that is not there any more', async () => {
    const at = setup([room('a')]);
    await at.book.load();
    at.server.active = [];
    at.book.refresh('a');
    await at.pass();
    expect(at.book.state.rooms.has('a')).toBe(false);
  });

  it('keep those put away, which no list holds unless somebody looks', async () => {
    const old = room('old', { current_participant: own({ archived: true }) });
    const at = setup([room('a')]);
    at.server.archived = [old];
    await at.book.load();
    at.book.put(old);
    await at.book.load();
    expect(at.book.state.rooms.has('old')).toBe(true);
    at.server.archived = [];
    await at.book.load({ archived: true });
    expect(at.book.state.rooms.has('old')).toBe(false);
  });

  it('know nothing of events with a name like a method’s', async () => {
    const at = setup([room('a')]);
    await at.book.load();
    const before = at.book.state;
    at.book.told('own', 'constructor', {});
    expect(at.book.state).toBe(before);
  });
});

describe('reading a room', () => {
  const unreadRoom = room('a', { unread_messages_count: 3, last_message: message(5) });

  it('shows at once, and tells the server', async () => {
    const at = setup([unreadRoom]);
    await at.book.load();
    await at.book.markRead('a');
    await at.book.markRead('a');
    expect(at.unread()).toBe(0);
    expect(at.asked.filter((door) => door === 'read a')).toHaveLength(1);
  });

  it('tells the server one call at a time, and the last one comes after the last message', async () => {
    const at = setup([unreadRoom]);
    await at.book.load();
    at.hold(true);
    const reading = at.book.markRead('a');
    for (const id of [6, 7, 8]) {
      at.book.told('own', 'newMessage', message(id));
      void at.book.markRead('a');
    }
    expect(at.asked.filter((door) => door === 'read a')).toHaveLength(1);
    await at.release();
    await at.release();
    await reading;
    expect(at.asked.filter((door) => door === 'read a')).toHaveLength(2);
    expect(at.unread()).toBe(0);
  });

  it('is taken back when the server did not hear of it', async () => {
    const at = setup([unreadRoom]);
    await at.book.load();
    at.fail(new ApiError('offline', 'x'));
    await at.book.markRead('a');
    await at.pass();
    expect(at.unread()).toBe(3);
  });
});
