import type { Boards } from './board/boards.ts';
import type { NewBooking } from './repository.ts';
import type * as schema from './schema.ts';

/**
 * The actions of exchange, each in a member's name. They refuse by throwing `DomainError`: `not_found`
 * for whatever is not there or not theirs to see, and what is said at each.
 */
export interface Exchange extends Boards {
  listSchedules(memberId: number, query: schema.SchedulesQuery): Promise<schema.SchedulePage>;
  findSchedule(id: number): Promise<schema.ScheduleView>;
  /** Throws `invalid` for slots that overlap, `too_many`. */
  createSchedule(memberId: number, body: schema.ScheduleBody): Promise<schema.ScheduleView>;
  /** Of one's own. Throws `invalid` for slots that overlap. */
  updateSchedule(
    memberId: number,
    id: number,
    body: schema.ScheduleBody,
  ): Promise<schema.ScheduleView>;
  /** Of one's own. Open quotes for it are declined, what is booked stands. */
  deleteSchedule(memberId: number, id: number): Promise<void>;
  /** The slots of some days that can be asked for. */
  listOpenings(id: number, query: schema.OpeningsQuery): Promise<readonly schema.Opening[]>;

  /**
   * Asks for a slot on a date. Throws `forbidden` for one's own, `slot_past`, `slot_taken`,
   * `already_asked`, `invalid` for more than a year ahead, `too_many`, `member_gone` when the owner is
   * kept out meanwhile.
   */
  ask(memberId: number, scheduleId: number, body: schema.QuoteBody): Promise<schema.QuoteView>;
  listQuotes(memberId: number, query: schema.QuotesQuery): Promise<schema.QuotePage>;
  /**
   * The schedule's owner makes a booking of a quote. Throws `forbidden` for who asked,
   * `already_settled`, `slot_past`, `slot_taken`, `member_gone` when who asked is kept out meanwhile.
   */
  acceptQuote(memberId: number, id: number): Promise<schema.BookingView>;
  /** The schedule's owner. Throws `forbidden` for who asked, `already_settled`. */
  declineQuote(memberId: number, id: number): Promise<schema.QuoteView>;
  /** Who asked. Throws `forbidden` for who was asked, `already_settled`. */
  withdrawQuote(memberId: number, id: number): Promise<schema.QuoteView>;

  listBookings(memberId: number, query: schema.BookingsQuery): Promise<schema.BookingPage>;
  findBooking(memberId: number, id: number): Promise<schema.BookingView>;
  /** Either of the two, until its end. Throws `already_settled`, `too_late`. */
  cancelBooking(memberId: number, id: number): Promise<schema.BookingView>;
  /** For the application: a booking that nobody asked for. Throws `member_gone` for who is no member. */
  createBooking(booking: NewBooking): Promise<number>;

  /** What happened in the meeting of a booking. */
  findExchange(memberId: number, id: number): Promise<schema.ExchangeView>;
  /** Who was connected when, the oldest first; at most 1,000 stays. */
  listAttendance(memberId: number, id: number): Promise<readonly schema.AttendanceView[]>;
  /** Throws `not_yet`, `too_late`, `already_settled` when it was cancelled. */
  rate(memberId: number, id: number, body: schema.RatingBody): Promise<schema.ExchangeView>;
}
