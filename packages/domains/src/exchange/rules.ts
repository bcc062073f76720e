import { fullGrants, type Grants, type Refusal } from '@parley/hub';

/** The two people of a booking. */
export interface Parties {
  /** Whose schedule the slot is in. */
  readonly scheduleMemberId: number;
  /** Who asked for it. */
  readonly clientMemberId: number;
}

/** Whether a member is related to a booking: they asked for it, or it is their schedule's slot. */
export function isRelated(parties: Parties, memberId: number): boolean {
  return parties.scheduleMemberId === memberId || parties.clientMemberId === memberId;
}

/** The booking's id in a topic's name, or `undefined` when it is none. */
export function bookingIdOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/u.test(text) ? Number(text) : undefined;
}

/** What a member may do on a booking's topics: everything when related to it, nothing otherwise. */
export function exchangeGrants(
  booking: (Parties & { readonly id: number }) | undefined,
  memberId: number,
): Grants | Refusal {
  if (booking === undefined || !isRelated(booking, memberId)) {
    return { refused: 'forbidden', reason: 'no such booking, or not yours' };
  }
  const args = { bookingId: booking.id, memberId };
  return { ...fullGrants, guard: { unit: 'exchange.guardBooking', args } };
}
