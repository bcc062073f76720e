import { describe, expect, it } from 'vitest';
import { boardLimits } from '../../../domains/src/exchange/board/limits.ts';
import { boardWorld, drawn, type BoardWorld } from '../testing/board-world.ts';
import type { BoardElement } from './element.ts';

const { elements: most, deltaElements } = boardLimits;

/** Lets the server refuse what the board has no room for. */
function bounded(world: BoardWorld): BoardWorld {
  const { server, kept } = world;
  server.refuse = (frame) => {
    if (frame.op !== 'transmit' || !frame.store) return undefined;
    const payload: unknown = frame.payload;
    const after = kept();
    const before = live(after.values());
    const { elements } = payload as { elements: BoardElement[] };
    for (const element of elements) after.set(element.id, element);
    const now = live(after.values());
    return now > most.default && now > before ? 'full' : undefined;
  };
  return world;
}

function live(elements: Iterable<BoardElement>): number {
  return [...elements].filter(({ isDeleted }) => !isDeleted).length;
}

describe('a board with a hundred thousand elements', () => {
  it('sends what fits and says what did not; uses room that is made; and can be given up', async () => {
    const { page, settle, clock, server, kept } = bounded(boardWorld());
    const [ann, ben] = [page(1), page(2)];
    await settle();
    const asked = (): number =>
      server.seen.filter((frame) => frame.op === 'transmit' && frame.store).length;
    const deltas = most.default / deltaElements.default;

    ann.board.edit(Array.from({ length: 100_000 }, (_, at) => drawn(`e${at}`)));
    await clock.advanceAsync(10_000);
    expect(live(kept().values())).toBe(most.default);
    expect(live(ben.scene.values())).toBe(most.default);
    const full = { status: 'live', error: { code: 'full' }, unsent: 95_000 };
    expect(ann.board.report).toMatchObject(full);
    // The server was asked once more than it had room, and is left alone then.
    expect(asked()).toBe(deltas + 1);
    await clock.advanceAsync(60_000);
    expect(asked()).toBe(deltas + 1);

    const gone = Array.from({ length: 200 }, (_, at) =>
      drawn(`e${at}`, { version: 2, isDeleted: true }),
    );
    ann.board.edit(gone);
    await clock.advanceAsync(10_000);
    expect(live(kept().values())).toBe(most.default);
    expect(ann.board.report).toMatchObject({ ...full, unsent: 94_800 });
    expect(asked()).toBe(deltas + 4);

    ann.board.discard();
    await clock.advanceAsync(1_000);
    expect(ann.board.report).toEqual({ status: 'live', error: undefined, unsent: 0, refused: 0 });
    expect(live(ann.board.elements.values())).toBe(most.default);
    expect(asked()).toBe(deltas + 4);
  });
});
