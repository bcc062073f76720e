import { describe, expect, it } from 'vitest';
import { entitlementOf, type Truth } from './judge.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const topic = 'room:1';
const guest = { user: 'ada', memberId: 7 };
const since = { epoch: 'e', offset: 2 };

const truth = (changes: Partial<Truth>): Truth => ({
  log: [{ topic, epoch: 'e', offset: 1, payload: '{}' }],
  removals: [],
  stays: [],
  openTopics: new Set(),
  ...changes,
});
const stay = (from: number, to: number, memberId = 7) => ({ topic, memberId, from, to });
const of = (changes: Partial<Truth>, removals: number[] = []) =>
  entitlementOf(guest, { since, removals }, { topic, truth: truth(changes) });

describe('what a guest is entitled to', () => {
  it('is everything in an open room from when they came', () => {
    expect(of({ openTopics: new Set([topic]) })).toMatchObject({
      epoch: 'e',
      ranges: [{ from: 3, to: MAX }],
    });
  });

  it('is nothing that can be told before they came in at all', () => {
    const never = { since: undefined, removals: [] };
    expect(entitlementOf(guest, never, { topic, truth: truth({}) })).toBeUndefined();
  });

  it('is all of their stays when they are in at the end, and nobody else is meant', () => {
    const stays = [stay(1, 5), stay(9, MAX), stay(6, 8, 99)];
    expect(of({ stays })).toMatchObject({
      ranges: [
        { from: 3, to: 5 },
        { from: 9, to: MAX },
      ],
      may: [],
    });
  });

  it('goes up to the removal that they were told of, and no further is it owed', () => {
    const stays = [stay(1, 5), stay(9, 12)];
    const removals = [
      { topic, memberId: 7, offset: 6 },
      { topic, memberId: 7, offset: 13 },
    ];
    expect(of({ stays, removals }, [5])).toMatchObject({
      ranges: [{ from: 3, to: 5 }],
      may: [{ from: 9, to: 12 }],
    });
    expect(of({ stays, removals }, [5, 12])).toMatchObject({
      ranges: [
        { from: 3, to: 5 },
        { from: 9, to: 12 },
      ],
      may: [],
    });
  });

  it('may be heard in part by one who was away when they were removed', () => {
    const stays = [stay(1, 5)];
    const removals = [{ topic, memberId: 7, offset: 6 }];
    expect(of({ stays, removals })).toMatchObject({ ranges: [], may: [{ from: 3, to: 5 }] });
  });
});
