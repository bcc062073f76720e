import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardLimits } from '../exchange/board/limits.ts';
import type { BoardElement } from '../exchange/schema.ts';
import type { MemberView } from '../identity/schema.ts';
import { drawn, meet } from './board-meeting.ts';
import type { OpenDomains } from './open-domains.ts';

/** How many deltas the test of a long life draws: `npm run test:soak` says more than `short`. */
export function lifeOf(short: number): number {
  return Number(process.env['PARLEY_SOAK_DELTAS'] ?? short);
}

/**
 * What keeps a whiteboard from growing, on whatever engine.
 *
 * @param deltas how many are drawn in the test of a long life
 */
export function boardSizeSuite(
  name: string,
  open: () => Promise<OpenDomains>,
  { deltas }: { readonly deltas: number },
): void {
  describe(name, () => {
    let at: OpenDomains;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    it('a board with a hundred thousand elements is refused where it is full, and deleting makes room', async () => {
      const { host, draw, board, told } = await meet(at);
      const { elements: most, deltaElements } = boardLimits;
      const batch = (from: number, more: Partial<BoardElement> = {}): BoardElement[] =>
        Array.from({ length: deltaElements.default }, (_, index) =>
          drawn(`e${from + index}`, more),
        );
      for (let from = 0; from < most.default; from += deltaElements.default) {
        await draw(host, batch(from));
      }
      const before = told().length;
      for (let from = most.default; from < 100_000; from += 20_000) {
        await expect(draw(host, batch(from))).rejects.toMatchObject({
          code: 'full',
          message:
            'The whiteboard is full: it holds 5000 elements. Delete what is not needed any more to make room.',
        });
      }
      // One too many spoils the whole delta; what was there can be changed, and deleted.
      const changed = drawn('e0', { version: 2 });
      await expect(draw(host, [changed, drawn('new')])).rejects.toMatchObject({ code: 'full' });
      expect(told()).toHaveLength(before);
      expect((await board()).get('e0')).toEqual(drawn('e0'));
      await draw(host, [changed]);
      await draw(host, batch(0, { version: 3, isDeleted: true }));
      await draw(host, batch(most.default));
      expect([...(await board()).values()].filter((one) => !one.isDeleted)).toHaveLength(5000);
    });

    it('a board with too much on it is refused, and making it smaller is not', async () => {
      const { host, draw } = await meet(at);
      const text = 'x'.repeat(49_000);
      const large = (id: number, more = {}): BoardElement => drawn(`e${id}`, { text, ...more });
      let fitted = 0;
      const fill = async (): Promise<void> => {
        for (; fitted < 100; fitted += 1) await draw(host, [large(fitted)]);
      };
      await expect(fill()).rejects.toMatchObject({ code: 'full' });
      expect(fitted).toBe(85);
      await draw(host, [large(0, { version: 2, text: 'shorter' })]);
      await draw(host, [large(fitted)]);
      await expect(draw(host, [large(0, { version: 3 })])).rejects.toMatchObject({ code: 'full' });
    });

    it('forgets deleted elements after a week, or when there are too many', async () => {
      const { host, draw, board } = await meet(at);
      const { tombstones, tombstoneLife, deltaElements } = boardLimits;
      await draw(host, [drawn('old', { isDeleted: true })]);
      at.clock.advance(tombstoneLife.default + 1);
      await draw(host, [drawn('new', { isDeleted: true })]);
      expect([...(await board()).keys()]).toEqual(['new']);
      at.clock.advance(1);
      for (let from = 0; from < tombstones.default; from += deltaElements.default) {
        const batch = Array.from({ length: deltaElements.default }, (_, index) =>
          drawn(`e${from + index}`, { isDeleted: true }),
        );
        await draw(host, batch);
      }
      const left = await board();
      expect(left.size).toBe(tombstones.default);
      expect(left.has('new')).toBe(false);
    });

    it(
      `B6 after ${deltas} deltas it is as small as before`,
      async () => {
        const { id, topic, host, client, draw, board } = await meet(at);
        const members = [host, client];
        let made = 0;
        const go = async (member: MemberView): Promise<void> => {
          while (made < deltas) {
            made += 1;
            const which = made % 50;
            const points = Array.from({ length: made % 7 }, (_, index) => [index, made]);
            const isDeleted = made % 11 === 0;
            await draw(member, [drawn(`e${which}`, { version: made, points, isDeleted })]);
          }
        };
        // So many at once as the connections of a busy board have.
        await Promise.all(Array.from({ length: 64 }, (_, index) => go(members[index % 2] ?? host)));
        const { position, elements } = await at.exchange.readBoard(client.id, id);
        expect(position.offset).toBeGreaterThan(deltas / 2);
        expect(elements).toHaveLength(50);
        const newest = Math.max(...[...(await board()).values()].map(({ version }) => version));
        expect(newest).toBe(deltas);
        const [log] = await at.db.log.heads([topic]);
        const { deltasKept, deltasSlack } = boardLimits;
        expect((log?.head ?? 0) - (log?.low ?? 0)).toBeLessThan(
          deltasKept.default + 2 * deltasSlack.default,
        );
      },
      300_000 + deltas * 10,
    );
  });
}
