import { ParleyError } from '@parley/client';
import { describe, expect, it } from 'vitest';
import { Undelivered } from './undelivered.ts';

const message = (id: string) => ({
  id,
  topic: 'room:1',
  payload: { message: id },
  timestamp: '2026-11-20T10:00:00.000Z',
});

describe('messages that were refused', () => {
  it('are kept until somebody decides, and everybody is told', () => {
    const kept = new Undelivered();
    let told = 0;
    const stop = kept.subscribe(() => (told += 1));
    kept.add(message('a'), new ParleyError('forbidden'));
    kept.add(message('b'), new ParleyError('too_large'));
    expect(kept.all.map(({ id, error }) => `${id} ${error.code}`)).toEqual([
      'a forbidden',
      'b too_large',
    ]);
    kept.remove('a');
    stop();
    kept.remove('b');
    expect(kept.all).toEqual([]);
    expect(told).toBe(3);
  });

  it('are not those that one took back oneself', () => {
    const kept = new Undelivered();
    type Tell = Parameters<Parameters<Undelivered['watch']>[0]['on']>[1];
    let tell: Tell | undefined;
    kept.watch({
      on(_, listener) {
        tell = listener as Tell;
        return () => {};
      },
    });
    const event = { message: message('a'), error: new ParleyError('cancelled') };
    tell?.(event as never);
    expect(kept.all).toEqual([]);
  });

  it('are two hundred at most', () => {
    const kept = new Undelivered();
    for (let n = 0; n < 250; n += 1) kept.add(message(`${n}`), new ParleyError('forbidden'));
    expect(kept.all).toHaveLength(200);
    expect(kept.all[0]?.id).toBe('50');
  });
});
