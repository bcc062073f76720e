import { describe, expect, it } from 'vitest';
import { Batcher, batchLimits } from './batcher.ts';

/** Ships when told to, and notes what it was given. */
function manual(): {
  readonly batches: number[][];
  readonly ship: (items: readonly number[]) => Promise<readonly number[]>;
  readonly finish: () => void;
} {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  return {
    batches,
    ship: (items) =>
      new Promise((resolve) => {
        batches.push([...items]);
        waiting.push(() => resolve(items.map((item) => item * 10)));
      }),
    finish: () => waiting.shift()?.(),
  };
}

const tick = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('a batcher', () => {
  it('sends what came in one tick together, and what came meanwhile with the next', async () => {
    const hand = manual();
    const batcher = new Batcher(hand.ship, { ...batchLimits, inFlight: 1 });
    const first = [1, 2].map((item) => batcher.add(item, 1));
    await tick();
    const second = [3, 4, 5].map((item) => batcher.add(item, 1));
    await tick();
    expect(hand.batches).toEqual([[1, 2]]);
    hand.finish();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await tick();
    hand.finish();
    expect(await Promise.all(second)).toEqual([30, 40, 50]);
    expect(hand.batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('keeps a batch within its limits, and sends a second early when many wait', async () => {
    const hand = manual();
    const limits = { ...batchLimits, items: 3, weight: 10, early: 2 };
    const batcher = new Batcher(hand.ship, limits);
    const all = [4, 4, 4, 4, 4].map((weight, item) => batcher.add(item, weight));
    await tick();
    expect(hand.batches).toEqual([
      [0, 1],
      [2, 3],
    ]);
    hand.finish();
    await tick();
    await tick();
    hand.finish();
    await tick();
    await tick();
    hand.finish();
    expect(await Promise.all(all)).toEqual([0, 10, 20, 30, 40]);
  });

  it('refuses with busy when too much waits', async () => {
    const hand = manual();
    const batcher = new Batcher(hand.ship, { ...batchLimits, queueItems: 2, queueWeight: 10 });
    const held = [batcher.add(1, 6)];
    await expect(batcher.add(2, 6)).rejects.toMatchObject({ code: 'busy' });
    held.push(batcher.add(3, 1));
    await expect(batcher.add(4, 1)).rejects.toMatchObject({ code: 'busy' });
    await tick();
    hand.finish();
    expect(await Promise.all(held)).toEqual([10, 30]);
  });

  it('calls off what waits, and awaits what is under way', async () => {
    const hand = manual();
    const batcher = new Batcher(hand.ship, { ...batchLimits, inFlight: 1 });
    const stop = new AbortController();
    const under = batcher.add(1, 1, { signal: stop.signal });
    await tick();
    const waiting = batcher.add(2, 1, { signal: stop.signal });
    stop.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    hand.finish();
    expect(await under).toBe(10);
    expect(hand.batches).toEqual([[1]]);
  });

  it('ends after what it took, and takes no more', async () => {
    const hand = manual();
    const batcher = new Batcher(hand.ship, batchLimits);
    const last = batcher.add(1, 1);
    const closed = batcher.close();
    await expect(batcher.add(2, 1)).rejects.toMatchObject({ code: 'store_unavailable' });
    await tick();
    hand.finish();
    await closed;
    expect(await last).toBe(10);
  });
});
