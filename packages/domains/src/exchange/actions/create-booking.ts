import type { Database } from '@parley/store';
import { valueOf } from '../../db.ts';
import type { NewBooking } from '../repository.ts';
import { createBookingUnit } from '../units.ts';

/** Makes a booking; answers its id. Both people must be members. */
export async function createBooking(db: Database, booking: NewBooking): Promise<number> {
  return valueOf(await db.run(createBookingUnit, booking)).id;
}
