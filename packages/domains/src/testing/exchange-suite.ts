import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttendanceBook } from '../domain.ts';
import { exchangeTopics } from '../exchange/domain.ts';
import { exchangeDomain } from '../exchange/index.ts';
import { exchangeLimits } from '../exchange/limits.ts';
import type { MemberView } from '../identity/schema.ts';
import { DAY, ExchangeScene, HOUR, refusal } from './exchange-scene.ts';
import { ask, say, type OpenDomains } from './open-domains.ts';

/** What the topics of a booking and its exchange promise, on whatever engine. */
export function exchangeSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    let scene: ExchangeScene;
    beforeAll(async () => {
      at = await open();
      scene = new ExchangeScene(at);
    });
    afterAll(() => at.close());

    describe('B3 the topics of a booking', () => {
      it('let those related to it in, and nobody else', async () => {
        const { owner: host, client, stranger, booking } = await scene.booked();
        const topics = exchangeTopics(at.db);
        expect(topics.map(({ pattern }) => pattern)).toEqual([
          'exchange/text:{id}',
          'exchange/call:{id}',
          'exchange/whiteboard:{id}',
        ]);
        const { id } = booking;
        for (const { pattern, rule } of topics) {
          const may = (member: MemberView, which: number | string): unknown =>
            ask(rule, member, pattern.replace('{id}', String(which)));
          const args = { bookingId: id, memberId: client.id };
          expect(await may(client, id)).toMatchObject({
            publish: true,
            guard: { unit: 'exchange.guardBooking', args },
          });
          expect(await may(host, id)).toMatchObject({ publish: true, presence: true });
          expect(await may(stranger, id)).toMatchObject({ refused: 'forbidden' });
          expect(await may(host, id + 1000)).toMatchObject({ refused: 'forbidden' });
          expect(await may(host, `${id}x`)).toMatchObject({ refused: 'forbidden' });
          expect(await may(host, '9'.repeat(40))).toMatchObject({ refused: 'forbidden' });
        }
        const guarded = (memberId: number): Promise<unknown> =>
          say(at.db, `exchange/text:${id}`, 'hello', memberId, {
            unit: 'exchange.guardBooking',
            args: { bookingId: id, memberId },
          });
        await expect(guarded(client.id)).resolves.toMatchObject({ offset: 1 });
        await expect(guarded(stranger.id)).rejects.toMatchObject({ code: 'forbidden' });
      });

      it('are closed when it is cancelled: who is there is put out, and nothing is stored any more', async () => {
        const { owner, client, booking } = await scene.booked();
        const { id } = booking;
        await at.exchange.cancelBooking(client.id, id);
        for (const kind of ['text', 'call', 'whiteboard']) {
          const over = at.heard.filter(({ topic }) => topic === `exchange/${kind}:${id}`);
          expect(over).toMatchObject([{ event: 'parley.removed', internal: true }]);
          expect(JSON.parse(over[0]?.payload ?? '')).toEqual({ memberId: null });
        }
        for (const { pattern, rule } of exchangeTopics(at.db)) {
          expect(await ask(rule, owner, pattern.replace('{id}', String(id)))).toMatchObject({
            refused: 'forbidden',
          });
        }
        const args = { bookingId: id, memberId: owner.id };
        const guard = { unit: 'exchange.guardBooking', args };
        await expect(
          say(at.db, `exchange/text:${id}`, 'hello', owner.id, guard),
        ).rejects.toMatchObject({ code: 'forbidden' });
      });
    });

    describe('an exchange', () => {
      it('is rated by each of the two once, from its beginning until two weeks after its end', async () => {
        const { owner, client, booking } = await scene.booked();
        const { id } = booking;
        const up = { thumb: 'up', text: 'Good' } as const;
        expect(await refusal(at.exchange.rate(client.id, id, up))).toBe('not_yet');
        const before = at.clock.now();
        at.clock.advance(Date.parse(booking.startsOn) - before);
        await at.exchange.rate(client.id, id, up);
        await at.exchange.rate(owner.id, id, { thumb: 'down', text: 'Late' });
        const better = { thumb: 'down', text: 'Not so good' } as const;
        const exchange = await at.exchange.rate(client.id, id, better);
        expect(exchange).toMatchObject({ id, beganOn: null, ratingFrom: booking.startsOn });
        const byMember = new Map(exchange.ratings.map((one) => [one.memberId, one]));
        expect(exchange.ratings).toHaveLength(2);
        expect(byMember.get(client.id)).toMatchObject(better);
        expect(byMember.get(owner.id)).toMatchObject({ thumb: 'down', text: 'Late' });
        expect(scene.told(owner.id).at(-1)).toEqual(['exchange.exchangeRated', { bookingId: id }]);
        at.clock.advance(HOUR + 1);
        expect(await refusal(at.exchange.cancelBooking(client.id, id))).toBe('too_late');
        at.clock.advance(14 * DAY);
        expect(await refusal(at.exchange.rate(client.id, id, up))).toBe('too_late');
        at.clock.advance(before - at.clock.now());
      });

      /** A node that hears who is connected. */
      const node = (called: string): AttendanceBook => {
        const deps = { db: at.db, signal: () => {}, node: called, isAlone: false, clock: at.clock };
        const book = exchangeDomain.attendance?.(deps);
        if (book === undefined) throw new TypeError('Exchange hears of nobody.');
        return book;
      };

      it('keeps who was connected when, over several nodes, reloads and a node that dies', async () => {
        const { owner, client, booking } = await scene.booked();
        const { id } = booking;
        const start = at.clock.now();
        const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
        const to = (seconds: number) => at.clock.advance(start + seconds * 1000 - at.clock.now());
        const [one, two, three] = [node(`one${id}`), node(`two${id}`), node(`three${id}`)];
        const hear = async (book: AttendanceBook, who: MemberView, here: boolean, s: number) => {
          const topic = `exchange/text:${id}`;
          book.heard({ topic, memberId: who.id, here, at: start + s * 1000 });
          await book.close();
        };
        const beat = (book: AttendanceBook) => book.jobs[0]?.run();
        await hear(one, owner, true, 0);
        await hear(one, client, true, 10);
        // A second tab over the other node, and the first is closed: one stay.
        await hear(two, client, true, 60);
        await hear(one, client, false, 90);
        // A reload.
        await hear(one, owner, false, 100);
        await hear(one, owner, true, 120);
        const log = () => at.exchange.listAttendance(owner.id, id);
        const entry = { kind: 'text', isEstimate: false };
        expect(await log()).toEqual([
          { ...entry, memberId: owner.id, enteredOn: iso(0), leftOn: null },
          { ...entry, memberId: client.id, enteredOn: iso(10), leftOn: null },
        ]);
        expect((await at.exchange.findExchange(client.id, id)).beganOn).toBe(iso(0));
        // The first node says that it lives, then it dies; the client leaves over the second.
        to(140);
        await beat(one);
        await hear(two, client, false, 200);
        to(300);
        expect(await log()).toEqual([
          { ...entry, memberId: owner.id, enteredOn: iso(0), leftOn: iso(140), isEstimate: true },
          { ...entry, memberId: client.id, enteredOn: iso(10), leftOn: iso(200) },
        ]);
        // The others need not wait for its silence when they hear that it is gone.
        await hear(two, client, true, 310);
        await hear(three, client, true, 330);
        two.gone(`three${id}`);
        await hear(two, client, false, 340);
        to(341);
        expect((await log()).at(-1)).toEqual({
          ...entry,
          memberId: client.id,
          enteredOn: iso(310),
          leftOn: iso(340),
          isEstimate: false,
        });
        // Who comes back much later was away.
        await hear(two, owner, true, 300);
        expect(await log()).toMatchObject([
          { memberId: owner.id, leftOn: iso(140) },
          { memberId: client.id },
          { memberId: owner.id, enteredOn: iso(300), leftOn: null },
          { memberId: client.id },
        ]);
        to(0);
      });

      it('keeps no log without end, and hears of no other topics', async () => {
        const { owner, booking } = await scene.booked();
        const book = node(`flood${booking.id}`);
        const start = at.clock.now();
        book.heard({ topic: 'exchange/text:x', memberId: owner.id, here: true, at: start });
        book.heard({ topic: 'room:1', memberId: owner.id, here: true, at: start });
        const topic = `exchange/call:${booking.id}`;
        for (let n = 0; n < exchangeLimits.staysPerBooking.default + 50; n += 1) {
          const gone = start + n * 120_000;
          book.heard({ topic, memberId: owner.id, here: true, at: gone });
          book.heard({ topic, memberId: owner.id, here: false, at: gone + 60_000 });
        }
        await book.close();
        const log = await at.exchange.listAttendance(owner.id, booking.id);
        expect(log).toHaveLength(exchangeLimits.staysPerBooking.default);
      });
    });
  });
}
