import { z } from 'zod';
import type { EventSpec } from '../../chat/schema/event-spec.ts';
import { bookingView, type BookingView } from './bookings.ts';
import { quoteView, type QuoteView } from './quotes.ts';

/** The events on a member's own exchange topic. */
export interface ExchangeEvents {
  readonly quoteChanged: QuoteView;
  readonly bookingChanged: BookingView;
  readonly scheduleChanged: { readonly scheduleId: number };
  readonly exchangeRated: { readonly bookingId: number };
}

/** The name of one of the events. */
export type ExchangeEventName = keyof ExchangeEvents;

/** What the domain's events are called between the domain and the log. */
export const EXCHANGE_EVENT = 'exchange.';

const topics = ['exchange-channel-<member id>'];

/** The events as data: what checks them, and what the reference says of them. */
export const exchangeEvents: {
  readonly [K in ExchangeEventName]: EventSpec<ExchangeEvents[K]>;
} = {
  quoteChanged: {
    schema: quoteView,
    topics,
    summary: 'A slot was asked for, or what was asked is answered or withdrawn; told to both.',
  },
  bookingChanged: {
    schema: bookingView,
    topics,
    summary: 'A booking was made or cancelled; told to both.',
  },
  scheduleChanged: {
    schema: z.object({ scheduleId: z.int() }),
    topics,
    summary: "One of the member's own schedules was made, changed or deleted.",
  },
  exchangeRated: {
    schema: z.object({ bookingId: z.int() }),
    topics,
    summary: 'One of the two rated their meeting; told to both.',
  },
};
