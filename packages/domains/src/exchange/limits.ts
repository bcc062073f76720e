/** Limits of exchange, as data. */
export const exchangeLimits = {
  schedulesPerMember: {
    default: 10,
    unit: 'schedules',
    reason: 'A few kinds of meetings; a program that makes thousands is stopped.',
  },
  slotsPerSchedule: {
    default: 100,
    unit: 'slots of a week',
    reason: 'Fourteen a day; free times are worked out of all of them.',
  },
  slotMinutesLeast: { default: 5, unit: 'minutes', reason: 'A meeting, not a glance.' },
  slotMinutesMost: { default: 480, unit: 'minutes', reason: 'A working day.' },
  openingDays: {
    default: 31,
    unit: 'days at once',
    reason: 'A month at a glance; the next one is asked for.',
  },
  askAhead: {
    default: 31_622_400_000,
    unit: 'ms',
    reason: 'A year (366 days): nobody knows what comes after, nor its summer time.',
  },
  openPerClient: {
    default: 50,
    unit: 'open quotes asked by one member',
    reason: 'Who waits for so many answers asks no more.',
  },
  openPerOwner: {
    default: 500,
    unit: 'open quotes to one member',
    reason: 'They are answered one by one, by a person.',
  },
  ratingTime: {
    default: 1_209_600_000,
    unit: 'ms after the end',
    reason: 'Two weeks to rate a meeting, and to think better of it.',
  },
  staysPerBooking: {
    default: 1000,
    unit: 'stays noted for one booking',
    reason: 'Somebody who comes and goes for ever fills no disk.',
  },
  stayGap: {
    default: 30_000,
    unit: 'ms',
    reason: 'A reload, a tunnel, a deploy: who is back by then was there all the time.',
  },
  stayBeat: {
    default: 30_000,
    unit: 'ms',
    reason: 'How much of the end of a stay is unknown when a server dies.',
  },
  staySilence: {
    default: 90_000,
    unit: 'ms',
    reason: 'Three beats: a server not heard of for so long has nobody connected.',
  },
  staysWaiting: {
    default: 10_000,
    unit: 'stays of one node',
    reason: 'Not written yet, while the database is away; the oldest are lost beyond.',
  },
  staysAtOnce: {
    default: 200,
    unit: 'stays in one transaction',
    reason: 'Others write meanwhile.',
  },
} as const;
