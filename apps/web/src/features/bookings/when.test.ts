import { describe, expect, it } from 'vitest';
import { byDay, dayOf, stateOf } from './when.ts';

const now = new Date(2026, 5, 10, 12);
const at = (day: number, hour: number): string => new Date(2026, 5, day, hour).toISOString();

describe('when a meeting is', () => {
  it('is said in words for the days around', () => {
    expect(dayOf(at(9, 23), now).toLowerCase()).toBe('yesterday');
    expect(dayOf(at(10, 0), now).toLowerCase()).toBe('today');
    expect(dayOf(at(11, 23), now).toLowerCase()).toBe('tomorrow');
    expect(dayOf(at(12, 1), now)).toContain('12');
    expect(dayOf(new Date(2027, 0, 1, 9).toISOString(), now)).toContain('2027');
  });

  it('is over, now, or to come', () => {
    expect(stateOf({ startsOn: at(10, 10), endsOn: at(10, 12) }, now)).toBe('over');
    expect(stateOf({ startsOn: at(10, 12), endsOn: at(10, 13) }, now)).toBe('now');
    expect(stateOf({ startsOn: at(10, 13), endsOn: at(10, 14) }, now)).toBe('coming');
  });

  it('puts those of one day together', () => {
    const days = byDay(
      [at(10, 9), at(10, 11), at(11, 9)].map((startsOn) => ({ startsOn })),
      now,
    );
    expect(days.map(({ things }) => things.length)).toEqual([2, 1]);
  });
});
