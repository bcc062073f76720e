import { HubError } from '@parley/hub';
import { defineUnit, type Unit } from '@parley/store';
import { insertBooking, partiesOf, type NewBooking } from './repository.ts';
import { isRelated } from './rules.ts';

/** Makes a booking. */
export const createBookingUnit: Unit<NewBooking, { id: number }> = defineUnit({
  name: 'exchange.createBooking',
  run: async (tx, booking) => ({ id: await insertBooking(tx.db, booking, tx.now) }),
});

/** Checked in the transaction of every message stored on a booking's topics. */
export const guardBookingUnit: Unit<{ bookingId: number; memberId: number }, void> = defineUnit({
  name: 'exchange.guardBooking',
  run: async (tx, { bookingId, memberId }) => {
    const booking = await partiesOf(tx.db, bookingId);
    if (booking === undefined || !isRelated(booking, memberId)) {
      throw new HubError('forbidden', 'no such booking, or not yours');
    }
  },
});
