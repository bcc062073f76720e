import type { Insertable } from 'kysely';
import type { Db } from '../db.ts';
import { exchangeLimits } from './limits.ts';
import type { StayRow } from './rules.ts';
import type { RatingView } from './schema.ts';
import { tables, type ExchangeTables } from './tables.ts';

/** When the first of the two came in; `null`: nobody did. */
export async function beganOn(db: Db, bookingId: number): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('exchanges')
    .select('began_on')
    .where('booking_id', '=', bookingId)
    .executeTakeFirst();
  return row?.began_on ?? null;
}

/** What the two say of their meeting. */
export async function ratingsOf(db: Db, bookingId: number): Promise<RatingView[]> {
  const rows = await tables(db)
    .selectFrom('exchange_ratings')
    .selectAll()
    .where('booking_id', '=', bookingId)
    .orderBy('created_on')
    .orderBy('member_id')
    .execute();
  return rows.map((row) => ({
    memberId: row.member_id,
    thumb: row.is_up ? 'up' : 'down',
    text: row.body,
    ratedOn: row.changed_on,
  }));
}

/** Notes what a member says of a meeting, in the place of what they said before. */
export async function putRating(
  db: Db,
  rating: Omit<Insertable<ExchangeTables['exchange_ratings']>, 'created_on' | 'changed_on'>,
  now: string,
): Promise<void> {
  const { is_up, body } = rating;
  await tables(db)
    .insertInto('exchange_ratings')
    .values({ ...rating, created_on: now, changed_on: now })
    .onConflict((conflict) =>
      conflict.columns(['booking_id', 'member_id']).doUpdateSet({ is_up, body, changed_on: now }),
    )
    .execute();
}

/** What the nodes noted of who was connected, the oldest first. */
export async function staysOf(db: Db, bookingId: number): Promise<StayRow[]> {
  const rows = await tables(db)
    .selectFrom('exchange_stays')
    .select(['kind', 'member_id', 'entered_on', 'seen_on', 'left_on', 'is_over'])
    .where('booking_id', '=', bookingId)
    .orderBy('entered_on')
    .limit(exchangeLimits.staysPerBooking.default)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    memberId: row.member_id,
    enteredOn: row.entered_on,
    leftOn: row.left_on,
    seenOn: row.seen_on,
    isOver: row.is_over,
  }));
}

/** How many stays are noted for each of these bookings; those that do not exist are not there. */
export async function countStays(
  db: Db,
  bookingIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await tables(db)
    .selectFrom('bookings as booking')
    .leftJoin('exchange_stays as stay', 'stay.booking_id', 'booking.id')
    .select(({ fn }) => ['booking.id', fn.count<number>('stay.id').as('count')])
    .where('booking.id', 'in', [...bookingIds])
    .groupBy('booking.id')
    .execute();
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Whether a member is connected to a topic of a booking, over a node that was heard of `since` then. */
export async function isHere(
  db: Db,
  {
    bookingId,
    kind,
    memberId,
  }: {
    readonly bookingId: number;
    readonly kind: ExchangeTables['exchange_stays']['kind'];
    readonly memberId: number;
  },
  since: string,
): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('exchange_stays')
    .select('id')
    .where('booking_id', '=', bookingId)
    .where('kind', '=', kind)
    .where('member_id', '=', memberId)
    .where('left_on', 'is', null)
    .where('is_over', '=', false)
    .where('seen_on', '>=', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of these stays are noted already. */
export async function notedStays(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tables(db)
    .selectFrom('exchange_stays')
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Notes stays as they are now, new ones and those noted before. */
export async function putStays(
  db: Db,
  stays: readonly Insertable<ExchangeTables['exchange_stays']>[],
): Promise<void> {
  if (stays.length === 0) return;
  await tables(db)
    .insertInto('exchange_stays')
    .values([...stays])
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        seen_on: eb.ref('excluded.seen_on'),
        left_on: eb.ref('excluded.left_on'),
      })),
    )
    .execute();
}

/** Notes when the meeting of a booking began, once. */
export async function beginExchange(db: Db, bookingId: number, began_on: string): Promise<void> {
  await tables(db)
    .insertInto('exchanges')
    .values({ booking_id: bookingId, began_on })
    .onConflict((conflict) => conflict.column('booking_id').doNothing())
    .execute();
}

/** Those who entered these stays are still there. */
export async function touchStays(db: Db, ids: readonly string[], now: string): Promise<void> {
  await tables(db)
    .updateTable('exchange_stays')
    .set({ seen_on: now, is_over: false })
    .where('id', 'in', [...ids])
    .where('left_on', 'is', null)
    .execute();
}

/** Nobody is connected over a node any more, or over all but one. */
export async function endStays(
  db: Db,
  nodes: { readonly of: string } | { readonly but: string },
): Promise<void> {
  const [operator, node] =
    'of' in nodes ? (['=', nodes.of] as const) : (['!=', nodes.but] as const);
  await tables(db)
    .updateTable('exchange_stays')
    .set({ is_over: true })
    .where('node', operator, node)
    .where('left_on', 'is', null)
    .where('is_over', '=', false)
    .execute();
}
