import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

const patient = { timeout: 30_000 };

const stateOf = (page: Page): Promise<string> => page.evaluate(() => window.stream.client.state);

/** Headless tabs are always visible: what the browser says of them is all that can be changed. */
const turn = (page: Page, to: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);

describe('a page whose network or tab goes and comes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('comes back at once when the network does, whatever its patience was', async () => {
    const a = await world.visit(0);
    const page = await a.tab('/stream?topic=chat:net');
    await expect.poll(() => stateOf(page), patient).toBe('open');
    await a.context.setOffline(true);
    a.front.drop();
    await expect.poll(() => stateOf(page), patient).toBe('waiting');
    // From here on no timer of the page runs: only the network can bring the connection back.
    await page.evaluate(() => {
      window.setTimeout = (() => 0) as never;
    });
    await expect.poll(() => stateOf(page), patient).toBe('waiting');
    const before = a.front.opened;
    await a.context.setOffline(false);
    await expect.poll(() => stateOf(page), patient).toBe('open');
    expect(a.front.opened).toBe(before + 1);
    expect(a.strangers).toEqual([]);
    expect(a.complaints).toEqual([]);
    await a.context.close();
  });
  it('seen again after a while it notices that its connection died, and gets what it missed', async () => {
    const [a, b] = [await world.visit(0), await world.visit(1)];
    const page = await a.tab('/stream?topic=chat:asleep');
    const other = await b.tab('/stream?topic=chat:asleep');
    for (const one of [page, other]) await expect.poll(() => stateOf(one), patient).toBe('open');
    await turn(page, 'hidden');
    void a.front.swallow('down', 'what nobody says');
    await other.evaluate(() => window.stream.send('missed', 3));
    await expect.poll(() => other.evaluate(() => window.stream.seen.length), patient).toBe(3);
    expect(await stateOf(page)).toBe('open');
    expect(await page.evaluate(() => window.stream.seen)).toEqual([]);

    await turn(page, 'visible');
    await expect.poll(() => stateOf(page), patient).not.toBe('open');
    a.front.heal();
    a.front.drop();
    await expect
      .poll(() => page.evaluate(() => window.stream.seen.map(([, text]) => text)), patient)
      .toEqual(['missed-0', 'missed-1', 'missed-2']);
    for (const { context, complaints } of [a, b]) {
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('A8 seen again because the tab before it was closed, it sends what that one left', async () => {
    const a = await world.visit(0);
    const page = await a.tab('/stream?topic=chat:heir');
    const closing = await a.tab('/stream?topic=chat:heir');
    for (const one of [page, closing]) await expect.poll(() => stateOf(one), patient).toBe('open');
    await turn(page, 'hidden');
    await closing.evaluate(() => {
      window.stream.client.disconnect();
      window.stream.send('left', 3);
    });
    await closing.close();
    await turn(page, 'visible');
    await expect
      .poll(() => page.evaluate(() => window.stream.seen.map(([, text]) => text)), patient)
      .toEqual(['left-0', 'left-1', 'left-2']);
    await a.context.close();
  });
});
