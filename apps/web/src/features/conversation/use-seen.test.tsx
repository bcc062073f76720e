// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Line } from './line.ts';
import { lineOf } from './sample.test-data.ts';
import { useSeen } from './use-seen.ts';

const one = lineOf('Ada', 'one', '10:00', { id: 1 });
const two = lineOf('Ben', 'two', '10:01', { id: 2 });
const three = lineOf('Ben', 'three', '10:02', { id: 3 });
const mine = lineOf('Me', 'mine', '10:03', { id: 4, mine: true });

function watch(since?: number) {
  return renderHook(
    ({ lines, looking }: { lines: readonly Line[]; looking: boolean }) =>
      useSeen(lines, looking, since),
    { initialProps: { lines: [] as readonly Line[], looking: true } },
  );
}

afterEach(cleanup);

describe('what is new', () => {
  it('is nothing, while one looks at the end', () => {
    const { rerender, result } = watch();
    rerender({ lines: [one], looking: true });
    rerender({ lines: [one, two], looking: true });
    expect(result.current).toEqual({ newAfter: undefined, unseen: 0 });
  });

  it('is counted while one does not look, and the divider stands before the first of it', () => {
    const { rerender, result } = watch();
    rerender({ lines: [one], looking: true });
    rerender({ lines: [one, two], looking: false });
    rerender({ lines: [one, two, three], looking: false });
    expect(result.current).toEqual({ newAfter: 'one', unseen: 2 });
    rerender({ lines: [one, two, three], looking: true });
    expect(result.current).toEqual({ newAfter: 'one', unseen: 0 });
  });

  it('is over when one answers', () => {
    const { rerender, result } = watch();
    rerender({ lines: [one], looking: true });
    rerender({ lines: [one, two], looking: false });
    rerender({ lines: [one, two, mine], looking: false });
    expect(result.current).toEqual({ newAfter: undefined, unseen: 0 });
  });

  it('is what came since the last visit', () => {
    const { rerender, result } = watch(one.message.id);
    rerender({ lines: [one, two, three], looking: true });
    expect(result.current.newAfter).toBe('one');
  });

  it('is nothing of a room never visited', () => {
    const { rerender, result } = watch();
    rerender({ lines: [one, two, three], looking: true });
    expect(result.current.newAfter).toBeUndefined();
  });
});
