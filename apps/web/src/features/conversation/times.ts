const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const DAY = 86_400_000;

function daysAgo(date: Date, now: Date): number {
  const midnight = (d: Date): number =>
    new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / DAY);
}

/** "14:05" */
export function clockTime(timestamp: string): string {
  return clock.format(new Date(timestamp));
}

/** "Friday, 20 November 2026 at 14:05" */
export function fullTime(timestamp: string): string {
  return whole.format(new Date(timestamp));
}

/** "Today", "Yesterday", "Monday, 16 November", "3 May 2025" */
export function dayName(timestamp: string, now: Date): string {
  const date = new Date(timestamp);
  const ago = daysAgo(date, now);
  if (ago === 0 || ago === 1) {
    const word = words.format(-ago, 'day');
    return word.charAt(0).toLocaleUpperCase() + word.slice(1);
  }
  return date.getFullYear() === now.getFullYear() ? day.format(date) : dayOfYear.format(date);
}

/** For a narrow column: "14:05" today, "Mon" this week, "3 May" before. */
export function shortTime(timestamp: string, now: Date): string {
  const date = new Date(timestamp);
  const ago = daysAgo(date, now);
  if (ago <= 0) return clock.format(date);
  return ago < 7 ? weekday.format(date) : short.format(date);
}
