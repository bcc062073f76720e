const DAY = 86_400_000;
const MINUTE = 60_000;

/** Whether there is a time zone of this IANA name. Offsets (`+01:00`) are none: they know no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+\-/]*$/u.test(name)) return false;
  try {
    return formatOf(name).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The wall clock of one time zone. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError for what is no time zone. */
  constructor(timeZone: string) {
    this.#format = formatOf(timeZone);
  }

  /** The date there at an instant: `YYYY-MM-DD`. */
  dateAt(instant: number): string {
    return new Date(this.#local(instant)).toISOString().slice(0, 10);
  }

  /**
   * When a clock there shows a time on a date, in milliseconds since 1970. A time that comes twice (the
   * clocks go back) is the first one; one that does not come (they go forward) is as much later as they
   * go, as everybody who meets then does.
   */
  instantOf(date: string, time: string): number {
    const local = Date.parse(`${date}T${time}:00.000Z`);
    const [before, after] = [local - DAY, local + DAY].map((at) => this.#local(at) - at);
    const candidates = [local - (before ?? 0), local - (after ?? 0)];
    const shown = candidates.filter((at) => this.#local(at) === local);
    return shown.length > 0 ? Math.min(...shown) : local - (before ?? 0);
  }

  /** The time there at an instant, as if it were UTC. */
  #local(instant: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }
}

/** The days of so many dates, from one on: the date and its weekday, 1 is Monday. */
export function* datesFrom(
  from: string,
  days: number,
): Generator<{ readonly date: string; readonly weekday: number }> {
  const first = Date.parse(`${from}T00:00:00.000Z`);
  for (let day = 0; day < days; day += 1) {
    const at = new Date(first + day * DAY);
    yield { date: at.toISOString().slice(0, 10), weekday: at.getUTCDay() || 7 };
  }
}

/** The minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  return (Date.parse(`1970-01-01T${time}:00.000Z`) / MINUTE) | 0;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
