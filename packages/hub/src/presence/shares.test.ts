import { expect, it } from 'vitest';
import { Shares } from './shares.ts';

it('what a node tells first of a topic is taken at once; after a loss the whole is asked for', () => {
  const here = new Shares('a', 'topic', 1);
  const there = new Shares('b', 'topic', 1000);
  expect(here.judge(there.change([]))).toBe('apply');
  expect(here.judge(there.change([]))).toBe('apply');
  const lost = there.change([]);
  expect(here.judge(there.change([]))).toBe('ask');
  expect(here.judge(there.whole([]))).toBe('apply');
  expect(here.judge(lost)).toBe('ignore');
});
