import { z } from 'zod';

/** The kinds of topics that a booking has. */
export const exchangeKinds = ['text', 'call', 'whiteboard'] as const;

/** A kind of {@link exchangeKinds}. */
export type ExchangeKind = (typeof exchangeKinds)[number];

/** The topic of one kind of exchange on a booking. */
export function exchangeTopic(kind: ExchangeKind, bookingId: number): string {
  return `exchange/${kind}:${bookingId}`;
}

/** A booking as one of its two people sees it. */
export interface BookingView {
  readonly id: number;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** The schedule's owner first, then the client. */
  readonly participants: readonly {
    readonly id: number;
    readonly name: string;
    readonly color: string;
  }[];
}
/** {@link BookingView} as a schema. */
export const bookingView: z.ZodType<BookingView> = z.object({
  id: z.int(),
  title: z.string(),
  startsOn: z.iso.datetime(),
  endsOn: z.iso.datetime(),
  participants: z
    .array(z.object({ id: z.int(), name: z.string(), color: z.string() }))
    .describe("The schedule's owner first, then the client."),
});
