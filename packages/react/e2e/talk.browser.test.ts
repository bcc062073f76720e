import { launchChromium } from '@parley/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { names, startWorld, type Visitor, type World } from './world.ts';

const [mara, tomas, yuki] = names;
const patient = { timeout: 20_000 };

const texts = (page: Page, list: string): Promise<string[]> =>
  page.locator(`[${list}] > li`).allInnerTexts();
const lines = (page: Page): Promise<string[]> => texts(page, 'data-lines');

async function say(page: Page, way: 'Keep' | 'Pass on', words: string): Promise<void> {
  await page.getByLabel('Words').fill(words);
  await page.getByRole('button', { name: way }).click();
}

/** Ends a browser as the system would: nothing says goodbye. */
async function killBrowser(browser: World['browser']): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const main = processInfo.find(({ type }) => type === 'browser');
  if (main === undefined) throw new Error('The browser has no process.');
  process.kill(main.id, 'SIGKILL');
}

describe('a component written for awayto/hooks, in a browser', () => {
  let world: World;
  const visitors: Visitor[] = [];
  const visit: World['visit'] = async (member, browser) => {
    const visitor = await world.visit(member, browser);
    visitors.push(visitor);
    return visitor;
  };

  beforeAll(async () => {
    world = await startWorld({ PARLEY_PRESENCE_GRACE: '1500' });
  });
  afterAll(() => world.stop());

  it('A2 A3 A4 two browsers see each message once, by name, each person come and go once', async () => {
    const [a, b] = [await visit(0), await visit(1)];
    const left = await a.tab('/?topic=chat:pair');
    await expect.poll(() => texts(left, 'data-people'), patient).toEqual([mara]);
    const right = await b.tab('/?topic=chat:pair');
    await expect.poll(() => texts(left, 'data-came'), patient).toEqual([tomas]);
    await expect.poll(() => texts(right, 'data-users'), patient).toHaveLength(2);

    await say(left, 'Keep', 'zu behalten 🎉 שלום');
    await say(right, 'Pass on', 'in passing');
    const both = [`${mara}: zu behalten 🎉 שלום`, `${tomas}: in passing`];
    for (const page of [left, right]) {
      await expect.poll(async () => (await lines(page)).sort(), patient).toEqual(both);
      const kinds = await page
        .locator('[data-lines] > li')
        .evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset['kind'] ?? ''));
      expect(kinds.sort()).toEqual([
        'normal-message chat:pair passing',
        'stored-message chat:pair kept',
      ]);
    }
    const stamp = (page: Page): Promise<string | null> =>
      page.locator('[data-lines] > li').first().getAttribute('data-time');
    expect(await stamp(left)).toBe(await stamp(right));

    await right.close();
    await expect.poll(() => texts(left, 'data-went'), patient).toEqual([tomas]);
    expect(await texts(left, 'data-came')).toEqual([tomas]);
    // Who wrote something stays in the list, so that it can be attributed.
    expect(await texts(left, 'data-users')).toEqual([mara, `(${tomas})`]);
    await left.close();
  });

  it('A2 without a topic it waits, and joins when there is one', async () => {
    const a = await visit(0);
    const page = await a.tab('/');
    await expect
      .poll(() => page.locator('p').getAttribute('data-connection'), patient)
      .not.toBe('');
    expect(await texts(page, 'data-users')).toEqual([]);
    await page.getByRole('button', { name: 'Choose a topic' }).click();
    await expect.poll(() => texts(page, 'data-users'), patient).toEqual([mara]);
    await say(page, 'Keep', 'at last');
    await expect.poll(() => lines(page), patient).toEqual([`${mara}: at last`]);
    await page.close();
  });

  it('A4 B4 a reload shows the history by name, though nobody else is there; older pages follow', async () => {
    const b = await visit(1);
    const writer = await b.tab('/stream?topic=chat:long');
    await writer.evaluate(async () => {
      for (let n = 1; n <= 70; n += 1) {
        await window.stream.client.transmit(true, 'said', 'chat:long', { message: `no. ${n}` });
      }
    });
    await b.context.close();

    const a = await visit(0);
    const page = await a.tab('/?topic=chat:long');
    const newest = Array.from({ length: 50 }, (_, i) => `${tomas}: no. ${i + 21}`);
    await expect.poll(() => lines(page), patient).toEqual(newest);
    await page.reload();
    await expect.poll(() => lines(page), patient).toEqual(newest);
    expect(await texts(page, 'data-came')).toEqual([]);

    const log = (from: number): string[] =>
      Array.from({ length: 71 - from }, (_, i) => `no. ${i + from}`);
    const earlier = page.getByRole('button', { name: 'Earlier' });
    await expect.poll(() => texts(page, 'data-log'), patient).toEqual(log(51));
    await earlier.click();
    await expect.poll(() => texts(page, 'data-log'), patient).toEqual(log(31));
    await say(page, 'Keep', 'no. 71');
    await expect.poll(async () => (await texts(page, 'data-log')).at(-1), patient).toBe('no. 71');
    await earlier.click();
    await earlier.click();
    await expect.poll(() => texts(page, 'data-log'), patient).toEqual([...log(1), 'no. 71']);
    await expect.poll(() => earlier.count(), patient).toBe(0);
    await page.close();
  });

  it('A5 a second tab joins the same entry; closing one keeps the user, killing the browser does not', async () => {
    const a = await visit(0);
    const watching = await a.tab('/?topic=chat:tabs');
    const other = await launchChromium();
    const c = await visit(2, other);
    await c.tab('/?topic=chat:tabs');
    const second = await c.tab('/?topic=chat:tabs');
    const tabs = (): Promise<string | null> =>
      watching.locator('[data-people] > li', { hasText: yuki }).getAttribute('data-tabs');
    await expect.poll(() => texts(watching, 'data-people'), patient).toEqual([mara, yuki]);
    await expect.poll(tabs, patient).toBe('2');

    await second.close();
    await expect.poll(tabs, patient).toBe('1');
    expect(await texts(watching, 'data-people')).toEqual([mara, yuki]);
    expect(await texts(watching, 'data-went')).toEqual([]);

    await killBrowser(other);
    await expect.poll(() => texts(watching, 'data-went'), patient).toEqual([yuki]);
    expect(await texts(watching, 'data-came')).toEqual([yuki]);
    expect(await texts(watching, 'data-people')).toEqual([mara]);
    await watching.close();
  });

  it('asks no other host for anything and complains of nothing', () => {
    expect(visitors.flatMap(({ strangers }) => strangers)).toEqual([]);
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(visitors.map((visitor) => visitor.failures())).toEqual(visitors.map(() => 0));
  });
});
