import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { signInAs, type App } from './app.ts';

/** Mara's partner in the demo's meeting. */
export const priya = 'Priya Raman';
/** The demo's meeting of Mara and Priya. */
const BOOKING = 1;
/** What is drawn comes within 300 ms; a machine that is busy takes longer. */
export const patience = { timeout: 25_000 };

/** A board as the server has it. */
export interface Board {
  readonly position: { readonly offset: number };
  readonly elements: readonly {
    readonly id: string;
    readonly type: string;
    readonly isDeleted: boolean;
  }[];
}

/** What pages asked for, and what went wrong on them. */
export interface Watch {
  readonly hosts: Set<string>;
  readonly failures: string[];
}

/** A window of somebody with the whiteboard open. */
export async function boardOf(
  app: App,
  name: string,
  { watch, ...options }: BrowserContextOptions & { readonly watch?: Watch } = {},
): Promise<Page> {
  const viewport = { width: 1500, height: 950 };
  const page = await app.open({ viewport, acceptDownloads: true, ...options });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:') watch?.hosts.add(host);
  });
  page.on('pageerror', (error) => watch?.failures.push(error.message));
  page.on('console', (line) => {
    if (line.text().includes('Content Security Policy')) watch?.failures.push(line.text());
  });
  await signInAs(page, name);
  await openBoard(page);
  return page;
}

/** Opens the whiteboard of the demo's meeting. */
export async function openBoard(page: Page): Promise<void> {
  await page.goto(new URL(`/app/exchange/${BOOKING}`, page.url()).href);
  // On a phone it is one of three things to show.
  const choice = page.locator('label').filter({ hasText: 'Whiteboard' });
  await page.getByRole('button', { name: 'Whiteboard', exact: true }).or(choice).click();
  await canvas(page).waitFor();
  await page.getByRole('toolbar', { name: 'Whiteboard' }).waitFor();
}

export const canvas = (page: Page): Locator => page.locator('canvas.interactive');

/** Takes up a tool. */
export async function choose(
  page: Page,
  tool: 'freedraw' | 'rectangle' | 'selection',
): Promise<void> {
  await page.locator(`label:has([data-testid=toolbar-${tool}])`).click();
}

/** A place on the page; `x` and `y` are parts of the board's width and height. */
async function placeOf(page: Page, [x, y]: [number, number]): Promise<[number, number]> {
  const box = await canvas(page).boundingBox();
  if (box === null) throw new Error('There is no board.');
  return [box.x + x * box.width, box.y + y * box.height];
}

/** Clicks on the board. */
export async function press(page: Page, at: [number, number]): Promise<void> {
  await page.mouse.click(...(await placeOf(page, at)));
}

/** Moves the pointer over the board, pressed. */
export async function drag(
  page: Page,
  from: [number, number],
  to: [number, number],
): Promise<void> {
  await page.mouse.move(...(await placeOf(page, from)));
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) {
    const part = step / 20;
    const wave = Math.sin(step / 2) / 30;
    const x = from[0] + (to[0] - from[0]) * part;
    const y = from[1] + (to[1] - from[1]) * part + wave;
    await page.mouse.move(...(await placeOf(page, [x, y])));
  }
}

/** What the server has of the board. */
export async function kept(page: Page): Promise<Board> {
  return page.evaluate(async (id) => {
    const response = await fetch(`/api/exchanges/${id}/board`);
    return (await response.json()) as Board;
  }, BOOKING);
}

/** How many elements are on the board, as the server has it. */
export async function count(page: Page): Promise<number> {
  return (await kept(page)).elements.filter(({ isDeleted }) => !isDeleted).length;
}

/** The board as the page saves it. */
export async function saved(page: Page, format: 'PNG' | 'SVG'): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('menuitem', { name: new RegExp(format, 'u') }).click();
  return readFile(await (await download).path());
}

/** What somebody sees of the board; the same text when it is the same. */
export async function drawing(page: Page): Promise<string> {
  return (await saved(page, 'SVG')).toString();
}

export async function expectSame(one: Page, other: Page): Promise<void> {
  await expect
    .poll(async () => (await drawing(one)) === (await drawing(other)), patience)
    .toBe(true);
}
