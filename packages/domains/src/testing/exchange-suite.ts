import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeTopics } from '../exchange/domain.ts';
import type { MemberView } from '../identity/schema.ts';
import { ask, say, type OpenDomains } from './open-domains.ts';

/** What bookings promise, on whatever engine. */
export function exchangeSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    it('lets those related to a booking onto its topics, and nobody else', async () => {
      const host = await at.member('Host');
      const client = await at.member('Client');
      const stranger = await at.member('Stranger');
      const id = await at.exchange.createBooking({
        scheduleMemberId: host.id,
        clientMemberId: client.id,
        title: 'A first talk',
        startsOn: '2026-06-02T10:00:00.000Z',
        endsOn: '2026-06-02T10:30:00.000Z',
      });
      const topics = exchangeTopics(at.db);
      expect(topics.map(({ pattern }) => pattern)).toEqual([
        'exchange/text:{id}',
        'exchange/call:{id}',
        'exchange/whiteboard:{id}',
      ]);
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

    it('lists a booking to its two people, with times as they were given', async () => {
      const [anna, ben] = [await at.member('Anna'), await at.member('Ben')];
      const booking = {
        scheduleMemberId: anna.id,
        clientMemberId: ben.id,
        title: 'Review',
        startsOn: '2026-07-01T08:00:00.000Z',
        endsOn: '2026-07-01T09:00:00.000Z',
      };
      const id = await at.exchange.createBooking(booking);
      const view = {
        id,
        title: 'Review',
        startsOn: booking.startsOn,
        endsOn: booking.endsOn,
        participants: [
          { id: anna.id, name: 'Anna', color: anna.color },
          { id: ben.id, name: 'Ben', color: ben.color },
        ],
      };
      await expect(at.exchange.listBookings(anna.id)).resolves.toEqual([view]);
      await expect(at.exchange.listBookings(ben.id)).resolves.toEqual([view]);
    });
  });
}
