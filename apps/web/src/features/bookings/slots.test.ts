import { describe, expect, it } from 'vitest';
import { addSlots, minutesOf, slotsBetween } from './slots.ts';

describe('the times of a week', () => {
  it('fill what is between two times, and no more', () => {
    const slots = slotsBetween([1, 3], { from: '09:00', to: '10:15', minutes: 30 });
    expect(slots.map(({ weekday, startsAt }) => [weekday, startsAt])).toEqual([
      [1, '09:00'],
      [1, '09:30'],
      [3, '09:00'],
      [3, '09:30'],
    ]);
    expect(slotsBetween([1], { from: '10:00', to: '09:00', minutes: 30 })).toEqual([]);
    expect(slotsBetween([1], { from: 'soon', to: '09:00', minutes: 30 })).toEqual([]);
    expect(minutesOf('24:00')).toBeUndefined();
  });

  it('are added where nothing is yet, over the end of the week too', () => {
    const late = { weekday: 7, startsAt: '23:30', minutes: 60 };
    const wanted = [
      { weekday: 1, startsAt: '00:15', minutes: 30 },
      { weekday: 1, startsAt: '00:30', minutes: 30 },
      { weekday: 7, startsAt: '23:00', minutes: 30 },
      { weekday: 7, startsAt: '23:15', minutes: 30 },
    ];
    expect(addSlots([late], wanted)).toEqual({ slots: [wanted[1], wanted[2], late], left: 2 });
  });
});
