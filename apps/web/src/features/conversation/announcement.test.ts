import { describe, expect, it } from 'vitest';
import { announcement } from './announcement.ts';
import { lineOf } from './sample.test-data.ts';

const old = lineOf('Ada', 'old', '09:00');

describe('what a screen reader hears', () => {
  it('is who said what', () => {
    expect(announcement([old, lineOf('Ben', 'Hello', '10:00')], 'old')).toBe('Ben: Hello');
  });

  it('is a number, when many come together', () => {
    const many = [old, lineOf('Ben', 'a', '10:00'), lineOf('Ada', 'b', '10:01')];
    expect(announcement(many, 'old')).toBe('2 new messages, the last from Ada');
  });

  it('is nothing of my own, and nothing of the history', () => {
    expect(announcement([old, lineOf('Me', 'Hi', '10:00', { mine: true })], 'old')).toBe('');
    expect(announcement([old, lineOf('Ben', 'Hello', '10:00')], undefined)).toBe('');
  });
});
