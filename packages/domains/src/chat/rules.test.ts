import { describe, expect, it } from 'vitest';
import { previewOf, readableRanges } from './rules.ts';

const END = Number.MAX_SAFE_INTEGER;

describe('what a participant may read', () => {
  it('is what was said during their stays', () => {
    expect(
      readableRanges([
        { joined: 10, left: null },
        { joined: 1, left: 4 },
      ]),
    ).toEqual([
      { from: 1, to: 4 },
      { from: 10, to: END },
    ]);
  });

  it('joins stays that touch, and forgets those in which nothing was said', () => {
    expect(
      readableRanges([
        { joined: 1, left: 4 },
        { joined: 5, left: 9 },
        { joined: 7, left: 8 },
        { joined: 20, left: 19 },
      ]),
    ).toEqual([{ from: 1, to: 9 }]);
    expect(readableRanges([])).toEqual([]);
  });
});

describe('the preview of a message', () => {
  it('is its text, and nothing for what is no text', () => {
    expect(previewOf('{"message":"hello"}')).toBe('hello');
    for (const payload of ['null', '[]', '{}', '{"message":7}', 'not json']) {
      expect(previewOf(payload)).toBeNull();
    }
  });

  it('is cut between characters, never inside one', () => {
    const family = '👩‍👩‍👧‍👦';
    expect(previewOf(JSON.stringify({ message: family.repeat(300) }))).toBe(
      `${family.repeat(199)}…`,
    );
    const exact = 'x'.repeat(199);
    expect(previewOf(JSON.stringify({ message: exact }))).toBe(exact);
  });
});
