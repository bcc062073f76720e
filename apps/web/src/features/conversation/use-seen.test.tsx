// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Line } from './line.ts';
import { lineOf } from './sample.test-data.ts';
import { useSeen } from './use-seen.ts';

const one = lineOf('Ada', 'one', '10:00');
const two = lineOf('Ben', 'two', '10:01');
const three = lineOf('Ben', 'three', '10:02');
const mine = lineOf('Me', 'mine', '10:03', { mine: true });

function watch(since?: string) {
  const seen: string[] = [];
  const onSeen = (line: Line): void => void seen.push(line.text);
  const hook = renderHook(
    ({ lines, looking }: { lines: readonly Line[]; looking: boolean }) =>
      useSeen(lines, looking, since, onSeen),
    { initialProps: { lines: [] as readonly Line[], looking: true } },
  );
  return { seen, ...hook };
}

afterEach(cleanup);

describe('what is new', () => {
  it('is nothing, while one looks at the end', () => {
    const { rerender, result, seen } = watch();
    rerender({ lines: [one], looking: true });
    rerender({ lines: [one, two], looking: true });
    expect(result.current).toEqual({ newAfter: undefined, unseen: 0 });
    expect(seen).toEqual(['one', 'two']);
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
    const { rerender, result } = watch(one.timestamp);
    rerender({ lines: [one, two, three], looking: true });
    expect(result.current.newAfter).toBe('one');
  });

  it('is nothing of a room never visited', () => {
    const { rerender, result } = watch();
    rerender({ lines: [one, two, three], looking: true });
    expect(result.current.newAfter).toBeUndefined();
  });
});
