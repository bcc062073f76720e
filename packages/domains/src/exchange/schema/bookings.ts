import { z } from 'zod';
import { listQuery, nextCursor, type ListQuery } from './lists.ts';
import { bookingPerson, type BookingPerson } from './people.ts';

/** A booking as one of its two people sees it. Times are ISO 8601, UTC. */
export interface BookingView {
  readonly id: number;
  readonly title: string;
  /** What the client wrote when they asked. */
  readonly note: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** The schedule's owner first, then the client. */
  readonly participants: readonly BookingPerson[];
  /** `null`: made by the application. */
  readonly scheduleId: number | null;
  readonly cancelledOn: string | null;
  /** The member who did. */
  readonly cancelledBy: number | null;
}
/** {@link BookingView} as a schema. */
export const bookingView: z.ZodType<BookingView> = z.object({
  id: z.int(),
  title: z.string(),
  note: z.string().describe('What the client wrote when they asked.'),
  startsOn: z.iso.datetime(),
  endsOn: z.iso.datetime(),
  participants: z.array(bookingPerson).describe("The schedule's owner first, then the client."),
  scheduleId: z.int().nullable().describe('null: made by the application.'),
  cancelledOn: z.iso.datetime().nullable(),
  cancelledBy: z.int().nullable().describe('The member who did.'),
});

/** `GET /api/bookings` */
export interface BookingsQuery extends ListQuery {
  /**
   * `coming`: not over yet, the next first; `past`: over or cancelled, the latest first; `all`: the
   * latest first.
   */
  readonly when: 'coming' | 'past' | 'all';
}
/** {@link BookingsQuery} as a schema. */
export const bookingsQuery: z.ZodType<BookingsQuery> = listQuery.extend({
  when: z
    .enum(['coming', 'past', 'all'])
    .default('all')
    .describe(
      '`coming`: not over yet, the next first; `past`: over or cancelled; `all`: the latest first.',
    ),
});

/** A page of bookings. */
export interface BookingPage {
  readonly bookings: readonly BookingView[];
  /** The `cursor` of the next page; `null`: this was the last. */
  readonly next: string | null;
}
/** {@link BookingPage} as a schema. */
export const bookingPage: z.ZodType<BookingPage> = z.object({
  bookings: z.array(bookingView),
  next: nextCursor,
});
