import { fullGrants, type Grants, type Refusal } from '@parley/hub';
import { exchangeLimits } from './limits.ts';
import type { AttendanceView, Opening, Slot } from './schema.ts';
import { datesFrom, minutesOf, ZoneClock } from './zone.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60;

/** The two people of a booking. */
export interface Parties {
  /** Whose schedule the slot is in. */
  readonly scheduleMemberId: number;
  /** Who asked for it. */
  readonly clientMemberId: number;
}

/** From when until when, ISO 8601, UTC. */
export interface Span {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Whether a member is related to a booking: they asked for it, or it is their schedule's slot. */
export function isRelated(parties: Parties, memberId: number): boolean {
  return parties.scheduleMemberId === memberId || parties.clientMemberId === memberId;
}

/** The other one of the two. */
export function otherOf(parties: Parties, memberId: number): number {
  const { scheduleMemberId, clientMemberId } = parties;
  return memberId === scheduleMemberId ? clientMemberId : scheduleMemberId;
}

/** The booking's id in a topic's name, or `undefined` when it is none. */
export function bookingIdOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/u.test(text) ? Number(text) : undefined;
}

/** What a member may do on a booking's topics: everything when related to it, nothing otherwise. */
export function exchangeGrants(
  booking: (Parties & { readonly id: number }) | undefined,
  memberId: number,
): Grants | Refusal {
  if (booking === undefined || !isRelated(booking, memberId)) {
    return { refused: 'forbidden', reason: 'no such booking, or not yours' };
  }
  const args = { bookingId: booking.id, memberId };
  return { ...fullGrants, guard: { unit: 'exchange.guardBooking', args } };
}

/** Two slots of a week that overlap, by their places in the list; `undefined`: none do. */
export function overlapping(slots: readonly Omit<Slot, 'id'>[]): readonly number[] | undefined {
  const placed = slots
    .map(({ weekday, startsAt, minutes }, index) => {
      const from = (weekday - 1) * 24 * 60 + minutesOf(startsAt);
      return { index, from, to: from + minutes };
    })
    .toSorted((a, b) => a.from - b.from);
  for (const [at, { index, to }] of placed.entries()) {
    // After the last slot of the week comes its first one again.
    const next = placed[at + 1] ?? placed[0];
    if (next === undefined || next.index === index) continue;
    const from = at + 1 < placed.length ? next.from : next.from + WEEK;
    if (from < to) return [index, next.index];
  }
  return undefined;
}

/** When a slot is on a date. */
export function spanOf(
  { startsAt, minutes }: Pick<Slot, 'startsAt' | 'minutes'>,
  date: string,
  zone: ZoneClock,
): Span {
  const starts = zone.instantOf(date, startsAt);
  return {
    startsOn: new Date(starts).toISOString(),
    endsOn: new Date(starts + minutes * MINUTE).toISOString(),
  };
}

/** Whether two spans have a moment in common. */
export function isOverlap(a: Span, b: Span): boolean {
  return a.startsOn < b.endsOn && b.startsOn < a.endsOn;
}

/** The slots of these days that begin later than now and are not taken, in the order of time. */
export function openingsOf(
  { slots, timeZone }: { readonly slots: readonly Slot[]; readonly timeZone: string },
  asked: { readonly from: string; readonly days: number },
  { taken, now }: { readonly taken: readonly Span[]; readonly now: string },
): Opening[] {
  const zone = new ZoneClock(timeZone);
  const openings: Opening[] = [];
  for (const { date, weekday } of datesFrom(asked.from, asked.days)) {
    for (const slot of slots) {
      if (slot.weekday !== weekday) continue;
      const span = spanOf(slot, date, zone);
      if (span.startsOn <= now || taken.some((one) => isOverlap(one, span))) continue;
      openings.push({ slotId: slot.id, date, ...span });
    }
  }
  return openings.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
}

/** When a meeting may be rated: from its beginning until some time after its end. */
export function ratingTime({ startsOn, endsOn }: Span): {
  readonly ratingFrom: string;
  readonly ratingUntil: string;
} {
  const until = Date.parse(endsOn) + exchangeLimits.ratingTime.default;
  return { ratingFrom: startsOn, ratingUntil: new Date(until).toISOString() };
}

/** A stay as a node noted it. */
export interface StayRow {
  readonly kind: AttendanceView['kind'];
  readonly memberId: number;
  readonly enteredOn: string;
  readonly leftOn: string | null;
  /** When the node last said that they are still there. */
  readonly seenOn: string;
  /** The node is known to be gone. */
  readonly isOver: boolean;
}

/**
 * Who was connected when, out of what the nodes noted. Several tabs and nodes at once are one stay, and
 * so is a short absence. A stay that nobody ended, of a node not heard of any more, ended when it was
 * last heard of.
 */
export function attendanceOf(stays: readonly StayRow[], now: number): AttendanceView[] {
  const { staySilence, stayGap, stayBeat } = exchangeLimits;
  const views: { -readonly [K in keyof AttendanceView]: AttendanceView[K] }[] = [];
  const newest = new Map<string, (typeof views)[number]>();
  for (const stay of stays.toSorted((a, b) => (a.enteredOn < b.enteredOn ? -1 : 1))) {
    const { kind, memberId, enteredOn, seenOn } = stay;
    const isSilent = stay.isOver || Date.parse(seenOn) < now - staySilence.default;
    const isLost = stay.leftOn === null && isSilent;
    const leftOn = isLost ? seenOn : stay.leftOn;
    const key = `${kind} ${memberId}`;
    const last = newest.get(key);
    const gap = stayGap.default + (last?.isEstimate === true ? stayBeat.default : 0);
    const goesOn =
      last !== undefined &&
      (last.leftOn === null || Date.parse(enteredOn) - Date.parse(last.leftOn) <= gap);
    if (!goesOn) {
      const view = { kind, memberId, enteredOn, leftOn, isEstimate: isLost };
      views.push(view);
      newest.set(key, view);
    } else if (last.leftOn !== null && (leftOn === null || leftOn >= last.leftOn)) {
      last.leftOn = leftOn;
      last.isEstimate = isLost;
    }
  }
  return views;
}
