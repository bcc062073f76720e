import { z } from 'zod';
import { listQuery, nextCursor, type ListQuery } from './lists.ts';
import { bookingPerson, type BookingPerson } from './people.ts';

/** What became of a quote. */
export const quoteStatuses = ['open', 'accepted', 'declined', 'withdrawn'] as const;

/** One of {@link quoteStatuses}. */
export type QuoteStatus = (typeof quoteStatuses)[number];

/** A member asks for a slot on a date. Times are ISO 8601, UTC. */
export interface QuoteView {
  readonly id: number;
  readonly scheduleId: number;
  readonly scheduleTitle: string;
  /** What the meeting is to be about. */
  readonly title: string;
  readonly note: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: QuoteStatus;
  /** Whose schedule it is. */
  readonly owner: BookingPerson;
  /** Who asks. */
  readonly client: BookingPerson;
  /** What it became, when accepted. */
  readonly bookingId: number | null;
  readonly askedOn: string;
  readonly answeredOn: string | null;
}
/** {@link QuoteView} as a schema. */
export const quoteView: z.ZodType<QuoteView> = z.object({
  id: z.int(),
  scheduleId: z.int(),
  scheduleTitle: z.string(),
  title: z.string().describe('What the meeting is to be about.'),
  note: z.string(),
  startsOn: z.iso.datetime(),
  endsOn: z.iso.datetime(),
  status: z.enum(quoteStatuses),
  owner: bookingPerson,
  client: bookingPerson,
  bookingId: z.int().nullable().describe('What it became, when accepted.'),
  askedOn: z.iso.datetime(),
  answeredOn: z.iso.datetime().nullable(),
});

/** `POST /api/schedules/{id}/quotes` */
export interface QuoteBody {
  readonly slotId: number;
  /** `YYYY-MM-DD`, in the schedule's time zone. */
  readonly date: string;
  readonly title: string;
  readonly note: string;
}
/** {@link QuoteBody} as a schema. */
export const quoteBody: z.ZodType<QuoteBody> = z.object({
  slotId: z.int().positive(),
  date: z.iso.date('A date is YYYY-MM-DD.').describe("In the schedule's time zone."),
  title: z
    .string()
    .trim()
    .min(1, 'Say what it is about.')
    .max(120, 'At most 120 characters.')
    .regex(/^\P{Cc}*$/u, 'It has no control characters.'),
  note: z.string().trim().max(1000, 'At most 1,000 characters.').default(''),
});

/** `GET /api/quotes` */
export interface QuotesQuery extends ListQuery {
  /** `received`: for one's own schedules; `asked`: by oneself. */
  readonly side: 'received' | 'asked';
  /** `open`: those that can still be answered; `all`: the others too. */
  readonly status: 'open' | 'all';
}
/** {@link QuotesQuery} as a schema. */
export const quotesQuery: z.ZodType<QuotesQuery> = listQuery.extend({
  side: z
    .enum(['received', 'asked'])
    .describe("`received`: for one's own schedules; `asked`: by oneself."),
  status: z
    .enum(['open', 'all'])
    .default('open')
    .describe('`open`: those that can still be answered.'),
});

/** A page of quotes. */
export interface QuotePage {
  readonly quotes: readonly QuoteView[];
  /** The `cursor` of the next page; `null`: this was the last. */
  readonly next: string | null;
}
/** {@link QuotePage} as a schema. */
export const quotePage: z.ZodType<QuotePage> = z.object({
  quotes: z.array(quoteView),
  next: nextCursor,
});
