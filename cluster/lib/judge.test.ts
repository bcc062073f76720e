import { describe, expect, it } from 'vitest';
import { formOf } from './form.ts';
import { entitlementOf, redactionsOf, type Truth } from './judge.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const topic = 'room:1';
const guest = { user: 'ada', memberId: 7 };
const since = { epoch: 'e', offset: 2 };

const truth = (changes: Partial<Truth>): Truth => ({
  log: [{ topic, epoch: 'e', offset: 1, payload: '{}' }],
  messages: new Map(),
  removals: [],
  stays: [],
  openTopics: new Set(),
  ...changes,
});
const stay = (from: number, to: number, memberId = 7) => ({ topic, memberId, from, to });
const of = (
  changes: Partial<Truth>,
  removals: number[] = [],
  gaps: { from: number; to: number }[] = [],
) => entitlementOf(guest, { since, removals, gaps }, { topic, truth: truth(changes) });

describe('what a guest is entitled to', () => {
  it('is everything in an open room from when they came', () => {
    expect(of({ openTopics: new Set([topic]) })).toMatchObject({
      epoch: 'e',
      ranges: [{ from: 3, to: MAX }],
    });
  });

  it('is nothing that can be told before they came in at all', () => {
    const never = { since: undefined, removals: [], gaps: [] };
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

  it('is less by a gap that they were told of, where there is something they may not read', () => {
    const stays = [stay(1, 5), stay(9, MAX)];
    expect(of({ stays }, [], [{ from: 6, to: 11 }])).toMatchObject({
      ranges: [
        { from: 3, to: 5 },
        { from: 12, to: MAX },
      ],
      may: [{ from: 6, to: 11 }],
    });
    expect(of({ stays }, [], [{ from: 10, to: 11 }])).toMatchObject({
      ranges: [
        { from: 3, to: 5 },
        { from: 9, to: MAX },
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

describe('the texts of a message that were taken away', () => {
  const row = (offset: number) => ({ topic, epoch: 'e', offset, payload: '' });
  const told = (redacted: number[], updated: number[], deleted: number[]) => ({
    said: row(1),
    updated: updated.map(row),
    deleted: deleted.map(row),
    redacted: redacted.map(row),
  });
  const gone = (offset: number, event: string, body: string, announcedAt: number) => ({
    topic,
    epoch: 'e',
    offset,
    old: formOf(event, { body }),
    announcedAt,
  });

  it('are none while it stands as it was said, or its change came to nothing', () => {
    expect(redactionsOf(['a 1'], told([], [], []))).toEqual([]);
    expect(redactionsOf(['a 1', 'a 1 edited'], told([], [], []))).toEqual([]);
  });

  it('are what was said, once it is edited, and both once it is deleted, wherever they stood', () => {
    const bodies = ['a 1', 'a 1 edited'];
    expect(redactionsOf(bodies, told([3], [4], []))).toEqual([gone(1, 'newMessage', 'a 1', 3)]);
    expect(redactionsOf(bodies, told([3, 5, 8], [4, 6], [9]))).toEqual([
      gone(1, 'newMessage', 'a 1', 3),
      gone(1, 'newMessage', 'a 1 edited', 8),
      gone(4, 'updatedMessage', 'a 1 edited', 8),
      gone(6, 'updatedMessage', 'a 1 edited', 8),
    ]);
    expect(redactionsOf(['a 1'], told([2], [], [3]))).toEqual([gone(1, 'newMessage', 'a 1', 2)]);
  });

  it('are so too where the change was told elsewhere', () => {
    expect(redactionsOf(['a 1', 'a 1 edited'], told([3], [], []))).toEqual([
      gone(1, 'newMessage', 'a 1', 3),
    ]);
  });
});
