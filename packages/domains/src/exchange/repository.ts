import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { Parties } from './rules.ts';
import type { BookingView } from './schema.ts';
import type { ExchangeTables, Neighbours } from './tables.ts';

/** A booking to be made. Times are ISO 8601, UTC. */
export interface NewBooking extends Parties {
  readonly title: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

function tables(db: Db): Kysely<StoreTables & ExchangeTables & Neighbours> {
  return db.withTables<ExchangeTables & Neighbours>().withSchema(SCHEMA);
}

/** The two people of a booking. */
export async function partiesOf(
  db: Db,
  id: number,
): Promise<(Parties & { readonly id: number }) | undefined> {
  const row = await tables(db)
    .selectFrom('bookings')
    .select(['schedule_member_id', 'client_member_id'])
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && { id, scheduleMemberId: row.schedule_member_id, clientMemberId: row.client_member_id }
  );
}

/** The bookings a member is related to, the latest first. */
export async function bookingsOf(db: Db, memberId: number, limit: number): Promise<BookingView[]> {
  const rows = await tables(db)
    .selectFrom('bookings as booking')
    .innerJoin('members as host', 'host.id', 'booking.schedule_member_id')
    .innerJoin('members as client', 'client.id', 'booking.client_member_id')
    .select(['booking.id', 'booking.title', 'booking.starts_on', 'booking.ends_on'])
    .select(['host.id as host_id', 'host.name as host_name', 'host.color as host_color'])
    .select(['client.id as client_id', 'client.name as client_name'])
    .select('client.color as client_color')
    .where((eb) =>
      eb.or([
        eb('booking.schedule_member_id', '=', memberId),
        eb('booking.client_member_id', '=', memberId),
      ]),
    )
    .orderBy('booking.starts_on', 'desc')
    .orderBy('booking.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    participants: [
      { id: row.host_id, name: row.host_name, color: row.host_color },
      { id: row.client_id, name: row.client_name, color: row.client_color },
    ],
  }));
}

/** Adds a booking; answers its id. */
export async function insertBooking(
  db: Db,
  booking: NewBooking,
  createdOn: string,
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('bookings')
    .values({
      schedule_member_id: booking.scheduleMemberId,
      client_member_id: booking.clientMemberId,
      title: booking.title,
      starts_on: booking.startsOn,
      ends_on: booking.endsOn,
      created_on: createdOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
