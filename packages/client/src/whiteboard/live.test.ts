import { describe, expect, it } from 'vitest';
import { BOARD, boardWorld, drawn } from '../testing/board-world.ts';
import type { BoardElement } from './element.ts';
import type { BoardSight } from './people.ts';

const stroke = (count: number, more: Partial<BoardElement> = {}): BoardElement =>
  drawn('s', {
    type: 'freedraw',
    version: count + 1,
    versionNonce: count * 31,
    points: Array.from({ length: count }, (_, at) => [at * 1.5, Math.sin(at) * 40]),
    pressures: [],
    simulatePressure: true,
    width: count * 1.5,
    strokeColor: '#1e1e1e',
    seed: 4711,
    ...more,
  });
const points = (element: BoardElement | undefined): unknown[] =>
  (element?.['points'] ?? []) as unknown[];

describe('a stroke on its way', () => {
  it('B6 is seen while it is drawn, and is the whole stroke in the end', async () => {
    const { page, settle, clock, kept, server } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    for (let count = 2; count <= 120; count += 1) {
      ann.draw(stroke(count), { isBusy: true });
      await clock.advanceAsync(16);
      if (count === 60) expect(points(ben.scene.get('s')).length).toBeGreaterThan(50);
    }
    expect(kept().size).toBe(0);
    expect(ben.board.elements.size).toBe(0);
    expect(points(ben.scene.get('s'))[50]).toEqual([75, expect.closeTo(Math.sin(50) * 40, 1)]);
    ann.draw(stroke(120, { version: 200 }));
    await clock.advanceAsync(200);
    expect(ben.scene.get('s')).toEqual(ann.board.elements.get('s'));
    expect(ben.board.draft('s')).toBeUndefined();
    expect(server.log(BOARD).head).toBe(1);
    // Two seconds of drawing cost less than the stroke once more and half of it.
    const bytes = server.seen
      .filter((frame) => frame.op === 'transmit')
      .reduce((sum, { payload }) => sum + JSON.stringify(payload).length, 0);
    expect(bytes).toBeLessThan(2.5 * JSON.stringify(kept().get('s')).length);
  });

  it('is kept after five seconds, though it goes on', async () => {
    const { page, settle, clock, kept } = boardWorld();
    const ann = page(1);
    await settle();
    for (let count = 2; count <= 60; count += 1) {
      ann.draw(stroke(count), { isBusy: true });
      await clock.advanceAsync(100);
    }
    expect(points(kept().get('s')).length).toBeGreaterThan(40);
  });

  it('disappears when it is never finished, and what it moved is where it was', async () => {
    const { page, settle, clock, server } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    ann.draw(drawn('box'));
    await clock.advanceAsync(200);
    ann.draw(stroke(5), { isBusy: true });
    ann.draw(drawn('box', { version: 2, x: 99 }), { isBusy: true });
    await clock.advanceAsync(100);
    expect(ben.scene.get('box')).toEqual(drawn('box', { version: 2, x: 99 }));
    expect(ben.scene.has('s')).toBe(true);
    // What others are at is not taken for one's own.
    ben.board.edit(ben.scene.values());
    server.reachable = false;
    server.open[0]?.cut();
    await clock.advanceAsync(20_000);
    expect([...ben.scene.values()]).toEqual([drawn('box')]);
    expect(server.log(BOARD).head).toBe(1);
  });

  it('of what others send in passing, what makes no sense changes nothing', async () => {
    const { page, settle, clock } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    ann.draw(drawn('a'));
    await clock.advanceAsync(200);
    const form = { id: 'a', v: 2, n: 1 };
    const odd: unknown[] = [
      null,
      {},
      { at: ['x', 1], sight: { x: 1, y: 1, zoom: 0 }, drafts: {} },
      { drafts: [null, 1, {}, { id: 'a' }, { id: 7, v: 1, n: 1 }] },
      {
        drafts: [
          { ...form, set: 'x' },
          { ...form, v: -1 },
          { ...form, v: 1, n: 7 },
        ],
      },
      {
        drafts: [
          { ...form, add: { from: 4, xy: [1, 1] } },
          { ...form, add: { from: 0, xy: [1] } },
        ],
      },
      {
        drafts: [
          { ...form, add: { from: 0, xy: ['1', null] } },
          { ...form, set: { isDeleted: true } },
        ],
      },
      { drafts: [{ id: 'new', v: 1, n: 1, set: { x: 4 } }] },
    ];
    for (const payload of odd) await ann.client.transmit(false, 'live', BOARD, payload);
    await settle();
    expect([...ben.scene.values()]).toEqual([drawn('a')]);
    expect(ben.board.people.every(({ cursor, sight }) => !cursor && !sight)).toBe(true);
  });
});

describe('who else is on the board', () => {
  it('is seen by their cursor, not more often than ten times a second', async () => {
    const { page, settle, clock, server } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    for (let at = 0; at < 100; at += 1) {
      ann.board.point({ x: at, y: 2.345, tool: 'pointer', isDown: false });
      await clock.advanceAsync(10);
    }
    await clock.advanceAsync(100);
    expect(ben.board.people).toMatchObject([
      { member: { scid: 'm1' }, cursor: { x: 99, y: 2.3, tool: 'pointer', isDown: false } },
    ]);
    const told = server.seen.filter((frame) => frame.op === 'transmit');
    expect(told.length).toBeLessThan(13);
  });

  it('is gone when they leave, when they are silent, and when they drop', async () => {
    const { page, settle, clock, server } = boardWorld();
    const [ann, ben, cat] = [page(1), page(2), page(3)];
    await settle();
    const cursors = () => cat.board.people.flatMap((one) => (one.cursor ? [one.member.scid] : []));
    const point = async (): Promise<void> => {
      for (const one of [ann, ben]) {
        one.board.point({ x: 1, y: 1, tool: 'laser', isDown: true });
      }
      await clock.advanceAsync(150);
    };
    await point();
    expect(cursors()).toEqual(['m1', 'm2']);
    ann.board.leave();
    await settle();
    expect(cursors()).toEqual(['m2']);
    await clock.advanceAsync(21_000);
    expect(cursors()).toEqual([]);
    await point();
    expect(cursors()).toEqual(['m2']);
    server.open[1]?.cut();
    await settle();
    expect(cursors()).toEqual([]);
  });

  it('B6 can be followed: view, page and colours, by those who come later too', async () => {
    const { page, settle, clock } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    const sight: BoardSight = {
      x: 10.5,
      y: -20,
      zoom: 1.5,
      page: 'plan.pdf, page 2',
      ground: '#ffffff',
      color: '#e03131',
    };
    ann.board.show(sight);
    await clock.advanceAsync(150);
    expect(ben.board.people).toMatchObject([{ member: { scid: 'm1' }, sight }]);
    const cat = page(3);
    await clock.advanceAsync(150);
    expect(cat.board.people).toMatchObject([{ sight }]);
    await clock.advanceAsync(60_000);
    expect(ben.board.people).toMatchObject([{ sight }]);
    ann.board.show(null);
    await clock.advanceAsync(150);
    expect(ben.board.people).toMatchObject([{ sight: undefined }]);
  });
});
