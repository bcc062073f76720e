import type { UnitContext } from '@parley/store';
import { beginExchange, putRating, putStays } from '../exchange/exchange-repository.ts';
import { insertQuote } from '../exchange/quote-repository.ts';
import { insertBooking } from '../exchange/repository.ts';
import { openingsOf } from '../exchange/rules.ts';
import { insertSchedule, replaceSlots, scheduleOf } from '../exchange/schedule-repository.ts';
import { bookings, quotes, schedules } from './community.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

const iso = (time: number): string => new Date(time).toISOString();

/** Makes the demo's schedules, what is asked of them, and the meetings: one over, one now, one to come. */
export async function book(tx: UnitContext, ids: readonly number[]): Promise<void> {
  const made: number[] = [];
  for (const { owner, title, about, timeZone, slots } of schedules) {
    const id = await insertSchedule(tx.db, idOf(ids, owner), { title, about, timeZone }, tx.now);
    const after = slots.flatMap(([weekdays, startsAt, minutes]) =>
      weekdays.map((weekday) => ({ weekday, startsAt, minutes })),
    );
    await replaceSlots(tx.db, id, { before: [], after });
    made.push(id);
  }
  for (const { schedule, client, title, note, afterHours } of quotes) {
    const of = await scheduleOf(tx.db, made[schedule] ?? 0);
    const now = iso(Date.parse(tx.now) + afterHours * 60 * MINUTE);
    const asked = { from: now.slice(0, 10), days: 14 };
    const [span] = of === undefined ? [] : openingsOf(of, asked, { taken: [], now });
    if (of === undefined || span === undefined) throw new RangeError('Nothing can be asked for.');
    const parties = { scheduleMemberId: of.owner.id, clientMemberId: idOf(ids, client) };
    const { startsOn, endsOn } = span;
    const quote = { ...parties, scheduleId: of.id, title, note, startsOn, endsOn };
    await insertQuote(tx.db, quote, tx.now);
  }
  for (const booking of bookings) await meet(tx, ids, booking);
}

async function meet(
  tx: UnitContext,
  ids: readonly number[],
  { schedule, client, title, inMinutes, minutes, ...more }: (typeof bookings)[number],
): Promise<void> {
  const starts = Math.floor(Date.parse(tx.now) / QUARTER) * QUARTER + inMinutes * MINUTE;
  const ends = starts + minutes * MINUTE;
  const parties = { scheduleMemberId: idOf(ids, schedule), clientMemberId: idOf(ids, client) };
  const times = { startsOn: iso(starts), endsOn: iso(ends) };
  const id = await insertBooking(tx.db, { ...parties, ...times, title }, tx.now);
  if (!('rated' in more)) return;
  await beginExchange(tx.db, id, iso(starts - MINUTE));
  const stays = [schedule, client].map((person, at) => ({
    id: `demo.${id}.${person}`,
    node: 'demo',
    booking_id: id,
    kind: 'call' as const,
    member_id: idOf(ids, person),
    entered_on: iso(starts - MINUTE + at * 3 * MINUTE),
    seen_on: iso(ends),
    left_on: iso(ends - at * MINUTE),
  }));
  await putStays(tx.db, stays);
  for (const { by, text } of more.rated) {
    const rating = { booking_id: id, member_id: idOf(ids, by), is_up: true, body: text };
    await putRating(tx.db, rating, iso(ends + 5 * MINUTE));
  }
}

function idOf(ids: readonly number[], person: number): number {
  const id = ids[person];
  if (id === undefined) throw new RangeError(`There is no person ${person} in the demo.`);
  return id;
}
