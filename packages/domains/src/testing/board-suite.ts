import type { Act } from '@parley/hub';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardLimits } from '../exchange/board/limits.ts';
import { wins } from '../exchange/board/rules.ts';
import { exchangeTopics } from '../exchange/domain.ts';
import { exchangeTopic, type BoardElement } from '../exchange/schema.ts';
import type { MemberView } from '../identity/schema.ts';
import type { OpenDomains } from './open-domains.ts';

/** A rectangle, or whatever `more` makes of it. */
export function drawn(id: string, more: Partial<BoardElement> = {}): BoardElement {
  const place = { x: 10, y: 20, width: 30, height: 40 };
  return {
    id,
    type: 'rectangle',
    version: 1,
    versionNonce: 7,
    isDeleted: false,
    ...place,
    ...more,
  };
}

/** A booking with its two people, and what one draws on its board as the hub would have it. */
interface Meeting {
  readonly id: number;
  readonly topic: string;
  readonly host: MemberView;
  readonly client: MemberView;
  readonly draw: (
    member: MemberView,
    elements: readonly unknown[],
    more?: Partial<Act>,
  ) => Promise<unknown>;
  readonly board: () => Promise<Map<string, BoardElement>>;
}

let people = 0;

async function meet(at: OpenDomains): Promise<Meeting> {
  people += 1;
  const [host, client] = [await at.member(`Host${people}`), await at.member(`Client${people}`)];
  const id = await at.exchange.createBooking({
    scheduleMemberId: host.id,
    clientMemberId: client.id,
    title: 'Sketching',
    startsOn: '2026-06-02T10:00:00.000Z',
    endsOn: '2026-06-02T10:30:00.000Z',
  });
  const topic = exchangeTopic('whiteboard', id);
  const act = exchangeTopics(at.db).find(({ pattern }) => pattern.includes('whiteboard'))?.act;
  return {
    id,
    topic,
    host,
    client,
    draw: async ({ id: memberId, name, role, color }, elements, more = {}) =>
      act?.({
        principal: {
          memberId,
          profile: { memberId, name, role, color },
          credential: 'session:1',
        },
        connectionId: `c${memberId}`,
        topic,
        params: { id: String(id) },
        event: 'delta',
        payload: JSON.stringify({ elements }),
        store: true,
        ...more,
      }),
    board: async () => {
      const { elements } = await at.exchange.readBoard(host.id, id);
      return new Map(elements.map((one) => [one.id, one]));
    },
  };
}

/** How many deltas the test of a long life draws: `npm run test:soak` says more than `short`. */
export function lifeOf(short: number): number {
  return Number(process.env['PARLEY_SOAK_DELTAS'] ?? short);
}

/**
 * What a whiteboard promises, on whatever engine.
 *
 * @param deltas how many are drawn in the test of a long life
 */
export function boardSuite(
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

    const told = (topic: string): BoardElement[][] =>
      at.heard
        .filter((one) => one.topic === topic)
        .map(({ payload }) => (JSON.parse(payload) as { elements: BoardElement[] }).elements);

    it('B6 a late joiner sees what was drawn, and listens on from there', async () => {
      const { id, topic, host, client, draw } = await meet(at);
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
      expect(told(topic)).toEqual([[stroke, drawn('r')], [drawn('r', { version: 2, x: 99 })]]);
      const [heard] = at.heard.filter((one) => one.topic === topic);
      expect(heard).toMatchObject({ event: 'delta', sender: `c${host.id}`, memberId: host.id });
    });

    it('of two forms of an element the newer stays, of equal ones the lower nonce, in any order', async () => {
      const { topic, host, client, draw, board } = await meet(at);
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
      expect(told(topic)).toHaveLength(1);
      await draw(client, [drawn('a', { version: 3, versionNonce: 49, x: 2 }), drawn('b')]);
      expect(await board()).toEqual(
        new Map([
          ['a', drawn('a', { version: 3, versionNonce: 49, x: 2 })],
          ['b', drawn('b')],
        ]),
      );
      // Of a delta only what won is told.
      await draw(host, [drawn('b', { version: 2 }), drawn('a', { x: 3 })]);
      expect(told(topic).at(-1)).toEqual([drawn('b', { version: 2 })]);
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
      const { id, topic, draw } = await meet(at);
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
      expect(told(topic)).toEqual([]);
    });

    it('what is no delta is refused, and what comes in passing is left as it is', async () => {
      const { topic, host, draw, board } = await meet(at);
      const long = 'x'.repeat(boardLimits.elementCharacters.default);
      const many = Array.from({ length: 201 }, (_, index) => drawn(`e${index}`));
      const cases: [readonly unknown[], Partial<Act>, string][] = [
        [[drawn('a')], { event: 'message' }, 'bad_request'],
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
      expect(told(topic)).toEqual([]);
      expect((await board()).size).toBe(0);
      // What no column could hold is only text in an element.
      const odd = drawn('odd', { text: 'a\u0000b \ud800', __proto: 1 });
      await draw(host, [odd]);
      expect((await board()).get('odd')).toEqual(odd);
    });

    it('a board with a hundred thousand elements is refused where it is full, and deleting makes room', async () => {
      const { topic, host, draw, board } = await meet(at);
      const { elements: most, deltaElements } = boardLimits;
      const batch = (from: number, more: Partial<BoardElement> = {}): BoardElement[] =>
        Array.from({ length: deltaElements.default }, (_, index) =>
          drawn(`e${from + index}`, more),
        );
      for (let from = 0; from < most.default; from += deltaElements.default) {
        await draw(host, batch(from));
      }
      const before = told(topic).length;
      for (let from = most.default; from < 100_000; from += 20_000) {
        await expect(draw(host, batch(from))).rejects.toMatchObject({
          code: 'full',
          message: 'The board is full: it holds 5000 elements.',
        });
      }
      // One too many spoils the whole delta; what was there can be changed, and deleted.
      const changed = drawn('e0', { version: 2 });
      await expect(draw(host, [changed, drawn('new')])).rejects.toMatchObject({ code: 'full' });
      expect(told(topic)).toHaveLength(before);
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
