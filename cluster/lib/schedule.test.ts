import { describe, expect, it } from 'vitest';
import { seeded } from './random.ts';
import { schedule } from './schedule.ts';
import { settings } from './settings.ts';

const options = { nodes: 3, duration: 60_000, every: 2000 };

describe('the schedule of faults', () => {
  it('is the same for the same seed, and another one for another', () => {
    const of = (seed: number): unknown => schedule(seeded(seed), options);
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('has every kind of fault before any comes again', () => {
    const kinds = schedule(seeded(3), options).map(({ kind }) => kind);
    expect(new Set(kinds.slice(0, 9)).size).toBe(9);
    expect(kinds.length).toBeGreaterThan(16);
  });

  it('begins within the time given', () => {
    for (const { at } of schedule(seeded(5), options)) expect(at).toBeLessThan(options.duration);
  });
});

describe('the settings of a run', () => {
  it('take the seed that is given, and choose one otherwise', () => {
    expect(settings({ PARLEY_CLUSTER_SEED: '7', PARLEY_CLUSTER_LONG: '1' })).toEqual({
      seed: 7,
      long: true,
    });
    expect(settings({ PARLEY_CLUSTER_SEED: '' }).seed).toBeGreaterThan(0);
    expect(settings({}).long).toBe(false);
  });
});
