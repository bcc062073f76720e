import { describe, expect, it } from 'vitest';
import { readableRanges } from './rules.ts';

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
