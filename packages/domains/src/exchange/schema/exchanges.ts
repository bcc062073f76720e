import { z } from 'zod';
import { bookingView, type BookingView } from './bookings.ts';
import { exchangeKinds, type ExchangeKind } from './topics.ts';

/** What one of the two says of a meeting. */
export interface RatingView {
  readonly memberId: number;
  readonly thumb: 'up' | 'down';
  readonly text: string;
  readonly ratedOn: string;
}
const ratingView: z.ZodType<RatingView> = z.object({
  memberId: z.int(),
  thumb: z.enum(['up', 'down']),
  text: z.string(),
  ratedOn: z.iso.datetime(),
});

/** What happened in a meeting: a record beside its booking, of the same id. */
export interface ExchangeView {
  /** The booking's. */
  readonly id: number;
  readonly booking: BookingView;
  /** When the first of the two came in; `null`: nobody did. */
  readonly beganOn: string | null;
  /** At most one of each. */
  readonly ratings: readonly RatingView[];
  /** When one may rate it, and until when a rating may be changed. */
  readonly ratingFrom: string;
  readonly ratingUntil: string;
}
/** {@link ExchangeView} as a schema. */
export const exchangeView: z.ZodType<ExchangeView> = z.object({
  id: z.int().describe("The booking's."),
  booking: bookingView,
  beganOn: z.iso
    .datetime()
    .nullable()
    .describe('When the first of the two came in; null: nobody did.'),
  ratings: z.array(ratingView).describe('At most one of each.'),
  ratingFrom: z.iso.datetime(),
  ratingUntil: z.iso.datetime().describe('Until when a rating may be given or changed.'),
});

/** `PUT /api/exchanges/{id}/rating` */
export interface RatingBody {
  readonly thumb: 'up' | 'down';
  readonly text: string;
}
/** {@link RatingBody} as a schema. */
export const ratingBody: z.ZodType<RatingBody> = z.object({
  thumb: z.enum(['up', 'down'], 'Thumbs up or down.'),
  text: z.string().trim().max(2000, 'At most 2,000 characters.').default(''),
});

/** Somebody was connected: to what of the exchange, and from when until when. */
export interface AttendanceView {
  readonly kind: ExchangeKind;
  readonly memberId: number;
  readonly enteredOn: string;
  /** `null`: they are there now. */
  readonly leftOn: string | null;
  /** The server that they were connected to died: they left then, or at most half a minute later. */
  readonly isEstimate: boolean;
}
/** {@link AttendanceView} as a schema. */
export const attendanceView: z.ZodType<AttendanceView> = z.object({
  kind: z.enum(exchangeKinds),
  memberId: z.int(),
  enteredOn: z.iso.datetime(),
  leftOn: z.iso.datetime().nullable().describe('null: they are there now.'),
  isEstimate: z
    .boolean()
    .describe('Their server died: they left then, or at most half a minute later.'),
});
