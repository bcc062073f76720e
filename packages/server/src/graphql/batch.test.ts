import { describe, expect, it } from 'vitest';
import { Batch } from './batch.ts';

describe('a batch', () => {
  it('looks up once what is asked for together, each key once', async () => {
    const asked: (readonly number[])[] = [];
    const batch = new Batch(async (keys: readonly number[]) => {
      asked.push(keys);
      return new Map(keys.filter((key) => key < 10).map((key) => [key, key * 2]));
    });
    const answers = await Promise.all([1, 2, 1, 99].map((key) => batch.load(key)));
    expect(answers).toEqual([2, 4, 2, undefined]);
    expect(await batch.load(2)).toBe(4);
    expect(await batch.load(3)).toBe(6);
    expect(asked).toEqual([[1, 2, 99], [3]]);
  });

  it('fails for everybody who asked, and not for the next', async () => {
    let fails = true;
    const batch = new Batch(async (keys: readonly number[]) => {
      if (fails) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const both = await Promise.allSettled([batch.load(1), batch.load(2)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await batch.load(3)).toBe(3);
  });
});
