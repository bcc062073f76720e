import type { Db } from '../db.ts';
import { idOf } from './cursor.ts';
import type { Parties, Span } from './rules.ts';
import type { QuotePage, QuotesQuery, QuoteStatus, QuoteView } from './schema.ts';
import { tables } from './tables.ts';

/** A quote to be made. */
export interface NewQuote extends Parties, Span {
  readonly scheduleId: number;
  readonly title: string;
  readonly note: string;
}

const quotes = (db: Db) =>
  tables(db)
    .selectFrom('quotes as quote')
    .innerJoin('schedules as schedule', 'schedule.id', 'quote.schedule_id')
    .innerJoin('members as host', 'host.id', 'quote.schedule_member_id')
    .innerJoin('members as client', 'client.id', 'quote.client_member_id')
    .leftJoin('bookings as booking', 'booking.quote_id', 'quote.id')
    .select(['quote.id', 'quote.schedule_id', 'quote.title', 'quote.note', 'quote.status'])
    .select(['quote.starts_on', 'quote.ends_on', 'quote.created_on', 'quote.answered_on'])
    .select(['schedule.title as schedule_title', 'booking.id as booking_id'])
    .select(['host.id as host_id', 'host.name as host_name', 'host.color as host_color'])
    .select(['client.id as client_id', 'client.name as client_name'])
    .select('client.color as client_color');

type Row = Awaited<ReturnType<ReturnType<typeof quotes>['executeTakeFirstOrThrow']>>;

const viewOf = (row: Row): QuoteView => ({
  id: row.id,
  scheduleId: row.schedule_id,
  scheduleTitle: row.schedule_title,
  title: row.title,
  note: row.note,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  status: row.status,
  owner: { id: row.host_id, name: row.host_name, color: row.host_color },
  client: { id: row.client_id, name: row.client_name, color: row.client_color },
  bookingId: row.booking_id,
  askedOn: row.created_on,
  answeredOn: row.answered_on,
});

/** A page of a member's quotes, the newest first. */
export async function quotePage(
  db: Db,
  memberId: number,
  { side, status, cursor, limit }: QuotesQuery,
  now: string,
): Promise<QuotePage> {
  const whose = side === 'received' ? 'quote.schedule_member_id' : 'quote.client_member_id';
  let query = quotes(db).where(whose, '=', memberId);
  // What nobody answered in time is open no more.
  if (status === 'open') {
    query = query.where('quote.status', '=', 'open').where('quote.starts_on', '>', now);
  }
  const before = idOf(cursor);
  if (before !== undefined) query = query.where('quote.id', '<', before);
  const rows = await query
    .orderBy('quote.id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit).map(viewOf);
  return { quotes: shown, next: rows.length > limit ? String(shown.at(-1)?.id ?? 0) : null };
}

/** A quote, whoever asks. */
export async function quoteOf(db: Db, id: number): Promise<QuoteView | undefined> {
  const row = await quotes(db).where('quote.id', '=', id).executeTakeFirst();
  return row && viewOf(row);
}

/** The open quotes of a schedule that begin later than now. */
export async function openOfSchedule(db: Db, scheduleId: number): Promise<QuoteView[]> {
  const rows = await quotes(db)
    .where('quote.schedule_id', '=', scheduleId)
    .where('quote.status', '=', 'open')
    .execute();
  return rows.map(viewOf);
}

/** How many open quotes there are to the owner, or of the client, that begin later than now. */
export async function countOpen(
  db: Db,
  whose: { readonly owner: number } | { readonly client: number },
  now: string,
): Promise<number> {
  const [column, id] =
    'owner' in whose
      ? (['schedule_member_id', whose.owner] as const)
      : (['client_member_id', whose.client] as const);
  const { count } = await tables(db)
    .selectFrom('quotes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(column, '=', id)
    .where('status', '=', 'open')
    .where('starts_on', '>', now)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether a member asks the same one for a time already that touches this one. */
export async function isAsked(db: Db, parties: Parties, span: Span): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('quotes')
    .select('id')
    .where('schedule_member_id', '=', parties.scheduleMemberId)
    .where('client_member_id', '=', parties.clientMemberId)
    .where('status', '=', 'open')
    .where('ends_on', '>', span.startsOn)
    .where('starts_on', '<', span.endsOn)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Adds an open quote; answers its id. */
export async function insertQuote(db: Db, quote: NewQuote, now: string): Promise<number> {
  const { id } = await tables(db)
    .insertInto('quotes')
    .values({
      schedule_id: quote.scheduleId,
      schedule_member_id: quote.scheduleMemberId,
      client_member_id: quote.clientMemberId,
      title: quote.title,
      note: quote.note,
      starts_on: quote.startsOn,
      ends_on: quote.endsOn,
      status: 'open',
      created_on: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Settles an open quote. */
export async function settleQuote(
  db: Db,
  id: number,
  status: Exclude<QuoteStatus, 'open'>,
  now: string,
): Promise<void> {
  await tables(db)
    .updateTable('quotes')
    .set({ status, answered_on: now })
    .where('id', '=', id)
    .execute();
}
