import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datesFrom, isTimeZone, minutesOf, ZoneClock } from './zone.ts';

const at = (zone: string, date: string, time: string): string =>
  new Date(new ZoneClock(zone).instantOf(date, time)).toISOString();

describe('the wall clock of a time zone', () => {
  it('knows summer and winter', () => {
    expect(at('Europe/Vienna', '2026-07-01', '09:00')).toBe('2026-07-01T07:00:00.000Z');
    expect(at('Europe/Vienna', '2026-12-01', '09:00')).toBe('2026-12-01T08:00:00.000Z');
    expect(at('Asia/Kathmandu', '2026-07-01', '00:15')).toBe('2026-06-30T18:30:00.000Z');
    expect(at('UTC', '2026-07-01', '00:00')).toBe('2026-07-01T00:00:00.000Z');
  });

  it('takes the first of a time that comes twice, and a later one for a time that does not come', () => {
    expect(at('Europe/Vienna', '2026-10-25', '02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('Europe/Vienna', '2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z');
    expect(at('America/New_York', '2026-11-01', '01:30')).toBe('2026-11-01T05:30:00.000Z');
    expect(at('America/New_York', '2026-03-08', '02:30')).toBe('2026-03-08T07:30:00.000Z');
    // A whole day that did not come.
    expect(at('Pacific/Apia', '2011-12-30', '12:00')).toBe('2011-12-30T22:00:00.000Z');
  });

  it('shows the time that was asked for, but where the clocks are changed', () => {
    const zones = ['Europe/Vienna', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tokyo', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 4 * 60, max: 1439 }),
        (zone, day, minute) => {
          const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
          const time = new Date(minute * 60_000).toISOString().slice(11, 16);
          const instant = new ZoneClock(zone).instantOf(date, time);
          const shown = new Intl.DateTimeFormat('sv-SE', {
            timeZone: zone,
            dateStyle: 'short',
            timeStyle: 'short',
          }).format(instant);
          expect(shown).toBe(`${date} ${time}`);
          expect(new ZoneClock(zone).dateAt(instant)).toBe(date);
        },
      ),
    );
  });

  it('is had by IANA names alone', () => {
    for (const name of ['Europe/Vienna', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5']) {
      expect(isTimeZone(name)).toBe(true);
    }
    for (const name of ['', '+01:00', 'Europe/Nowhere', 'x'.repeat(500), '../etc', "a'b", '1']) {
      expect(isTimeZone(name)).toBe(false);
    }
  });
});

it('dates have their weekday, over the end of a month and a leap day', () => {
  expect([...datesFrom('2028-02-28', 3)]).toEqual([
    { date: '2028-02-28', weekday: 1 },
    { date: '2028-02-29', weekday: 2 },
    { date: '2028-03-01', weekday: 3 },
  ]);
  expect([...datesFrom('2026-11-29', 1)]).toEqual([{ date: '2026-11-29', weekday: 7 }]);
  expect(minutesOf('13:05')).toBe(785);
});
