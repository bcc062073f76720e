import { expect, it } from 'vitest';
import { EMOJIS, findEmojis, nameOf, QUICK } from './emojis.ts';

it('every emoji is there once, with a name', () => {
  expect(new Set(EMOJIS.map(({ emoji }) => emoji)).size).toBe(EMOJIS.length);
  expect(EMOJIS.every(({ emoji, words }) => words !== '' && emoji.length <= 32)).toBe(true);
  expect(QUICK.every((emoji) => nameOf(emoji) !== emoji)).toBe(true);
});

it('is found by any of its words', () => {
  expect(findEmojis('tada').map(({ emoji }) => emoji)).toEqual(['🎉']);
  expect(findEmojis(' Thumbs ').map(({ emoji }) => emoji)).toEqual(['👍', '👎']);
  expect(findEmojis('')).toBe(EMOJIS);
  expect(findEmojis('no such thing')).toEqual([]);
});
