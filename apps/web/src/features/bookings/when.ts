const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const long = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const DAY = 86_400_000;

/** From when until when, ISO 8601. */
export interface When {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** "Yesterday", "Today", "Tomorrow", "Thursday, 3 December", with the year when it is another one. */
export function dayOf(timestamp: string, now: Date): string {
  const date = new Date(timestamp);
  const midnight = (d: Date): number =>
    new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const ahead = Math.round((midnight(date) - midnight(now)) / DAY);
  if (Math.abs(ahead) <= 1) {
    const word = words.format(ahead, 'day');
    return word.charAt(0).toLocaleUpperCase() + word.slice(1);
  }
  return (date.getFullYear() === now.getFullYear() ? long : longWithYear).format(date);
}

/** "09:00 – 09:30" */
export function timesOf({ startsOn, endsOn }: When): string {
  return `${timeOf(startsOn)} – ${timeOf(endsOn)}`;
}

/** "09:00" */
export function timeOf(timestamp: string): string {
  return clock.format(new Date(timestamp));
}

/** Whether it is over, going on, or to come. */
export function stateOf({ startsOn, endsOn }: When, now: Date): 'coming' | 'now' | 'over' {
  if (Date.parse(endsOn) <= now.getTime()) return 'over';
  return Date.parse(startsOn) <= now.getTime() ? 'now' : 'coming';
}

/** The time zone that this browser is in. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "Europe/Buenos Aires" */
export function zoneName(timeZone: string): string {
  return timeZone.replaceAll('_', ' ');
}

/** Things by the day on which they begin, in their order. */
export function byDay<T extends Pick<When, 'startsOn'>>(
  things: readonly T[],
  now: Date,
): readonly { readonly day: string; readonly things: readonly T[] }[] {
  const days: { day: string; things: T[] }[] = [];
  for (const thing of things) {
    const day = dayOf(thing.startsOn, now);
    const last = days.at(-1);
    if (last?.day === day) last.things.push(thing);
    else days.push({ day, things: [thing] });
  }
  return days;
}
