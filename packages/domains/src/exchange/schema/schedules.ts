import { z } from 'zod';
import { exchangeLimits } from '../limits.ts';
import { isTimeZone } from '../zone.ts';
import { listQuery, nextCursor, type ListQuery } from './lists.ts';
import { bookingPerson, type BookingPerson } from './people.ts';

/** A time of every week at which the owner of a schedule can be asked for. */
export interface Slot {
  readonly id: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** `HH:MM`, in the schedule's time zone. */
  readonly startsAt: string;
  readonly minutes: number;
}

/** A member's schedule, as everybody may see it. */
export interface ScheduleView {
  readonly id: number;
  readonly owner: BookingPerson;
  readonly title: string;
  readonly about: string;
  /** An IANA name: `Europe/Vienna`. The slots are at its times, in summer and in winter. */
  readonly timeZone: string;
  readonly slots: readonly Slot[];
}

const weekday = z.int().min(1).max(7).describe('1 is Monday, 7 is Sunday.');
const startsAt = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'A time is HH:MM, from 00:00 to 23:59.');
const { slotMinutesLeast, slotMinutesMost, slotsPerSchedule } = exchangeLimits;
const minutes = z
  .int()
  .min(slotMinutesLeast.default, `At least ${slotMinutesLeast.default} minutes.`)
  .max(slotMinutesMost.default, `At most ${slotMinutesMost.default} minutes.`);

/** {@link ScheduleView} as a schema. */
export const scheduleView: z.ZodType<ScheduleView> = z.object({
  id: z.int(),
  owner: bookingPerson,
  title: z.string(),
  about: z.string(),
  timeZone: z.string().describe('An IANA name. The slots are at its times.'),
  slots: z.array(
    z.object({ id: z.int(), weekday, startsAt: z.string().describe('HH:MM'), minutes: z.int() }),
  ),
});

/** `POST /api/schedules`, `PUT /api/schedules/{id}`: what a schedule is from now on. */
export interface ScheduleBody {
  readonly title: string;
  readonly about: string;
  readonly timeZone: string;
  /** Those that are as they were keep their ids. */
  readonly slots: readonly Omit<Slot, 'id'>[];
}
/** {@link ScheduleBody} as a schema. */
export const scheduleBody: z.ZodType<ScheduleBody> = z.object({
  title: z
    .string()
    .trim()
    .min(1, 'Enter a title.')
    .max(80, 'At most 80 characters.')
    .regex(/^\P{Cc}*$/u, 'A title has no control characters.'),
  about: z.string().trim().max(500, 'At most 500 characters.').default(''),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'A time zone is an IANA name, such as Europe/Vienna.'),
  slots: z
    .array(z.object({ weekday, startsAt, minutes }))
    .max(slotsPerSchedule.default, `At most ${slotsPerSchedule.default} slots.`),
});

/** `GET /api/schedules` */
export interface SchedulesQuery extends ListQuery {
  /** Of this member alone; `me` is oneself. */
  readonly owner?: number | 'me' | undefined;
}
/** {@link SchedulesQuery} as a schema. */
export const schedulesQuery: z.ZodType<SchedulesQuery> = listQuery.extend({
  owner: z
    .union([z.literal('me'), z.coerce.number().int().positive()])
    .optional()
    .describe('Of this member alone; `me` is oneself.'),
});

/** A slot on a date, free to be asked for. */
export interface Opening {
  readonly slotId: number;
  /** `YYYY-MM-DD`, in the schedule's time zone. */
  readonly date: string;
  /** ISO 8601, UTC. */
  readonly startsOn: string;
  readonly endsOn: string;
}
/** {@link Opening} as a schema. */
export const opening: z.ZodType<Opening> = z.object({
  slotId: z.int(),
  date: z.iso.date().describe("In the schedule's time zone."),
  startsOn: z.iso.datetime(),
  endsOn: z.iso.datetime(),
});

/** `GET /api/schedules/{id}/openings` */
export interface OpeningsQuery {
  /** The first day, in the schedule's time zone; today when not said. */
  readonly from?: string | undefined;
  readonly days: number;
}
/** {@link OpeningsQuery} as a schema. */
export const openingsQuery: z.ZodType<OpeningsQuery> = z.object({
  from: z.iso
    .date()
    .optional()
    .describe("The first day, in the schedule's time zone; today when not said."),
  days: z.coerce.number().int().min(1).max(exchangeLimits.openingDays.default).default(14),
});

/** A page of schedules. */
export interface SchedulePage {
  readonly schedules: readonly ScheduleView[];
  /** The `cursor` of the next page; `null`: this was the last. */
  readonly next: string | null;
}
/** {@link SchedulePage} as a schema. */
export const schedulePage: z.ZodType<SchedulePage> = z.object({
  schedules: z.array(scheduleView),
  next: nextCursor,
});
