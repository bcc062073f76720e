import type { Database } from '@parley/store';
import { bookingsOf } from '../repository.ts';
import type { BookingView } from '../schema.ts';

/** At most so many are listed: the latest. */
const MOST = 200;

/** The bookings that a member is related to, the latest first. */
export function listBookings(db: Database, memberId: number): Promise<BookingView[]> {
  return bookingsOf(db.read, memberId, MOST);
}
