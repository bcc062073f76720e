import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword } from '../demo/community.ts';
import { seedDemo } from '../demo.ts';
import type { ChatRoomView } from '../chat/schema.ts';
import { quickHasher, type OpenDomains } from './open-domains.ts';

const DAY = 24 * 3600_000;

/** What the demo promises, on whatever engine. */
export function demoSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    let seeds: Awaited<ReturnType<typeof seedDemo>>[];
    let me: number;
    let rooms: readonly ChatRoomView[];
    beforeAll(async () => {
      at = await open();
      const hasher = quickHasher;
      seeds = await Promise.all([seedDemo(at.db, { hasher }), seedDemo(at.db, { hasher })]);
      const [email = ''] = seeds[0]?.emails ?? [];
      const account = { email, password: demoPassword };
      const { member } = await at.identity.signIn(account, { userAgent: '' });
      expect(member).toMatchObject({ role: 'admin', email: 'demo1@example.com' });
      me = member.id;
      const query = { page: 1, per_page: 100, status: 'active' } as const;
      rooms = (await at.chat.listRooms(me, query)).records;
    });
    afterAll(() => at.close());

    it('is made once', async () => {
      expect(seeds.filter(({ seeded }) => seeded)).toHaveLength(1);
      await expect(at.identity.needsSetup()).resolves.toBe(false);
    });

    it('has rooms and a direct conversation, with something unread', () => {
      expect(rooms.map((room) => room.chat_room_name).toSorted()).toEqual([
        'Design',
        'Launch team',
        'Lobby',
        'Priya Raman',
      ]);
      expect(rooms[0]).toMatchObject({
        chat_room_name: 'Launch team',
        current_participant: { pinned_at: expect.any(String) },
        pinned_message: {
          body: 'Good. I move the announcement to Monday, nobody loses a weekend.',
        },
        unread_messages_count: 2,
      });
      expect(rooms.every((room) => room.last_message !== null)).toBe(true);
    });

    it('has a history that looks lived, the same in the log as in the rows', async () => {
      const lobby = rooms.find((room) => room.chat_room_name === 'Lobby');
      const { topic = '', uuid = '' } = lobby ?? {};
      const { messages } = await at.db.log.read({ topic, limit: 1000, internal: false });
      const times = messages.map(({ timestamp }) => Date.parse(timestamp));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(DAY);
      expect(times.at(-1)).toBeLessThan(at.clock.now());
      const window = { previous_per_page: 100, next_per_page: 0 };
      const { records } = await at.chat.messageWindow(me, uuid, window);
      for (const { id, offset, sent_at } of records) {
        const event = messages.find(({ position }) => position.offset === offset);
        expect(event?.timestamp).toBe(sent_at);
        expect(JSON.parse(event?.payload ?? '{}')).toMatchObject({ id });
      }
      expect(records.some(({ reactions }) => reactions.length > 0)).toBe(true);
      expect(records.some(({ replies_count }) => replies_count === 3)).toBe(true);
    });

    it('has threads and notifications', async () => {
      const threads = await at.chat.listThreads(me, { page: 1, per_page: 20 });
      expect(threads.count).toBeGreaterThan(0);
      const counts = await at.notifications.counts(me);
      expect(counts.new_notifications_count).toBeGreaterThan(0);
      const query = { page: 1, per_page: 100, sort: 'newest', status: 'all' } as const;
      const { count } = await at.notifications.list(me, query);
      expect(count).toBeGreaterThan(counts.new_notifications_count);
    });

    it('has a meeting that is now, one that is over with its log and a rating, and a quote to answer', async () => {
      const all = { limit: 50 } as const;
      const { bookings } = await at.exchange.listBookings(me, { when: 'coming', ...all });
      expect(bookings).toHaveLength(1);
      const [now] = bookings;
      expect(now?.participants.map((one) => one.name)).toEqual(['Mara Lindqvist', 'Priya Raman']);
      expect(Date.parse(now?.startsOn ?? '')).toBeLessThanOrEqual(at.clock.now());
      expect(Date.parse(now?.endsOn ?? '')).toBeGreaterThan(at.clock.now());
      const [past] = (await at.exchange.listBookings(me, { when: 'past', ...all })).bookings;
      const exchange = await at.exchange.findExchange(me, past?.id ?? 0);
      expect(exchange.ratings).toMatchObject([{ thumb: 'up' }]);
      expect(await at.exchange.listAttendance(me, past?.id ?? 0)).toHaveLength(2);
      const asked = { side: 'received', status: 'open', ...all } as const;
      expect((await at.exchange.listQuotes(me, asked)).quotes).toHaveLength(1);
      const schedules = await at.exchange.listSchedules(me, { owner: 'me', ...all });
      expect(schedules.schedules).toMatchObject([{ title: 'Office hours' }]);
    });
  });
}
