import { describe, expect, it } from 'vitest';
import { reacted } from './message-changes.ts';
import { reactors } from './reactions.tsx';
import { messageOf } from './sample.test-data.ts';

describe('a reaction of mine', () => {
  const message = messageOf(1, {
    reactions: [{ emoji: '👍', count: 2, community_member_ids: [2, 3] }],
  });

  it('is counted at once, and taken back at once', () => {
    const mine = reacted(message, '👍', 1, true);
    expect(mine.reactions).toEqual([{ emoji: '👍', count: 3, community_member_ids: [2, 3, 1] }]);
    expect(reacted(mine, '👍', 1, false).reactions).toEqual(message.reactions);
  });

  it('begins a new one, which goes when nobody is left', () => {
    const mine = reacted(message, '🎉', 1, true);
    expect(mine.reactions[1]).toEqual({ emoji: '🎉', count: 1, community_member_ids: [1] });
    expect(reacted(mine, '🎉', 1, false).reactions).toEqual(message.reactions);
  });

  it('is not counted twice', () => {
    const mine = reacted(message, '👍', 1, true);
    expect(reacted(mine, '👍', 1, true)).toBe(mine);
  });
});

it.each([
  [['You'], 1, 'You'],
  [['You', 'Ada'], 2, 'You and Ada'],
  [['You', 'Ada', undefined], 3, 'You, Ada and 1 other'],
  [[undefined], 1, '1 person'],
  [[undefined, undefined], 2, '2 people'],
])('who reacted, of %j and %i, is told as %j', (names, count, told) => {
  expect(reactors(names, count)).toBe(told);
});
