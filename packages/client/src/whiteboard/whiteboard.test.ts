import type { Json } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { boardLimits } from '../../../domains/src/exchange/board/limits.ts';
import { BOARD, boardWorld, delta, drawn } from '../testing/board-world.ts';
import { ParleyError } from '../error.ts';
import { whiteboardLimits } from './limits.ts';
import type { BoardReport } from './board-api.ts';

describe('a whiteboard', () => {
  it('B6 what one draws is on the other side within 300 ms, and on the server', async () => {
    const { page, settle, clock, kept } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    ann.draw(drawn('a'));
    await clock.advanceAsync(100);
    expect(ben.scene.get('a')).toEqual(drawn('a'));
    expect([...kept().values()]).toEqual([drawn('a')]);
    expect(ann.board.report).toEqual({ status: 'live', error: undefined, unsent: 0, refused: 0 });
  });

  it('B6 a late joiner sees the board, and what is drawn while it is read', async () => {
    const { page, settle, clock } = boardWorld();
    const ann = page(1);
    await settle();
    ann.draw(drawn('a'));
    await clock.advanceAsync(200);
    ann.draw(drawn('b'));
    const ben = page(2);
    await clock.advanceAsync(200);
    expect([...ben.scene.keys()].toSorted()).toEqual(['a', 'b']);
  });

  it('what goes out in one go goes as one delta, and never more than a frame holds', async () => {
    const { page, settle, clock, server } = boardWorld();
    const ann = page(1);
    await settle();
    for (let at = 0; at < 450; at += 1) ann.draw(drawn(`e${at}`));
    ann.draw(drawn('large', { text: 'ж'.repeat(20_000) }));
    ann.draw(drawn('larger', { text: 'ж'.repeat(20_000) }));
    await clock.advanceAsync(2_000);
    const deltas = server.log(BOARD).messages.map(({ payload }) => JSON.stringify(payload));
    expect(deltas).toHaveLength(4);
    for (const delta of deltas) expect(Buffer.byteLength(delta)).toBeLessThan(65_536 - 1_000);
  });

  it('takes as much as the server, and no more', () => {
    const { deltaElements, elementCharacters } = whiteboardLimits;
    expect(deltaElements.default).toBe(boardLimits.deltaElements.default);
    expect(elementCharacters.default).toBe(boardLimits.elementCharacters.default);
  });

  it('B6 two pages offline with 200 edits each end identical after they reconnect', async () => {
    const { page, settle, clock, server, kept } = boardWorld();
    const [ann, ben] = [page(1), page(2)];
    await settle();
    for (let at = 0; at < 20; at += 1) ann.draw(drawn(`shared${at}`));
    await clock.advanceAsync(500);
    server.reachable = false;
    for (const socket of server.open) socket.cut();
    await settle();
    expect(ann.board.report.status).toBe('offline');
    for (let at = 0; at < 200; at += 1) {
      for (const [side, self] of [ann, ben].entries()) {
        const id = at % 2 === 0 ? `shared${at % 20}` : `own${side}-${at % 30}`;
        const version = (self.scene.get(id)?.version ?? 0) + 1;
        const isDeleted = at % 13 === side;
        self.draw(drawn(id, { version, versionNonce: at * 2 + side, isDeleted, x: at }));
      }
      await clock.advanceAsync(50);
    }
    const before = server.log(BOARD).head;
    server.reachable = true;
    await clock.advanceAsync(60_000);
    expect(Object.fromEntries(ann.board.elements)).toEqual(Object.fromEntries(ben.board.elements));
    const forms = (elements: Iterable<{ id: string; version: number; versionNonce: number }>) =>
      [...elements].map((e) => `${e.id} ${e.version} ${e.versionNonce}`).toSorted();
    expect(forms(kept().values())).toEqual(forms(ann.board.elements.values()));
    expect(forms(ann.scene.values())).toEqual(forms(ben.scene.values()));
    // Many changes of one element were sent as its last form.
    expect(server.log(BOARD).head - before).toBeLessThan(6);
    expect(ann.board.report).toMatchObject({ status: 'live', unsent: 0 });
  });

  it('reads the board again when too much was missed, and drops what is gone from it', async () => {
    const { page, settle, clock, server, reads } = boardWorld();
    const ben = page(2);
    await settle();
    server.publish(BOARD, 'delta', delta(drawn('old')));
    await settle();
    expect(ben.scene.has('old')).toBe(true);
    expect(reads()).toBe(1);
    server.open[0]?.cut();
    // The server forgets the element and its deletion, and trims its log.
    const log = server.log(BOARD);
    const [first] = log.messages.splice(0, 1);
    if (first !== undefined) log.messages.unshift({ ...first, payload: { elements: [] } });
    server.publish(BOARD, 'delta', delta(drawn('new')));
    log.low = 3;
    server.publish(BOARD, 'delta', delta(drawn('newer')));
    await clock.advanceAsync(5_000);
    expect([...ben.scene.keys()].toSorted()).toEqual(['new', 'newer']);
    expect(reads()).toBe(2);
  });

  it('tries again when the board cannot be read, and says so when it is not theirs', async () => {
    const { page, settle, clock } = boardWorld();
    let fails = 2;
    const flaky = page(1, {
      board: {
        load: async () => {
          if (fails-- > 0) throw new Error('502');
          return { position: { epoch: '', offset: 0 }, elements: [drawn('a')] };
        },
      },
    });
    await settle();
    expect(flaky.board.report.status).toBe('loading');
    await clock.advanceAsync(10_000);
    expect(flaky.board.report.status).toBe('live');
    expect(flaky.scene.get('a')).toEqual(drawn('a'));
    const stranger = page(2, {
      board: { load: () => Promise.reject(new ParleyError('forbidden')) },
    });
    await settle();
    expect(stranger.board.report).toMatchObject({
      status: 'refused',
      error: { code: 'forbidden' },
    });
  });

  it('of what others send, what is no element changes nothing', async () => {
    const { page, settle, server } = boardWorld();
    const ann = page(1);
    await settle();
    const odd: unknown[] = [null, 1, {}, { elements: null }, { elements: [null, { id: 'x' }] }];
    for (const payload of odd) server.publish(BOARD, 'delta', payload as Json);
    server.publish(BOARD, 'other', delta(drawn('a')));
    await settle();
    expect(ann.scene.size).toBe(0);
  });
});

describe('a full board', () => {
  it('says so, keeps on the page what was refused, and sends it when there is room', async () => {
    const { page, settle, clock, server, kept } = boardWorld();
    const reports: BoardReport[] = [];
    const ann = page(1, { handlers: { report: (report) => reports.push(report) } });
    await settle();
    ann.draw(drawn('there'));
    await clock.advanceAsync(200);
    const isDeletion = (payload: Json | undefined): boolean =>
      JSON.stringify(payload).includes('"isDeleted":true');
    server.refuse = (frame) =>
      frame.op === 'transmit' && frame.store && !isDeletion(frame.payload) ? 'full' : undefined;
    for (let at = 0; at < 20; at += 1) {
      ann.draw(drawn(`e${at}`));
      await clock.advanceAsync(120);
    }
    expect(ann.board.report).toMatchObject({ error: { code: 'full' }, unsent: 20 });
    // It was asked once, not with every stroke.
    expect(server.seen.filter((frame) => frame.op === 'transmit' && frame.store)).toHaveLength(2);
    ann.draw(drawn('there', { version: 2, isDeleted: true }));
    await clock.advanceAsync(200);
    expect(kept().get('there')?.isDeleted).toBe(true);
    server.refuse = () => undefined;
    await clock.advanceAsync(10_000);
    expect(kept().size).toBe(21);
    expect(reports.at(-1)).toEqual({ status: 'live', error: undefined, unsent: 0, refused: 0 });
  });

  it('can be given up: the page shows what everybody sees', async () => {
    const { page, settle, clock, server } = boardWorld();
    const ann = page(1);
    await settle();
    ann.draw(drawn('a'));
    await clock.advanceAsync(200);
    server.refuse = (frame) => (frame.op === 'transmit' && frame.store ? 'too_large' : undefined);
    ann.draw(drawn('a', { version: 2, x: 5 }));
    ann.draw(drawn('b'));
    await clock.advanceAsync(200);
    expect(ann.board.report).toMatchObject({ error: { code: 'too_large' }, refused: 2 });
    const shown = [...ann.scene.values()];
    ann.board.discard();
    expect([...ann.scene.values()]).toEqual([drawn('a')]);
    // An editor that still shows it for a moment does not draw it anew.
    ann.board.edit(shown);
    expect(ann.board.report).toEqual({ status: 'live', error: undefined, unsent: 0, refused: 0 });
  });

  it('a stroke that is too long loses points instead of being refused', async () => {
    const { page, settle, clock, kept } = boardWorld();
    const ann = page(1);
    await settle();
    const points = Array.from({ length: 20_000 }, (_, at) => [at / 3, at / 7]);
    ann.draw(drawn('long', { type: 'freedraw', points, pressures: points.map(() => 0.123456) }));
    await clock.advanceAsync(500);
    const stroke = kept().get('long');
    expect(JSON.stringify(stroke).length).toBeLessThan(boardLimits.elementCharacters.default);
    const counts = [stroke?.['pressures'], stroke?.['points']].map(
      (all) => (all as unknown[]).length,
    );
    expect(counts[0]).toBe(counts[1]);
    expect(ann.scene.get('long')).toEqual(stroke);
  });
});

describe('leaving a board', () => {
  it('sends what was not sent yet, and leaves nothing behind', async () => {
    const { page, settle, clock, kept, server } = boardWorld();
    const ann = page(1);
    await settle();
    server.open[0]?.cut();
    ann.draw(drawn('a'));
    ann.draw(drawn('b'), { isBusy: true });
    ann.board.leave();
    await clock.advanceAsync(10_000);
    expect([...kept().keys()]).toEqual(['a', 'b']);
    ann.client.disconnect();
    expect(clock.pending).toBe(0);
  });
});
