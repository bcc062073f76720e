import { defineUnit, type Unit } from '@parley/store';
import { exchangeLimits } from '../limits.ts';
import { countOpen, insertQuote, isAsked, quoteOf, settleQuote } from '../quote-repository.ts';
import { refuse, type Refused } from '../refused.ts';
import { areActive, insertBooking, takenOf } from '../repository.ts';
import { spanOf } from '../rules.ts';
import { scheduleOf } from '../schedule-repository.ts';
import { exchangeChannel, type BookingView, type QuoteBody, type QuoteView } from '../schema.ts';
import { notifyOf, tellBooking, tellQuote } from '../tell.ts';
import { datesFrom, ZoneClock } from '../zone.ts';

// All that is done about one owner's time locks their topic first: it comes one by one.

/** A member asks for a slot on a date. */
export const askUnit: Unit<
  {
    readonly ownerId: number;
    readonly clientId: number;
    readonly scheduleId: number;
    readonly body: QuoteBody;
  },
  { readonly quote: QuoteView } | Refused
> = defineUnit({
  name: 'exchange.ask',
  topic: ({ ownerId }) => exchangeChannel(ownerId),
  run: async (tx, { ownerId, clientId, scheduleId, body }) => {
    const { slotId, date, title, note } = body;
    const parties = { scheduleMemberId: ownerId, clientMemberId: clientId };
    if (!(await areActive(tx.db, parties))) return refuse('member_gone');
    const schedule = await scheduleOf(tx.db, scheduleId);
    if (schedule?.owner.id !== ownerId) return refuse('not_found');
    if (ownerId === clientId) return refuse('forbidden');
    const slot = schedule.slots.find(({ id }) => id === slotId);
    const [day] = datesFrom(date, 1);
    if (slot === undefined || day?.weekday !== slot.weekday) return refuse('not_found');
    const span = spanOf(slot, date, new ZoneClock(schedule.timeZone));
    if (span.startsOn <= tx.now) return refuse('slot_past');
    const ahead = Date.parse(span.startsOn) - Date.parse(tx.now);
    if (ahead > exchangeLimits.askAhead.default) return refuse('invalid');
    if ((await takenOf(tx.db, ownerId, span)).length > 0) return refuse('slot_taken');
    if (await isAsked(tx.db, parties, span)) return refuse('already_asked');
    const asked = await countOpen(tx.db, { client: clientId }, tx.now);
    const received = await countOpen(tx.db, { owner: ownerId }, tx.now);
    const { openPerClient, openPerOwner } = exchangeLimits;
    if (asked >= openPerClient.default || received >= openPerOwner.default) {
      return refuse('too_many');
    }
    const made = { ...parties, ...span, scheduleId, title, note };
    const quote = await tellQuote(tx, await insertQuote(tx.db, made, tx.now));
    await notifyOf(tx, {
      memberId: ownerId,
      actorId: clientId,
      displayAction: `${quote.client.name} asks you for a meeting`,
      text: title,
      url: '/bookings/requests',
    });
    return { quote };
  },
});

/** The owner of the schedule makes a booking of an open quote. */
export const acceptUnit: Unit<
  { readonly ownerId: number; readonly quoteId: number },
  { readonly booking: BookingView } | Refused
> = defineUnit({
  name: 'exchange.accept',
  topic: ({ ownerId }) => exchangeChannel(ownerId),
  run: async (tx, { ownerId, quoteId }) => {
    const quote = await quoteOf(tx.db, quoteId);
    if (quote?.owner.id !== ownerId) return refuse('not_found');
    if (quote.status !== 'open') return refuse('already_settled');
    if (quote.startsOn <= tx.now) return refuse('slot_past');
    if ((await takenOf(tx.db, ownerId, quote)).length > 0) return refuse('slot_taken');
    const { title, startsOn, endsOn, owner, client } = quote;
    const parties = { scheduleMemberId: owner.id, clientMemberId: client.id };
    if (!(await areActive(tx.db, parties))) return refuse('member_gone');
    await settleQuote(tx.db, quoteId, 'accepted', tx.now);
    const made = { ...parties, title, startsOn, endsOn, quoteId };
    const booking = await tellBooking(tx, await insertBooking(tx.db, made, tx.now));
    await tellQuote(tx, quoteId);
    await notifyOf(tx, {
      memberId: client.id,
      actorId: ownerId,
      displayAction: `${owner.name} accepted the meeting`,
      text: title,
      url: `/bookings/${booking.id}`,
    });
    return { booking };
  },
});

/** The owner declines an open quote, or the client takes it back. */
export const settleUnit: Unit<
  { readonly ownerId: number; readonly memberId: number; readonly quoteId: number },
  { readonly quote: QuoteView } | Refused
> = defineUnit({
  name: 'exchange.settle',
  topic: ({ ownerId }) => exchangeChannel(ownerId),
  run: async (tx, { ownerId, memberId, quoteId }) => {
    const found = await quoteOf(tx.db, quoteId);
    const isOwner = memberId === ownerId;
    if (found?.owner.id !== ownerId) return refuse('not_found');
    if (!isOwner && found.client.id !== memberId) return refuse('not_found');
    if (found.status !== 'open') return refuse('already_settled');
    await settleQuote(tx.db, quoteId, isOwner ? 'declined' : 'withdrawn', tx.now);
    const quote = await tellQuote(tx, quoteId);
    if (isOwner) {
      await notifyOf(tx, {
        memberId: quote.client.id,
        actorId: ownerId,
        displayAction: `${quote.owner.name} declined the meeting`,
        text: quote.title,
        url: '/bookings/requests',
      });
    }
    return { quote };
  },
});
