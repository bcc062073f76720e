import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExchangeScene, list, refusal } from './exchange-scene.ts';
import type { OpenDomains } from './open-domains.ts';

/** What bookings promise where somebody is kept out meanwhile, on whatever engine. */
export function goneMembersSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    let scene: ExchangeScene;
    beforeAll(async () => {
      at = await open();
      scene = new ExchangeScene(at);
    });
    afterAll(() => at.close());

    it('a quote of somebody who is kept out cannot be accepted, but declined, and accepted when they are let in again', async () => {
      const { owner, client, schedule, body } = await scene.wednesday();
      const { id } = await at.exchange.ask(client.id, schedule.id, body);
      await at.identity.setMemberActive(client.id, false);
      const heard = at.heard.length;
      expect(await refusal(at.exchange.acceptQuote(owner.id, id))).toBe('member_gone');
      expect(at.heard).toHaveLength(heard);
      const received = { side: 'received', status: 'open', ...list } as const;
      expect((await at.exchange.listQuotes(owner.id, received)).quotes).toMatchObject([
        { id, status: 'open', bookingId: null },
      ]);
      await at.identity.setMemberActive(client.id, true);
      expect(await at.exchange.acceptQuote(owner.id, id)).toMatchObject({ title: body.title });

      const other = { ...body, date: '2026-06-17' };
      const next = await at.exchange.ask(client.id, schedule.id, other);
      await at.identity.setMemberActive(client.id, false);
      expect(await at.exchange.declineQuote(owner.id, next.id)).toMatchObject({
        status: 'declined',
      });
    });

    it('nobody is asked, and nothing is accepted in the name of somebody, who is kept out', async () => {
      const { owner, client, stranger, schedule, body } = await scene.wednesday();
      const { id } = await at.exchange.ask(client.id, schedule.id, body);
      await at.identity.setMemberActive(owner.id, false);
      const asked = at.exchange.ask(stranger.id, schedule.id, body);
      expect(await refusal(asked)).toBe('member_gone');
      expect(await refusal(at.exchange.acceptQuote(owner.id, id))).toBe('member_gone');
      // It is not to be seen any more; one that was never there is not there.
      expect(await refusal(at.exchange.findSchedule(schedule.id))).toBe('not_found');
      expect(await refusal(at.exchange.ask(stranger.id, 999_999, body))).toBe('not_found');
    });

    it('the application books nobody who is kept out or no member', async () => {
      const { owner, client } = await scene.three();
      const times = { startsOn: '2026-06-10T10:00:00.000Z', endsOn: '2026-06-10T11:00:00.000Z' };
      const book = (scheduleMemberId: number, clientMemberId: number) =>
        refusal(
          at.exchange.createBooking({ scheduleMemberId, clientMemberId, title: 'x', ...times }),
        );
      expect(await book(owner.id, 999_999)).toBe('member_gone');
      await at.identity.setMemberActive(client.id, false);
      expect(await book(owner.id, client.id)).toBe('member_gone');
      expect(await book(client.id, owner.id)).toBe('member_gone');
      await at.identity.setMemberActive(client.id, true);
      expect(await book(owner.id, client.id)).toBeUndefined();
    });
  });
}
