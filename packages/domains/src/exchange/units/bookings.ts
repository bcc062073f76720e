import { HubError } from '@parley/hub';
import { defineUnit, type Unit } from '@parley/store';
import { putRating } from '../exchange-repository.ts';
import { refuse, type Refused } from '../refused.ts';
import {
  areActive,
  bookingOf,
  insertBooking,
  partiesOf,
  setCancelled,
  type NewBooking,
} from '../repository.ts';
import { isRelated, otherOf, ratingTime } from '../rules.ts';
import { exchangeChannel, exchangeTopic, type BookingView, type RatingBody } from '../schema.ts';
import { notifyOf, tell, tellBooking } from '../tell.ts';

/** Whose time it is, who acts, and on which booking. */
interface OnBooking {
  readonly ownerId: number;
  readonly memberId: number;
  readonly bookingId: number;
}

/** Makes a booking that nobody asked for: for the application. */
export const createBookingUnit: Unit<NewBooking, { id: number } | Refused> = defineUnit({
  name: 'exchange.createBooking',
  topic: ({ scheduleMemberId }) => exchangeChannel(scheduleMemberId),
  run: async (tx, booking) => {
    if (!(await areActive(tx.db, booking))) return refuse('member_gone');
    const id = await insertBooking(tx.db, booking, tx.now);
    await tellBooking(tx, id);
    return { id };
  },
});

/** Checked in the transaction of every message stored on a booking's topics. */
export const guardBookingUnit: Unit<{ bookingId: number; memberId: number }, void> = defineUnit({
  name: 'exchange.guardBooking',
  run: async (tx, { bookingId, memberId }) => {
    const booking = await partiesOf(tx.db, bookingId);
    if (booking === undefined || !isRelated(booking, memberId)) {
      throw new HubError('forbidden', 'no such booking, or not yours');
    }
  },
});

/** One of the two cancels; who is on the booking's topics is put out of them. */
export const cancelBookingUnit: Unit<OnBooking, { readonly booking: BookingView } | Refused> =
  defineUnit({
    name: 'exchange.cancelBooking',
    topic: ({ ownerId }) => exchangeChannel(ownerId),
    run: async (tx, { ownerId, memberId, bookingId }) => {
      const found = await bookingOf(tx.db, bookingId);
      const parties = partiesIn(found);
      if (found === undefined || parties?.scheduleMemberId !== ownerId) return refuse('not_found');
      if (!isRelated(parties, memberId)) return refuse('not_found');
      if (found.cancelledOn !== null) return refuse('already_settled');
      if (found.endsOn <= tx.now) return refuse('too_late');
      await setCancelled(tx.db, bookingId, { memberId, now: tx.now });
      const topicOf = (kind: 'text' | 'call' | 'whiteboard') => exchangeTopic(kind, bookingId);
      tx.publish({
        topics: [topicOf('text'), topicOf('call'), topicOf('whiteboard')],
        event: 'parley.removed',
        payload: { memberId: null },
        internal: true,
      });
      const booking = await tellBooking(tx, bookingId);
      const self = booking.participants.find(({ id }) => id === memberId);
      await notifyOf(tx, {
        memberId: otherOf(parties, memberId),
        actorId: memberId,
        displayAction: `${self?.name ?? ''} cancelled the meeting`,
        text: booking.title,
        url: `/bookings/${bookingId}`,
      });
      return { booking };
    },
  });

/** One of the two rates their meeting, or thinks better of it. */
export const rateUnit: Unit<OnBooking & { readonly body: RatingBody }, { done: true } | Refused> =
  defineUnit({
    name: 'exchange.rate',
    topic: ({ ownerId }) => exchangeChannel(ownerId),
    run: async (tx, { ownerId, memberId, bookingId, body }) => {
      const booking = await bookingOf(tx.db, bookingId);
      const parties = partiesIn(booking);
      if (booking === undefined || parties?.scheduleMemberId !== ownerId) {
        return refuse('not_found');
      }
      if (!isRelated(parties, memberId)) return refuse('not_found');
      if (booking.cancelledOn !== null) return refuse('already_settled');
      const { ratingFrom, ratingUntil } = ratingTime(booking);
      if (tx.now < ratingFrom) return refuse('not_yet');
      if (tx.now > ratingUntil) return refuse('too_late');
      const rating = { booking_id: bookingId, member_id: memberId };
      await putRating(tx.db, { ...rating, is_up: body.thumb === 'up', body: body.text }, tx.now);
      tell(tx, [ownerId, parties.clientMemberId], 'exchangeRated', { bookingId });
      return { done: true };
    },
  });

function partiesIn(booking: BookingView | undefined) {
  const [host, client] = booking?.participants ?? [];
  if (host === undefined || client === undefined) return undefined;
  return { scheduleMemberId: host.id, clientMemberId: client.id };
}
