import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOARD, boardWorld, drawn, type BoardWorld, type Page } from '../testing/board-world.ts';

type Step =
  | { readonly do: 'draw' | 'drag' | 'delete'; readonly who: number; readonly what: number }
  | { readonly do: 'drop'; readonly who: number }
  | { readonly do: 'serve' | 'deliver'; readonly who: number; readonly n: number }
  | { readonly do: 'wait'; readonly n: number }
  | { readonly do: 'trim' };

const who = fc.integer({ min: 0, max: 2 });
const n = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('draw' as const, 'drag' as const, 'delete' as const),
      who,
      what: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), who }) },
  // Frames move one by one, so that what two draw crosses on its way.
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('serve' as const, 'deliver' as const),
      who,
      n,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.constantFrom(100, 900, 6_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const) }) },
);

/** Changes an element as an editor does: one version up, a nonce of its own. */
function change({ scene, draw }: Page, id: string, nonce: number, step: Step['do']): void {
  const before = scene.get(id);
  if (before === undefined && step === 'delete') return;
  const version = (before?.version ?? 0) + 1;
  const element = drawn(id, {
    version,
    versionNonce: nonce,
    isDeleted: step === 'delete',
    x: nonce,
  });
  draw(element, { isBusy: step === 'drag' });
}

async function run(count: number, steps: readonly Step[]): Promise<BoardWorld & { pages: Page[] }> {
  const made = boardWorld({ resumeLimit: 4, pageSize: 3 });
  const { server, clock } = made;
  const pages = Array.from({ length: count }, (_, at) => made.page(at + 1));
  await made.settle();
  server.auto = false;
  const socketOf = ({ client }: Page) =>
    server.open.find(({ connectionId }) => connectionId === client.connectionId);
  for (const [at, one] of steps.entries()) {
    const page = 'who' in one ? pages[one.who % count] : undefined;
    const socket = page && socketOf(page);
    if (one.do === 'wait') await clock.advanceAsync(one.n);
    else if (one.do === 'trim') server.log(BOARD).low = server.log(BOARD).head + 1;
    else if (one.do === 'drop') socket?.cut();
    else if (one.do === 'serve') {
      for (let i = 0; i < one.n; i += 1) if (socket) server.serve(socket);
    } else if (one.do === 'deliver') for (let i = 0; i < one.n; i += 1) socket?.deliver();
    else if (page && 'what' in one) change(page, `e${one.what}`, (at * 7919) % 1000, one.do);
    await made.settle();
  }
  server.auto = true;
  server.pump();
  // Whoever was at something lets go.
  for (const page of pages) page.board.edit(page.scene.values());
  await clock.advanceAsync(60_000);
  return { ...made, pages };
}

const form = (e: { id: string; version: number; versionNonce: number; isDeleted: boolean }) =>
  `${e.id} ${e.version} ${e.versionNonce} ${String(e.isDeleted)}`;

describe('two and three boards, with any edits, drops and orders', () => {
  it('B6 end identical, on the pages and on the server', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 3 }),
        fc.array(step, { maxLength: 60 }),
        async (count, steps) => {
          const { pages, kept } = await run(count, steps);
          const server = [...kept().values()].map(form).toSorted();
          for (const { board, scene } of pages) {
            expect([...board.elements.values()].map(form).toSorted()).toEqual(server);
            expect([...scene.values()].map(form).toSorted()).toEqual(server);
            expect(board.report).toEqual({
              status: 'live',
              error: undefined,
              unsent: 0,
              refused: 0,
            });
          }
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);
});
