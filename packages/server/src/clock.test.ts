import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const DAY = 86_400_000;

it('credentials that last a year do not end at once', () => {
  let rang = 0;
  systemClock.after(365 * DAY, () => (rang += 1));
  vi.advanceTimersByTime(364 * DAY);
  expect(rang).toBe(0);
  vi.advanceTimersByTime(DAY);
  expect(rang).toBe(1);
});

it('an alarm is called off, however far it was', () => {
  let rang = 0;
  const cancel = systemClock.after(100 * DAY, () => (rang += 1));
  vi.advanceTimersByTime(60 * DAY);
  cancel();
  vi.advanceTimersByTime(60 * DAY);
  expect(rang).toBe(0);
});
