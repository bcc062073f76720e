import { FakeClock, sessionShelfSuite } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { MemorySessionShelf } from './memory-session-shelf.ts';

sessionShelfSuite('the shelf of sessions in memory', () => {
  const clock = new FakeClock();
  return Promise.resolve({
    shelf: new MemorySessionShelf({ clock }),
    wait: (ms) => clock.advanceAsync(ms),
    close: () => {},
  });
});

describe('the shelf of sessions in memory', () => {
  it('drops the oldest when all together are too long, and the dead as others come', async () => {
    const clock = new FakeClock();
    const shelf = new MemorySessionShelf({ clock, mostCharacters: 100 });
    const at = (memberId: number) => ({ sid: 's', memberId });
    for (let i = 1; i <= 5; i += 1) await shelf.save(at(i), 'x'.repeat(37), 1000);
    expect(shelf.size).toBe(2);
    expect(await shelf.take(at(3))).toBeUndefined();
    expect(await shelf.take(at(4))).toHaveLength(37);
    clock.advance(1000);
    await shelf.save(at(6), '', 1000);
    expect(shelf.size).toBe(1);
  });
});
