import type { Clock } from '@parley/hub';
import type { Database } from '@parley/store';
import { DomainError } from '../errors.ts';
import { createBoards } from './board/boards.ts';
import { beganOn, ratingsOf, staysOf } from './exchange-repository.ts';
import type { Exchange } from './exchange.ts';
import { quoteOf, quotePage } from './quote-repository.ts';
import { accepted } from './refused.ts';
import { bookingOf, bookingsOf, takenOf } from './repository.ts';
import { attendanceOf, openingsOf, overlapping, ratingTime } from './rules.ts';
import { ownerIdOf, scheduleOf, schedulePage } from './schedule-repository.ts';
import type { BookingView, ExchangeView, QuoteView, ScheduleBody, ScheduleView } from './schema.ts';
import { cancelBookingUnit, createBookingUnit, rateUnit } from './units/bookings.ts';
import { acceptUnit, askUnit, settleUnit } from './units/quotes.ts';
import { createScheduleUnit, deleteScheduleUnit, updateScheduleUnit } from './units/schedules.ts';
import { ZoneClock } from './zone.ts';

const DAY = 86_400_000;

/** Exchange over a database. */
export function createExchange({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
}): Exchange {
  const now = (): string => new Date(clock.now()).toISOString();
  const schedule = async (id: number): Promise<ScheduleView> =>
    found(await scheduleOf(db.read, id));
  /** A quote that the member asked, or was asked. */
  const quote = async (memberId: number, id: number): Promise<QuoteView> => {
    const one = found(await quoteOf(db.read, id));
    if (one.owner.id !== memberId && one.client.id !== memberId) throw new DomainError('not_found');
    return one;
  };
  const booking = async (memberId: number, id: number): Promise<BookingView> => {
    const one = found(await bookingOf(db.read, id));
    const isRelated = one.participants.some((person) => person.id === memberId);
    if (!isRelated) throw new DomainError('not_found');
    return one;
  };
  const exchange = async (memberId: number, id: number): Promise<ExchangeView> => {
    const of = await booking(memberId, id);
    const [began, ratings] = [await beganOn(db.read, id), await ratingsOf(db.read, id)];
    return { id, booking: of, beganOn: began, ratings, ...ratingTime(of) };
  };
  /** As whose quote it is settled: `mine` says whether it may be by this member. */
  const settle = async (memberId: number, id: number, side: 'owner' | 'client') => {
    const one = await quote(memberId, id);
    if (one[side].id !== memberId) throw new DomainError('forbidden');
    const args = { ownerId: one.owner.id, memberId, quoteId: id };
    return accepted(await db.run(settleUnit, args)).quote;
  };
  return {
    ...createBoards({ db }),
    listSchedules: (memberId, { owner, ...query }) =>
      schedulePage(db.read, { ...query, owner: owner === 'me' ? memberId : owner }),
    findSchedule: schedule,
    createSchedule: async (memberId, body) => {
      checkSlots(body);
      return schedule(accepted(await db.run(createScheduleUnit, { memberId, body })).id);
    },
    updateSchedule: async (memberId, scheduleId, body) => {
      checkSlots(body);
      accepted(await db.run(updateScheduleUnit, { memberId, scheduleId, body }));
      return schedule(scheduleId);
    },
    deleteSchedule: async (memberId, scheduleId) => {
      accepted(await db.run(deleteScheduleUnit, { memberId, scheduleId }));
    },
    listOpenings: async (id, { from, days }) => {
      const of = await schedule(id);
      const first = from ?? new ZoneClock(of.timeZone).dateAt(clock.now());
      // A day more on both sides: a date begins at another time in each zone.
      const begin = Date.parse(`${first}T00:00:00.000Z`) - DAY;
      const span = {
        startsOn: new Date(begin).toISOString(),
        endsOn: new Date(begin + (days + 3) * DAY).toISOString(),
      };
      const taken = await takenOf(db.read, of.owner.id, span);
      return openingsOf(of, { from: first, days }, { taken, now: now() });
    },

    ask: async (clientId, scheduleId, body) => {
      const ownerId = found(await ownerIdOf(db.read, scheduleId));
      return accepted(await db.run(askUnit, { ownerId, clientId, scheduleId, body })).quote;
    },
    listQuotes: (memberId, query) => quotePage(db.read, memberId, query, now()),
    acceptQuote: async (memberId, quoteId) => {
      const { owner } = await quote(memberId, quoteId);
      if (owner.id !== memberId) throw new DomainError('forbidden');
      return accepted(await db.run(acceptUnit, { ownerId: memberId, quoteId })).booking;
    },
    declineQuote: (memberId, id) => settle(memberId, id, 'owner'),
    withdrawQuote: (memberId, id) => settle(memberId, id, 'client'),

    listBookings: (memberId, query) => bookingsOf(db.read, memberId, query, now()),
    findBooking: booking,
    cancelBooking: async (memberId, bookingId) => {
      const args = { ownerId: ownerOf(await booking(memberId, bookingId)), memberId, bookingId };
      return accepted(await db.run(cancelBookingUnit, args)).booking;
    },
    createBooking: async (made) => accepted(await db.run(createBookingUnit, made)).id,

    findExchange: exchange,
    listAttendance: async (memberId, id) => {
      await booking(memberId, id);
      return attendanceOf(await staysOf(db.read, id), clock.now());
    },
    rate: async (memberId, bookingId, body) => {
      const ownerId = ownerOf(await booking(memberId, bookingId));
      accepted(await db.run(rateUnit, { ownerId, memberId, bookingId, body }));
      return exchange(memberId, bookingId);
    },
  };
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new DomainError('not_found');
  return one;
}

function ownerOf({ participants: [host] }: BookingView): number {
  return host?.id ?? 0;
}

function checkSlots({ slots }: ScheduleBody): void {
  if (overlapping(slots) === undefined) return;
  throw new DomainError('invalid', { detail: 'Two of the slots overlap.' });
}
