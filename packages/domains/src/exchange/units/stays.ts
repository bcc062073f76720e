import { defineUnit, type Unit } from '@parley/store';
import {
  beginExchange,
  countStays,
  endStays,
  notedStays,
  putStays,
  touchStays,
} from '../exchange-repository.ts';
import { exchangeLimits } from '../limits.ts';
import type { ExchangeKind } from '../schema.ts';

/** Somebody connected to a topic of a booking over one node. Times are ISO 8601, UTC. */
export interface Stay {
  /** The node's name and a number. */
  readonly id: string;
  readonly node: string;
  readonly bookingId: number;
  readonly kind: ExchangeKind;
  readonly memberId: number;
  readonly enteredOn: string;
  /** `null`: they are still there. */
  readonly leftOn: string | null;
}

/**
 * Notes stays, new ones and those that ended; any number of times, in any order. Beyond what is noted
 * for one booking new ones are left out.
 */
export const noteStaysUnit: Unit<{ readonly stays: readonly Stay[] }, { readonly done: true }> =
  defineUnit({
    name: 'exchange.noteStays',
    run: async (tx, { stays }) => {
      const counts = await countStays(tx.db, [...new Set(stays.map((one) => one.bookingId))]);
      const noted = await notedStays(
        tx.db,
        stays.map(({ id }) => id),
      );
      const kept = stays.filter(({ id, bookingId }) => {
        const count = counts.get(bookingId);
        if (noted.has(id)) return true;
        if (count === undefined || count >= exchangeLimits.staysPerBooking.default) return false;
        counts.set(bookingId, count + 1);
        return true;
      });
      for (const { bookingId, enteredOn } of kept) {
        await beginExchange(tx.db, bookingId, enteredOn);
      }
      await putStays(
        tx.db,
        kept.map((stay) => ({
          id: stay.id,
          node: stay.node,
          booking_id: stay.bookingId,
          kind: stay.kind,
          member_id: stay.memberId,
          entered_on: stay.enteredOn,
          seen_on: stay.leftOn ?? tx.now,
          left_on: stay.leftOn,
        })),
      );
      return { done: true };
    },
  });

/** Those of these stays are still there. */
export const touchStaysUnit: Unit<{ readonly ids: readonly string[] }, { readonly done: true }> =
  defineUnit({
    name: 'exchange.touchStays',
    run: async (tx, { ids }) => {
      await touchStays(tx.db, ids, tx.now);
      return { done: true };
    },
  });

/** Whoever is connected over a node, or over all but one, is gone. */
export const endStaysUnit: Unit<
  { readonly of: string } | { readonly but: string },
  { readonly done: true }
> = defineUnit({
  name: 'exchange.endStays',
  run: async (tx, nodes) => {
    await endStays(tx.db, nodes);
    return { done: true };
  },
});
