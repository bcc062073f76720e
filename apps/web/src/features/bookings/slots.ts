import type { ScheduleBody } from '@parley/domains/exchange/schema';

/** A time of the week, as it is edited. */
export type SlotDraft = ScheduleBody['slots'][number];

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** The minutes since midnight of `HH:MM`; `undefined` for what is no time. */
export function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Slots one after the other, on each of these days, as many as fit between two times. */
export function slotsBetween(
  weekdays: readonly number[],
  { from, to, minutes }: { readonly from: string; readonly to: string; readonly minutes: number },
): readonly SlotDraft[] {
  const [first, end] = [minutesOf(from), minutesOf(to)];
  if (first === undefined || end === undefined || minutes <= 0) return [];
  const slots: SlotDraft[] = [];
  for (const weekday of weekdays) {
    for (let start = first; start + minutes <= end; start += minutes) {
      const startsAt = new Date(start * 60_000).toISOString().slice(11, 16);
      slots.push({ weekday, startsAt, minutes });
    }
  }
  return slots;
}

/** Adds slots where nothing is yet, in the order of the week; tells how many there was no room for. */
export function addSlots(
  slots: readonly SlotDraft[],
  added: readonly SlotDraft[],
): { readonly slots: readonly SlotDraft[]; readonly left: number } {
  const all = [...slots];
  for (const slot of added) if (!all.some((one) => isOverlap(one, slot))) all.push(slot);
  return {
    slots: all.toSorted((a, b) => startOf(a) - startOf(b)),
    left: slots.length + added.length - all.length,
  };
}

function startOf({ weekday, startsAt }: SlotDraft): number {
  return (weekday - 1) * DAY + (minutesOf(startsAt) ?? 0);
}

/** Also over the end of the week. */
function isOverlap(a: SlotDraft, b: SlotDraft): boolean {
  const ahead = (startOf(b) - startOf(a) + WEEK) % WEEK;
  return ahead < a.minutes || WEEK - ahead < b.minutes;
}
