import type { Database, Unit } from '@parley/store';
import { describe, expect, it } from 'vitest';
import { exchangeLimits } from './limits.ts';
import { StayBook } from './stay-book.ts';
import type { Stay } from './units/stays.ts';

/** A database that remembers what it was asked for, and may be away. */
function setUp(isAlone = false) {
  const asked: (readonly [unit: string, args: unknown])[] = [];
  const state = { isAway: false };
  const run = async (unit: Unit<unknown, unknown>, args: unknown): Promise<never> => {
    await Promise.resolve();
    if (state.isAway) throw new Error('away');
    asked.push([unit.name, args]);
    return undefined as never;
  };
  const db = { run } as Partial<Database> as Database;
  const book = new StayBook(db, { node: 'n', isAlone });
  const hear = (memberId: number, here: boolean, at: number): void =>
    book.hear({ topic: 'exchange/call:7', memberId, here, at });
  const noted = (): Stay[] =>
    asked.flatMap(([name, args]) =>
      name === 'exchange.noteStays' ? (args as { stays: Stay[] }).stays : [],
    );
  return { asked, state, book, hear, noted };
}

describe('the book of who is connected', () => {
  it('notes what happened while the database was away, once it is back', async () => {
    const { state, book, hear, noted } = setUp();
    state.isAway = true;
    hear(1, true, 1000);
    await expect(book.beat(2000)).rejects.toThrow('away');
    hear(1, false, 3000);
    hear(2, true, 4000);
    await expect(book.flush()).rejects.toThrow('away');
    state.isAway = false;
    await book.beat(5000);
    expect(noted()).toMatchObject([
      { memberId: 1, enteredOn: '1970-01-01T00:00:01.000Z', leftOn: '1970-01-01T00:00:03.000Z' },
      { memberId: 2, kind: 'call', bookingId: 7, leftOn: null },
    ]);
  });

  it('notes again what changed while it was being written, and nothing is left over', async () => {
    const { book, hear, noted } = setUp();
    hear(1, true, 1000);
    hear(1, false, 2000);
    await book.flush();
    hear(1, true, 3000);
    await book.flush();
    expect(noted().map(({ id, leftOn }) => [id, leftOn === null])).toEqual([
      ['n.1', true],
      ['n.1', false],
      ['n.1', true],
    ]);
  });

  it('says at every beat who is still there, and goes on with who is back within the gap', async () => {
    const { asked, book, hear, noted } = setUp();
    const gap = exchangeLimits.stayGap.default;
    hear(1, true, 0);
    hear(2, true, 0);
    hear(2, false, 1000);
    await book.beat(2000);
    expect(asked.at(-1)).toEqual(['exchange.touchStays', { ids: ['n.1'] }]);
    hear(2, true, 1000 + gap);
    hear(1, false, 2000);
    await book.beat(2000 + gap);
    hear(1, true, 2001 + gap);
    await book.flush();
    expect(new Set(noted().map(({ id }) => id))).toEqual(new Set(['n.1', 'n.2', 'n.3']));
  });

  it('keeps no more than it may while the database is away: the oldest are lost', async () => {
    const { state, book, hear, noted } = setUp();
    state.isAway = true;
    const most = exchangeLimits.staysWaiting.default;
    for (let memberId = 1; memberId <= most + 5; memberId += 1) hear(memberId, true, 0);
    await expect(book.flush()).rejects.toThrow('away');
    state.isAway = false;
    await book.flush();
    expect(noted()).toHaveLength(most);
    expect(noted()[0]?.memberId).toBe(6);
  });

  it('ends what others left open: all of it where it is alone, of a node that died elsewhere', async () => {
    const alone = setUp(true);
    await alone.book.flush();
    expect(alone.asked).toEqual([['exchange.endStays', { but: 'n' }]]);
    const { asked, book } = setUp();
    book.gone('other');
    await book.flush();
    await expect.poll(() => asked).toEqual([['exchange.endStays', { of: 'other' }]]);
  });
});
