import type { Insertable, SelectQueryBuilder } from 'kysely';
import type { Db } from '../db.ts';
import { cursorOf, placeOf } from './cursor.ts';
import type { Parties, Span } from './rules.ts';
import type { BookingPage, BookingsQuery, BookingView } from './schema.ts';
import { tables, type ExchangeTables } from './tables.ts';

/** A booking to be made. Times are ISO 8601, UTC. */
export interface NewBooking extends Parties, Span {
  readonly title: string;
}

/** The two people of a booking that stands; of one that was cancelled, nobody. */
export async function partiesOf(
  db: Db,
  id: number,
): Promise<(Parties & { readonly id: number }) | undefined> {
  const row = await tables(db)
    .selectFrom('bookings')
    .select(['schedule_member_id', 'client_member_id'])
    .where('id', '=', id)
    .where('cancelled_on', 'is', null)
    .executeTakeFirst();
  return (
    row && { id, scheduleMemberId: row.schedule_member_id, clientMemberId: row.client_member_id }
  );
}

/** Bookings with their people. */
const bookings = (db: Db) =>
  tables(db)
    .selectFrom('bookings as booking')
    .innerJoin('members as host', 'host.id', 'booking.schedule_member_id')
    .innerJoin('members as client', 'client.id', 'booking.client_member_id')
    .leftJoin('quotes as quote', 'quote.id', 'booking.quote_id')
    .select(['booking.id', 'booking.title', 'booking.starts_on', 'booking.ends_on'])
    .select(['booking.cancelled_on', 'booking.cancelled_by'])
    .select(['quote.note', 'quote.schedule_id'])
    .select(['host.id as host_id', 'host.name as host_name', 'host.color as host_color'])
    .select(['client.id as client_id', 'client.name as client_name'])
    .select('client.color as client_color');

type Row =
  ReturnType<typeof bookings> extends SelectQueryBuilder<infer _D, infer _T, infer R> ? R : never;

const viewOf = (row: Row): BookingView => ({
  id: row.id,
  title: row.title,
  note: row.note ?? '',
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  participants: [
    { id: row.host_id, name: row.host_name, color: row.host_color },
    { id: row.client_id, name: row.client_name, color: row.client_color },
  ],
  scheduleId: row.schedule_id,
  cancelledOn: row.cancelled_on,
  cancelledBy: row.cancelled_by,
});

/** A page of the bookings a member is related to, and where the next one begins. */
export async function bookingsOf(
  db: Db,
  memberId: number,
  { when, cursor, limit }: BookingsQuery,
  now: string,
): Promise<BookingPage> {
  const isComing = when === 'coming';
  const direction = isComing ? 'asc' : 'desc';
  let query = bookings(db).where((eb) =>
    eb.or([
      eb('booking.schedule_member_id', '=', memberId),
      eb('booking.client_member_id', '=', memberId),
    ]),
  );
  if (isComing) {
    query = query.where('booking.cancelled_on', 'is', null).where('booking.ends_on', '>', now);
  }
  if (when === 'past') {
    query = query.where((eb) =>
      eb.or([eb('booking.cancelled_on', 'is not', null), eb('booking.ends_on', '<=', now)]),
    );
  }
  const place = placeOf(cursor);
  if (place !== undefined) {
    const beyond = isComing ? '>' : '<';
    query = query.where((eb) =>
      eb.or([
        eb('booking.starts_on', beyond, place.time),
        eb('booking.starts_on', '=', place.time).and('booking.id', beyond, place.id),
      ]),
    );
  }
  const rows = await query
    .orderBy('booking.starts_on', direction)
    .orderBy('booking.id', direction)
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit).map(viewOf);
  return { bookings: shown, next: rows.length > limit ? cursorOf(shown.at(-1)) : null };
}

/** A booking, whoever asks. */
export async function bookingOf(db: Db, id: number): Promise<BookingView | undefined> {
  const row = await bookings(db).where('booking.id', '=', id).executeTakeFirst();
  return row && viewOf(row);
}

/** When the owner of a schedule is in meetings that stand, as far as they touch a span. */
export async function takenOf(db: Db, scheduleMemberId: number, span: Span): Promise<Span[]> {
  const rows = await tables(db)
    .selectFrom('bookings')
    .select(['starts_on', 'ends_on'])
    .where('schedule_member_id', '=', scheduleMemberId)
    .where('cancelled_on', 'is', null)
    .where('ends_on', '>', span.startsOn)
    .where('starts_on', '<', span.endsOn)
    .execute();
  return rows.map((row) => ({ startsOn: row.starts_on, endsOn: row.ends_on }));
}

/** Whether both are members who are not kept out. */
export async function areActive(
  db: Db,
  { scheduleMemberId, clientMemberId }: Parties,
): Promise<boolean> {
  const ids = [scheduleMemberId, clientMemberId];
  const rows = await tables(db)
    .selectFrom('members')
    .select('id')
    .where('id', 'in', ids)
    .where('is_active', '=', true)
    .execute();
  return ids.every((one) => rows.some(({ id }) => id === one));
}

/** Adds a booking; answers its id. */
export async function insertBooking(
  db: Db,
  booking: NewBooking & { readonly quoteId?: number },
  createdOn: string,
): Promise<number> {
  const values: Insertable<ExchangeTables['bookings']> = {
    schedule_member_id: booking.scheduleMemberId,
    client_member_id: booking.clientMemberId,
    title: booking.title,
    starts_on: booking.startsOn,
    ends_on: booking.endsOn,
    created_on: createdOn,
    quote_id: booking.quoteId ?? null,
  };
  const { id } = await tables(db)
    .insertInto('bookings')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Cancels a booking. */
export async function setCancelled(
  db: Db,
  id: number,
  by: { readonly memberId: number; readonly now: string },
): Promise<void> {
  await tables(db)
    .updateTable('bookings')
    .set({ cancelled_on: by.now, cancelled_by: by.memberId })
    .where('id', '=', id)
    .execute();
}
