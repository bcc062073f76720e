import type { UnitContext } from '@parley/store';
import { notify } from '../notifications/notify.ts';
import { quoteOf } from './quote-repository.ts';
import { bookingOf } from './repository.ts';
import {
  EXCHANGE_EVENT,
  exchangeChannel,
  type BookingView,
  type ExchangeEventName,
  type ExchangeEvents,
  type QuoteView,
} from './schema.ts';

/** Queues one of exchange's events on members' own topics. */
export function tell<E extends ExchangeEventName>(
  tx: UnitContext,
  [first, ...others]: readonly [number, ...number[]],
  event: E,
  payload: ExchangeEvents[E],
): void {
  const topics = [exchangeChannel(first), ...others.map(exchangeChannel)] as const;
  tx.publish({ topics, event: EXCHANGE_EVENT + event, payload });
}

/** Tells both people of a quote how it is now; answers that. */
export async function tellQuote(tx: UnitContext, id: number): Promise<QuoteView> {
  const quote = await quoteOf(tx.db, id);
  if (quote === undefined) throw new TypeError(`There is no quote ${id}.`);
  tell(tx, [quote.owner.id, quote.client.id], 'quoteChanged', quote);
  return quote;
}

/** Tells both people of a booking how it is now; answers that. */
export async function tellBooking(tx: UnitContext, id: number): Promise<BookingView> {
  const booking = await bookingOf(tx.db, id);
  const [host, client] = booking?.participants ?? [];
  if (booking === undefined || host === undefined || client === undefined) {
    throw new TypeError(`There is no booking ${id}.`);
  }
  tell(tx, [host.id, client.id], 'bookingChanged', booking);
  return booking;
}

/** Notifies a member of what another one did about a meeting. */
export async function notifyOf(
  tx: UnitContext,
  notice: {
    readonly memberId: number;
    readonly actorId: number;
    readonly displayAction: string;
    /** What the meeting is about. */
    readonly text: string;
    /** A path of the app. */
    readonly url: string;
  },
): Promise<void> {
  const about = { roomId: null, messageId: null, parentMessageId: null };
  await notify(tx, [{ ...notice, ...about, kind: 'exchange' }]);
}
