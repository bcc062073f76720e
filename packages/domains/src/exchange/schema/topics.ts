/** The kinds of topics that a booking has. */
export const exchangeKinds = ['text', 'call', 'whiteboard'] as const;

/** A kind of {@link exchangeKinds}. */
export type ExchangeKind = (typeof exchangeKinds)[number];

/** The topic of one kind of exchange on a booking. */
export function exchangeTopic(kind: ExchangeKind, bookingId: number): string {
  return `exchange/${kind}:${bookingId}`;
}

/** A member's own topic: their schedules, quotes and bookings, as they change. */
export function exchangeChannel(memberId: number): `exchange-channel-${number}` {
  return `exchange-channel-${memberId}`;
}
