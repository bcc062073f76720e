import { describe, expect, it } from 'vitest';
import { matches, pieces } from './highlight.ts';

const shown = (text: string, query: string): string =>
  pieces(text, query)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

describe('a found text', () => {
  it.each([
    ['Snow in Sapporo, snowing', 'snow', '[Snow] in Sapporo, [snow]ing'],
    ['Zoë made crème brûlée', 'zoe creme', '[Zoë] made [crème] brûlée'],
    ['the workshop', 'shop', 'the workshop'],
    ['İstanbul trip', 'trip', 'İstanbul [trip]'],
    ['👩🏽‍🚀 went up', 'went', '👩🏽‍🚀 [went] up'],
    ['a.b (c)', 'b c', 'a.[b] ([c])'],
    ['nothing', '  ', 'nothing'],
  ])('%j for %j is %j', (text, query, expected) => {
    expect(shown(text, query)).toBe(expected);
  });

  it('begins shortly before the first hit, at a word', () => {
    const text = `${'many words before it '.repeat(5)}needle and more`;
    expect(shown(text, 'needle')).toBe('…words before it many words before it [needle] and more');
  });
});

describe('a name', () => {
  it('is found by the beginnings of its words, in any order', () => {
    expect(matches('Tomás Arriaga', 'arr tom')).toBe(true);
    expect(matches('Tomás Arriaga', 'mas')).toBe(false);
  });
});
