import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeLimits } from '../exchange/limits.ts';
import { DAY, ExchangeScene, HOUR, list, refusal, weekly } from './exchange-scene.ts';
import type { OpenDomains } from './open-domains.ts';

/** What schedules, quotes and bookings promise, on whatever engine. */
export function schedulesSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    let scene: ExchangeScene;
    beforeAll(async () => {
      at = await open();
      scene = new ExchangeScene(at);
    });
    afterAll(() => at.close());

    describe('a schedule', () => {
      it('shows its free slots at its own times, in summer and in winter', async () => {
        const { schedule } = await scene.three();
        const openings = await at.exchange.listOpenings(schedule.id, { days: 8 });
        expect(openings.map(({ date, startsOn, endsOn }) => [date, startsOn, endsOn])).toEqual([
          ['2026-06-01', '2026-06-01T13:00:00.000Z', '2026-06-01T13:30:00.000Z'],
          ['2026-06-03', '2026-06-03T07:00:00.000Z', '2026-06-03T08:00:00.000Z'],
          ['2026-06-08', '2026-06-08T13:00:00.000Z', '2026-06-08T13:30:00.000Z'],
        ]);
        const winter = { from: '2026-10-26', days: 1 };
        expect(await at.exchange.listOpenings(schedule.id, winter)).toMatchObject([
          { startsOn: '2026-10-26T14:00:00.000Z' },
        ]);
        // What is over is none.
        const gone = { from: '2026-05-25', days: 7 };
        expect(await at.exchange.listOpenings(schedule.id, gone)).toEqual([]);
      });

      it('is changed by its owner alone; slots that stay keep their ids, and what was asked keeps its time', async () => {
        const { owner, client, schedule, body } = await scene.wednesday();
        const quote = await at.exchange.ask(client.id, schedule.id, body);
        const [monday] = schedule.slots;
        const next = { ...weekly, title: 'Other talks', slots: weekly.slots.slice(0, 1) };
        const { id } = schedule;
        expect(await refusal(at.exchange.updateSchedule(client.id, id, next))).toBe('not_found');
        expect(await refusal(at.exchange.deleteSchedule(client.id, id))).toBe('not_found');
        const changed = await at.exchange.updateSchedule(owner.id, id, next);
        expect(changed).toMatchObject({ title: 'Other talks', slots: [monday] });
        expect(await refusal(at.exchange.ask(client.id, id, body))).toBe('not_found');
        const booking = await at.exchange.acceptQuote(owner.id, quote.id);
        expect(booking.startsOn).toBe(quote.startsOn);
        expect(
          scene.told(owner.id).filter(([event]) => event === 'exchange.scheduleChanged'),
        ).toEqual([
          ['exchange.scheduleChanged', { scheduleId: id }],
          ['exchange.scheduleChanged', { scheduleId: id }],
        ]);
      });

      it('takes no slots that overlap, over the end of the week too, and has a limit of them', async () => {
        const { owner } = await scene.three();
        const bad = [
          { weekday: 7, startsAt: '23:30', minutes: 60 },
          { weekday: 1, startsAt: '00:15', minutes: 30 },
        ];
        const made = at.exchange.createSchedule(owner.id, { ...weekly, slots: bad });
        expect(await refusal(made)).toBe('invalid');
        for (let more = 1; more < exchangeLimits.schedulesPerMember.default; more += 1) {
          await at.exchange.createSchedule(owner.id, weekly);
        }
        expect(await refusal(at.exchange.createSchedule(owner.id, weekly))).toBe('too_many');
      });

      it('that is deleted is gone: who asked is declined and told, what is booked stands', async () => {
        const { owner, client, schedule, body, booking } = await scene.booked();
        const asked = { ...body, date: '2026-06-17' };
        const quote = await at.exchange.ask(client.id, schedule.id, asked);
        await at.exchange.deleteSchedule(owner.id, schedule.id);
        expect(await refusal(at.exchange.findSchedule(schedule.id))).toBe('not_found');
        expect(await refusal(at.exchange.ask(client.id, schedule.id, asked))).toBe('not_found');
        const all = { side: 'asked', status: 'all', ...list } as const;
        expect((await at.exchange.listQuotes(client.id, all)).quotes[0]).toMatchObject({
          id: quote.id,
          status: 'declined',
        });
        expect((await scene.notified(client.id))[0]).toEqual([
          'exchange',
          `${owner.name} declined the meeting`,
          '/bookings/requests',
        ]);
        expect(await at.exchange.findBooking(owner.id, booking.id)).toMatchObject({
          cancelledOn: null,
        });
      });

      it('is listed to everybody by pages, without doubles and gaps', async () => {
        const { owner, stranger } = await scene.three();
        for (let more = 0; more < 3; more += 1) await at.exchange.createSchedule(owner.id, weekly);
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const query = { owner: owner.id, limit: 3, cursor };
          const { schedules, next } = await at.exchange.listSchedules(stranger.id, query);
          seen.push(...schedules.map(({ id }) => id));
          cursor = next ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toHaveLength(4);
        expect(new Set(seen).size).toBe(4);
      });
    });

    describe('a quote', () => {
      it('asks for a slot on a date: both see it, the owner is notified, and nobody else knows', async () => {
        const { owner, client, stranger, schedule, body } = await scene.wednesday();
        const quote = await at.exchange.ask(client.id, schedule.id, body);
        expect(quote).toEqual({
          id: expect.any(Number),
          scheduleId: schedule.id,
          scheduleTitle: 'Talks',
          title: 'The plan',
          note: 'Hello',
          startsOn: '2026-06-10T07:00:00.000Z',
          endsOn: '2026-06-10T08:00:00.000Z',
          status: 'open',
          owner: { id: owner.id, name: owner.name, color: owner.color },
          client: { id: client.id, name: client.name, color: client.color },
          bookingId: null,
          askedOn: new Date(at.clock.now()).toISOString(),
          answeredOn: null,
        });
        expect(scene.told(owner.id).at(-1)).toEqual(['exchange.quoteChanged', quote]);
        expect(scene.told(client.id)).toEqual([['exchange.quoteChanged', quote]]);
        expect(scene.told(stranger.id)).toEqual([]);
        expect(await scene.notified(owner.id)).toEqual([
          ['exchange', `${client.name} asks you for a meeting`, '/bookings/requests'],
        ]);
        const received = { side: 'received', status: 'open', ...list } as const;
        expect((await at.exchange.listQuotes(owner.id, received)).quotes).toEqual([quote]);
        expect((await at.exchange.listQuotes(stranger.id, received)).quotes).toEqual([]);
        for (const act of ['acceptQuote', 'declineQuote', 'withdrawQuote'] as const) {
          expect(await refusal(at.exchange[act](stranger.id, quote.id))).toBe('not_found');
        }
        expect(await refusal(at.exchange.acceptQuote(client.id, quote.id))).toBe('forbidden');
        expect(await refusal(at.exchange.declineQuote(client.id, quote.id))).toBe('forbidden');
        expect(await refusal(at.exchange.withdrawQuote(owner.id, quote.id))).toBe('forbidden');
      });

      it('is refused with a reason, and changes nothing', async () => {
        const { owner, client, schedule, body } = await scene.wednesday();
        const heard = at.heard.length;
        const asked = (changes: object, who = client.id) =>
          refusal(at.exchange.ask(who, schedule.id, { ...body, ...changes }));
        expect(await asked({}, owner.id)).toBe('forbidden');
        expect(await asked({ date: '2026-05-27' })).toBe('slot_past');
        expect(await asked({ date: '2026-06-11' })).toBe('not_found');
        expect(await asked({ slotId: 999_999 })).toBe('not_found');
        expect(await asked({ date: '2027-06-09' })).toBe('invalid');
        expect(await refusal(at.exchange.ask(client.id, 999_999, body))).toBe('not_found');
        expect(at.heard).toHaveLength(heard);
        expect(await asked({})).toBeUndefined();
        expect(await asked({})).toBe('already_asked');
      });

      it('that is accepted is a booking, of which the client is notified', async () => {
        const { owner, client, booking } = await scene.booked();
        expect(booking).toMatchObject({ title: 'The plan', note: 'Hello', cancelledOn: null });
        expect(booking.participants.map(({ id }) => id)).toEqual([owner.id, client.id]);
        expect(scene.told(client.id).slice(1)).toEqual([
          ['exchange.bookingChanged', booking],
          [
            'exchange.quoteChanged',
            expect.objectContaining({ status: 'accepted', bookingId: booking.id }),
          ],
        ]);
        expect(await scene.notified(client.id)).toEqual([
          ['exchange', `${owner.name} accepted the meeting`, `/bookings/${booking.id}`],
        ]);
      });

      it('for a time that was taken meanwhile is refused, however many accept at once', async () => {
        const { owner, client, stranger, schedule, body } = await scene.wednesday();
        const first = await at.exchange.ask(client.id, schedule.id, body);
        const second = await at.exchange.ask(stranger.id, schedule.id, body);
        const codes = await Promise.all(
          [first, second, first].map(({ id }) => refusal(at.exchange.acceptQuote(owner.id, id))),
        );
        expect(codes.filter((code) => code === undefined)).toHaveLength(1);
        expect(codes.filter((code) => code === 'slot_taken').length).toBeGreaterThanOrEqual(1);
        const late = at.exchange.ask((await scene.member('Late')).id, schedule.id, body);
        expect(await refusal(late)).toBe('slot_taken');
        // Another schedule of the same person is no second person.
        const other = await at.exchange.createSchedule(owner.id, weekly);
        const again = { ...body, slotId: other.slots[1]?.id ?? 0 };
        expect(await refusal(at.exchange.ask(stranger.id, other.id, again))).toBe('slot_taken');
        const open = await at.exchange.listOpenings(schedule.id, { from: body.date, days: 1 });
        expect(open).toEqual([]);
      });

      it('is settled once', async () => {
        const { owner, client, schedule, body } = await scene.wednesday();
        const one = await at.exchange.ask(client.id, schedule.id, body);
        await at.exchange.declineQuote(owner.id, one.id);
        expect((await scene.notified(client.id))[0]?.[1]).toBe(
          `${owner.name} declined the meeting`,
        );
        expect(await refusal(at.exchange.acceptQuote(owner.id, one.id))).toBe('already_settled');
        const two = await at.exchange.ask(client.id, schedule.id, body);
        expect(await at.exchange.withdrawQuote(client.id, two.id)).toMatchObject({
          status: 'withdrawn',
        });
        expect(await refusal(at.exchange.declineQuote(owner.id, two.id))).toBe('already_settled');
      });

      it('that nobody answered in time is open no more', async () => {
        const { owner, client, schedule, body } = await scene.wednesday();
        const { id } = await at.exchange.ask(client.id, schedule.id, body);
        at.clock.advance(10 * DAY);
        const received = { side: 'received', status: 'open', ...list } as const;
        expect((await at.exchange.listQuotes(owner.id, received)).quotes).toEqual([]);
        expect(await refusal(at.exchange.acceptQuote(owner.id, id))).toBe('slot_past');
        at.clock.advance(-10 * DAY);
      });

      it('has a limit for each who asks', async () => {
        const slots = Array.from({ length: 26 }, (_, n) => ({
          weekday: 3,
          startsAt: `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`,
          minutes: 30,
        }));
        const { client, schedule } = await scene.three({ ...weekly, slots });
        const ask2 = (date: string) =>
          schedule.slots.map(({ id: slotId }) =>
            refusal(
              at.exchange.ask(client.id, schedule.id, { slotId, date, title: 'x', note: '' }),
            ),
          );
        const codes = [...ask2('2026-06-10'), ...ask2('2026-06-17')];
        const refused = (await Promise.all(codes)).filter((code) => code !== undefined);
        expect(refused).toEqual(['too_many', 'too_many']);
      });
    });

    describe('a booking', () => {
      it('made by the application is listed to its two people, with times as they were given', async () => {
        const [anna, ben] = [await at.member('Anna'), await at.member('Ben')];
        const times = { startsOn: '2026-07-01T08:00:00.000Z', endsOn: '2026-07-01T09:00:00.000Z' };
        const parties = { scheduleMemberId: anna.id, clientMemberId: ben.id };
        const id = await at.exchange.createBooking({ ...parties, ...times, title: 'Review' });
        const view = {
          id,
          title: 'Review',
          note: '',
          ...times,
          participants: [
            { id: anna.id, name: 'Anna', color: anna.color },
            { id: ben.id, name: 'Ben', color: ben.color },
          ],
          scheduleId: null,
          cancelledOn: null,
          cancelledBy: null,
        };
        const all = { when: 'all', ...list } as const;
        for (const { id: who } of [anna, ben]) {
          const page = await at.exchange.listBookings(who, all);
          expect(page).toEqual({ bookings: [view], next: null });
          expect(scene.told(who)).toEqual([['exchange.bookingChanged', view]]);
        }
      });

      it('is seen by its two people alone', async () => {
        const { stranger, booking } = await scene.booked();
        const { id } = booking;
        expect(await refusal(at.exchange.findBooking(stranger.id, id))).toBe('not_found');
        expect(await refusal(at.exchange.cancelBooking(stranger.id, id))).toBe('not_found');
        expect(await refusal(at.exchange.findExchange(stranger.id, id))).toBe('not_found');
        expect(await refusal(at.exchange.listAttendance(stranger.id, id))).toBe('not_found');
        const body = { thumb: 'up', text: '' } as const;
        expect(await refusal(at.exchange.rate(stranger.id, id, body))).toBe('not_found');
        const all = { when: 'all', ...list } as const;
        expect((await at.exchange.listBookings(stranger.id, all)).bookings).toEqual([]);
      });

      it('is listed by pages, the next first of those to come, the latest first of those past', async () => {
        const [ada, bob] = [await scene.member('Adap'), await scene.member('Bobp')];
        const make = (day: number) =>
          at.exchange.createBooking({
            scheduleMemberId: ada.id,
            clientMemberId: bob.id,
            title: String(day),
            startsOn: new Date(at.clock.now() + day * DAY).toISOString(),
            endsOn: new Date(at.clock.now() + day * DAY + HOUR).toISOString(),
          });
        for (const day of [3, -2, 1, 1, -1, 2, 0]) await make(day);
        const pages = async (when: 'coming' | 'past' | 'all') => {
          const titles: string[] = [];
          let cursor: string | undefined;
          do {
            const query = { when, limit: 2, cursor };
            const { bookings, next } = await at.exchange.listBookings(bob.id, query);
            titles.push(...bookings.map(({ title }) => title));
            cursor = next ?? undefined;
          } while (cursor !== undefined);
          return titles;
        };
        expect(await pages('coming')).toEqual(['0', '1', '1', '2', '3']);
        expect(await pages('past')).toEqual(['-1', '-2']);
        expect(await pages('all')).toEqual(['3', '2', '1', '1', '0', '-1', '-2']);
      });

      it('that is cancelled frees the slot, tells both, and notifies the other one', async () => {
        const { owner, client, schedule, body, booking } = await scene.booked();
        const cancelled = await at.exchange.cancelBooking(client.id, booking.id);
        expect(cancelled).toMatchObject({ cancelledBy: client.id });
        expect(scene.told(owner.id).at(-1)).toEqual(['exchange.bookingChanged', cancelled]);
        expect((await scene.notified(owner.id))[0]).toEqual([
          'exchange',
          `${client.name} cancelled the meeting`,
          `/bookings/${booking.id}`,
        ]);
        const again = at.exchange.cancelBooking(owner.id, booking.id);
        expect(await refusal(again)).toBe('already_settled');
        const coming = { when: 'coming', ...list } as const;
        expect((await at.exchange.listBookings(owner.id, coming)).bookings).toEqual([]);
        const quote = await at.exchange.ask(client.id, schedule.id, body);
        expect((await at.exchange.acceptQuote(owner.id, quote.id)).id).not.toBe(booking.id);
      });
    });
  });
}
