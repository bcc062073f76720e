import type { Act } from '@parley/hub';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardLimits } from '../exchange/board/limits.ts';
import { wins } from '../exchange/board/rules.ts';
import { drawn, meet } from './board-meeting.ts';
import type { OpenDomains } from './open-domains.ts';

/**
 * What a whiteboard promises, on whatever engine.
 */
export function boardSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    it('B6 a late joiner sees what was drawn, and listens on from there', async () => {
      const { id, topic, host, client, draw, told } = await meet(at);
      await expect(at.exchange.readBoard(client.id, id)).resolves.toEqual({
        position: { epoch: '', offset: 0 },
        elements: [],
      });
      const stroke = drawn('s', {
        type: 'freedraw',
        points: [
          [0, 0],
          [1.5, -2],
        ],
        note: '🎨 ж',
      });
      await draw(host, [stroke, drawn('r')]);
      await draw(client, [drawn('r', { version: 2, x: 99 })]);
      const { position, elements } = await at.exchange.readBoard(client.id, id);
      expect(elements).toEqual([drawn('r', { version: 2, x: 99 }), stroke]);
      const [head] = await at.db.log.heads([topic]);
      expect(position).toEqual({ epoch: head?.epoch, offset: head?.head });
      expect(told()).toEqual([[stroke, drawn('r')], [drawn('r', { version: 2, x: 99 })]]);
      const [heard] = at.heard.filter((one) => one.topic === topic);
      expect(heard).toMatchObject({ event: 'delta', sender: `c${host.id}`, memberId: host.id });
    });

    it('of two forms of an element the newer stays, of equal ones the lower nonce, in any order', async () => {
      const { host, client, draw, board, told } = await meet(at);
      await draw(host, [drawn('a', { version: 3, versionNonce: 50 })]);
      // Older, the same again, and equal with a higher nonce: nothing changes, and nobody is told.
      for (const [version, versionNonce] of [
        [2, 1],
        [3, 50],
        [3, 51],
      ] as const) {
        const done = await draw(client, [drawn('a', { version, versionNonce, x: 1 })]);
        expect(done).toMatchObject({ position: undefined, duplicate: false });
      }
      expect(told()).toHaveLength(1);
      await draw(client, [drawn('a', { version: 3, versionNonce: 49, x: 2 }), drawn('b')]);
      expect(await board()).toEqual(
        new Map([
          ['a', drawn('a', { version: 3, versionNonce: 49, x: 2 })],
          ['b', drawn('b')],
        ]),
      );
      // Of a delta only what won is told.
      await draw(host, [drawn('b', { version: 2 }), drawn('a', { x: 3 })]);
      expect(told().at(-1)).toEqual([drawn('b', { version: 2 })]);
    });

    it('both draw at once, and the board is what the rule says', async () => {
      const change = fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        version: fc.integer({ min: 1, max: 5 }),
        versionNonce: fc.integer({ min: 0, max: 9 }),
        isDeleted: fc.boolean(),
      });
      const changes =
        fc.sample(
          fc.uniqueArray(change, {
            selector: (c) => `${c.id} ${c.version} ${c.versionNonce}`,
            minLength: 60,
            maxLength: 60,
          }),
          { numRuns: 1, seed: 7 },
        )[0] ?? [];
      const { host, client, draw, board } = await meet(at);
      await Promise.all(
        changes.map((one, index) => draw(index % 2 === 0 ? host : client, [drawn(one.id, one)])),
      );
      const best = new Map<string, (typeof changes)[number]>();
      for (const one of changes) {
        const there = best.get(one.id);
        if (there === undefined || wins(one, there)) best.set(one.id, one);
      }
      const found = await board();
      expect([...best.keys()].toSorted()).toEqual([...found.keys()]);
      for (const [id, one] of best) expect(found.get(id)).toMatchObject(one);
    });

    it('a deleted element is remembered by name alone, so that nothing old brings it back', async () => {
      const { host, client, draw, board } = await meet(at);
      await draw(host, [drawn('a', { version: 4, secret: 'a phone number' })]);
      await draw(client, [drawn('a', { version: 5, isDeleted: true, secret: 'a phone number' })]);
      await draw(host, [drawn('a', { version: 4, x: 5 })]);
      expect([...(await board()).values()]).toEqual([
        { id: 'a', type: 'rectangle', version: 5, versionNonce: 7, isDeleted: true },
      ]);
      // Undone: it is there again, newer.
      await draw(client, [drawn('a', { version: 6 })]);
      expect((await board()).get('a')).toEqual(drawn('a', { version: 6 }));
    });

    it('B3 nobody else reads the board or draws on it', async () => {
      const { id, draw, told } = await meet(at);
      const { host: stranger } = await meet(at);
      await expect(draw(stranger, [drawn('a')])).rejects.toMatchObject({ code: 'forbidden' });
      await expect(
        draw(stranger, [drawn('a')], { params: { id: `${id}x` } }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      await expect(at.exchange.readBoard(stranger.id, id)).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(at.exchange.readBoard(stranger.id, id + 1_000)).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(told()).toEqual([]);
    });

    it('what is no delta is refused, and what comes in passing is left as it is', async () => {
      const { host, draw, board, told } = await meet(at);
      const long = 'x'.repeat(boardLimits.elementCharacters.default);
      const many = Array.from({ length: 201 }, (_, index) => drawn(`e${index}`));
      const cases: [readonly unknown[], Partial<Act>, string][] = [
        [[drawn('a')], { event: 'message' }, 'bad_request'],
        [[], { event: 'answer' }, 'bad_request'],
        [[], { event: 'answer', payload: '{"ask":"q 1","agree":true}' }, 'bad_request'],
        [[], { event: 'answer', payload: '{"ask":"q1","agree":"yes"}' }, 'bad_request'],
        [[], { payload: '[]' }, 'bad_request'],
        [[], { payload: '{"elements":{}}' }, 'bad_request'],
        [[], { payload: 'null' }, 'bad_request'],
        [[null], {}, 'bad_request'],
        [[{ id: 'a' }], {}, 'bad_request'],
        [[drawn('')], {}, 'bad_request'],
        [[drawn('a b')], {}, 'bad_request'],
        [[drawn('a'.repeat(65))], {}, 'bad_request'],
        [[drawn('a', { version: 0 })], {}, 'bad_request'],
        [[drawn('a', { version: 1.5 })], {}, 'bad_request'],
        [[drawn('a', { version: 2 ** 60 })], {}, 'bad_request'],
        [[drawn('a', { versionNonce: -1 })], {}, 'bad_request'],
        [[drawn('a'), drawn('a', { version: 2 })], {}, 'bad_request'],
        [[drawn('fine'), drawn('a', { text: long })], {}, 'too_large'],
        [many, {}, 'too_large'],
      ];
      for (const [elements, more, code] of cases) {
        await expect(draw(host, elements, more)).rejects.toMatchObject({ code });
      }
      expect(await draw(host, [drawn('a')], { store: false, event: 'live' })).toBeUndefined();
      expect(told()).toEqual([]);
      expect((await board()).size).toBe(0);
      // What no column could hold is only text in an element.
      const odd = drawn('odd', { text: 'a\u0000b \ud800', __proto: 1 });
      await draw(host, [odd]);
      expect((await board()).get('odd')).toEqual(odd);
    });
  });
}
