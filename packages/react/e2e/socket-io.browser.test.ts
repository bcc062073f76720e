import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type Visitor, type World } from './world.ts';

const patient = { timeout: 20_000 };

/** What the page asked the library's path for. */
interface Traffic {
  readonly requests: string[];
  /** Connections begun: those that have no session id yet. */
  handshakes(): number;
}

function watch(page: Page): Traffic {
  const requests: string[] = [];
  const met = (url: string): void => {
    if (new URL(url).pathname.startsWith('/socket.io/')) requests.push(url);
  };
  page.on('request', (request) => met(request.url()));
  page.on('websocket', (socket) => met(socket.url()));
  const isNew = (url: string): boolean => !new URL(url).searchParams.has('sid');
  return { requests, handshakes: () => requests.filter(isNew).length };
}

const lines = (page: Page): Promise<string[]> => page.locator('ol > li').allInnerTexts();
const loads = (page: Page): Promise<string | null> => page.locator('ol').getAttribute('data-loads');
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name }).click();

async function say(page: Page, words: string): Promise<void> {
  await page.getByLabel('Words').fill(words);
  await press(page, 'Say');
}

/** Whatever the page waits for comes; answers what it asked for meanwhile. */
async function aQuietHour(page: Page, { requests }: Traffic): Promise<string[]> {
  const before = requests.length;
  await page.clock.fastForward(3_600_000);
  await page.evaluate(() => fetch('/api/session'));
  return requests.slice(before);
}

describe('a page of stock socket.io-client in StrictMode', () => {
  let world: World;
  let visitor: Visitor;
  let page: Page;
  let traffic: Traffic;

  beforeAll(async () => {
    world = await startWorld();
    visitor = await world.visit(0);
    page = await visitor.context.newPage();
    traffic = watch(page);
    await page.clock.install();
    await page.goto(`${visitor.front.url}/contacts`);
  });
  afterAll(() => world.stop());

  it('E2 nothing leaves before connect(); logging in connects once and loads once', async () => {
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect(await aQuietHour(page, traffic)).toEqual([]);
    await press(page, 'Log in');
    await expect.poll(() => loads(page), patient).toBe('1');
    await say(page, 'one');
    await expect.poll(() => lines(page), patient).toEqual(['one']);
    expect(traffic.handshakes()).toBe(1);
    expect(await loads(page)).toBe('1');
    // It was StrictMode: the effect that connects ran twice.
    expect(await page.locator('ol').getAttribute('data-mounts')).toBe('2');
  });

  it('E2 logging out disconnects for good', async () => {
    await press(page, 'Log out');
    await expect.poll(() => visitor.front.open, patient).toBe(0);
    expect(await aQuietHour(page, traffic)).toEqual([]);
    expect(traffic.handshakes()).toBe(1);
  });

  it('E2 logging in again connects once more and doubles nothing, nor does a drop', async () => {
    await press(page, 'Log in');
    await expect.poll(() => loads(page), patient).toBe('1');
    await say(page, 'two');
    await expect.poll(() => lines(page), patient).toEqual(['two']);
    expect(traffic.handshakes()).toBe(2);
    await expect.poll(() => visitor.front.open, patient).toBe(1);
    visitor.front.drop();
    await expect.poll(() => loads(page), patient).toBe('2');
    await say(page, 'three');
    await expect.poll(() => lines(page), patient).toEqual(['two', 'three']);
    expect(traffic.handshakes()).toBe(3);
    await press(page, 'Log out');
    await expect.poll(() => visitor.front.open, patient).toBe(0);
    expect(await aQuietHour(page, traffic)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
