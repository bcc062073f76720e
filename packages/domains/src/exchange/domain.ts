import type { Database } from '@parley/store';
import { unitsBeside, type Domain, type TopicRule } from '../domain.ts';
import { createBooking } from './actions/create-booking.ts';
import { listBookings } from './actions/list-bookings.ts';
import { exchangeMigrations } from './migrations.ts';
import { partiesOf, type NewBooking } from './repository.ts';
import { bookingIdOf, exchangeGrants } from './rules.ts';
import { exchangeKinds, type BookingView } from './schema.ts';

/** Who may join `exchange/text:<id>` and its siblings: those related to the booking of that id. */
export function exchangeTopics(db: Pick<Database, 'read'>): readonly TopicRule[] {
  return exchangeKinds.map((kind) => ({
    pattern: `exchange/${kind}:{id}`,
    rule: async ({ principal: { memberId }, params }) => {
      const id = bookingIdOf(params['id']);
      const booking = id === undefined ? undefined : await partiesOf(db.read, id);
      return exchangeGrants(booking, memberId);
    },
  }));
}

/** Bookings, and the text, calls and whiteboards of the two people of each. */
export const exchangeDomain: Domain = {
  name: 'exchange',
  migrations: exchangeMigrations,
  units: unitsBeside(import.meta.url),
  topics: ({ db }) => exchangeTopics(db),
};

/** The actions of exchange. */
export interface Exchange {
  listBookings(memberId: number): Promise<BookingView[]>;
  createBooking(booking: NewBooking): Promise<number>;
}

/** Exchange over a database. */
export function createExchange({ db }: { readonly db: Database }): Exchange {
  return {
    listBookings: (memberId) => listBookings(db, memberId),
    createBooking: (booking) => createBooking(db, booking),
  };
}
