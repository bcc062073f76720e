import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, signInAs, startApp, type App } from './app.ts';
import { twoPages } from './two-pages.ts';

const priya = 'Priya Raman';
/** The demo's meeting of Mara and Priya. */
const BOOKING = 1;
const viewport = { width: 1500, height: 950 };
/** What is drawn comes within 300 ms; a machine that is busy takes longer. */
const patience = { timeout: 25_000 };

interface Board {
  readonly position: { readonly offset: number };
  readonly elements: readonly { readonly id: string; readonly isDeleted: boolean }[];
}

const canvas = (page: Page): Locator => page.locator('canvas.interactive');

async function openBoard(page: Page): Promise<void> {
  await page.goto(new URL(`/app/exchange/${BOOKING}`, page.url()).href);
  await page.getByRole('button', { name: 'Whiteboard', exact: true }).click();
  await canvas(page).waitFor();
  await page.getByRole('toolbar', { name: 'Whiteboard' }).waitFor();
}

async function choose(page: Page, tool: 'freedraw' | 'rectangle' | 'selection'): Promise<void> {
  await page.locator(`label:has([data-testid=toolbar-${tool}])`).click();
}

/** Moves the pointer over the board, pressed; places are parts of its width and height. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await canvas(page).boundingBox();
  if (box === null) throw new Error('There is no board.');
  const at = (x: number, y: number): [number, number] => [
    box.x + x * box.width,
    box.y + y * box.height,
  ];
  await page.mouse.move(...at(...from));
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) {
    const part = step / 20;
    const wave = Math.sin(step / 2) / 30;
    await page.mouse.move(
      ...at(from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part + wave),
    );
  }
}

/** What the server has of the board. */
async function kept(page: Page): Promise<Board> {
  return page.evaluate(async (id) => {
    const response = await fetch(`/api/exchanges/${id}/board`);
    return (await response.json()) as Board;
  }, BOOKING);
}

/** The board as the page saves it. */
async function saved(page: Page, format: 'PNG' | 'SVG'): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('menuitem', { name: new RegExp(format, 'u') }).click();
  return readFile(await (await download).path());
}

/** What two people see of the board; the same text when it is the same. */
async function drawing(page: Page): Promise<string> {
  return (await saved(page, 'SVG')).toString();
}

async function expectSame(one: Page, other: Page): Promise<void> {
  await expect
    .poll(async () => (await drawing(one)) === (await drawing(other)), patience)
    .toBe(true);
}

const count = async (page: Page): Promise<number> =>
  (await kept(page)).elements.filter(({ isDeleted }) => !isDeleted).length;

describe('B6: the whiteboard of a meeting', () => {
  let app: App;
  let mara: Page;
  let other: Page;
  const hosts = new Set<string>();
  const failures: string[] = [];

  async function open(name: string): Promise<Page> {
    const page = await app.open({ viewport, acceptDownloads: true });
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'blob:' && protocol !== 'data:') hosts.add(host);
    });
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) failures.push(line.text());
    });
    await signInAs(page, name);
    return page;
  }

  beforeAll(async () => {
    app = await startApp();
    mara = await open(people.mara);
    other = await open(priya);
    await openBoard(mara);
    await openBoard(other);
  });
  afterAll(() => app.stop());

  it('a stroke appears on the other side while it is drawn, and stays', async () => {
    await choose(mara, 'freedraw');
    await drag(mara, [0.35, 0.5], [0.55, 0.7]);
    // Still pressed, and the other side shows it.
    await expect
      .poll(() => drawing(other).then((svg) => svg.includes('<path')), patience)
      .toBe(true);
    await mara.mouse.up();
    await expect.poll(() => count(other), patience).toBe(1);
    await expectSame(mara, other);
  });

  it('a late joiner sees the board, and so does a reload', async () => {
    const before = await drawing(mara);
    await other.reload();
    await openBoard(other);
    await expect.poll(() => drawing(other), patience).toBe(before);
    const late = await open(priya);
    await openBoard(late);
    await expect.poll(() => drawing(late), patience).toBe(before);
    await late.context().close();
  });

  it('somebody who is not related to the booking does not see it', async () => {
    const yuki = await open(people.yuki);
    const status = await yuki.evaluate(async (id) => {
      const response = await fetch(`/api/exchanges/${id}/board`);
      return response.status;
    }, BOOKING);
    expect(status).toBe(404);
    await yuki.context().close();
  });

  it('both draw at the same time and end with the same board', async () => {
    for (const page of [mara, other]) await choose(page, 'rectangle');
    await Promise.all([drag(mara, [0.4, 0.3], [0.5, 0.45]), drag(other, [0.6, 0.3], [0.7, 0.45])]);
    await Promise.all([mara.mouse.up(), other.mouse.up()]);
    // Both move everything there is, at once.
    for (const page of [mara, other]) {
      await page.keyboard.press('Control+A');
    }
    for (let step = 0; step < 10; step += 1) {
      await Promise.all([mara.keyboard.press('ArrowRight'), other.keyboard.press('ArrowDown')]);
    }
    await expect.poll(() => count(mara), patience).toBe(3);
    await expectSame(mara, other);
  });

  it('two pages offline with 200 edits each end identical after they reconnect', async () => {
    const pages = [mara, other];
    await app.server.kill();
    for (const page of pages) await page.getByText('What you draw is kept').waitFor();
    const edit = async (page: Page, side: number): Promise<void> => {
      await choose(page, 'rectangle');
      await drag(page, [0.4 + side / 5, 0.6], [0.45 + side / 5, 0.7]);
      await page.mouse.up();
      await page.keyboard.press('Control+A');
      for (let press = 0; press < 200; press += 1) {
        await page.keyboard.press(side === 0 ? 'ArrowLeft' : 'ArrowUp');
      }
    };
    await Promise.all(pages.map(edit));
    await app.server.restart();
    for (const page of pages) {
      // The next try may be seconds away; a browser that is online again does not wait for it.
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await page.getByText('What you draw is kept').waitFor({ state: 'detached' });
    }
    await expect.poll(() => count(mara), patience).toBe(5);
    await expectSame(mara, other);
  });

  it('who leads is followed: view, and the colour of the ground', async () => {
    await mara.getByRole('button', { name: 'Follow me' }).click();
    const following = other.getByText('Following Mara Lindqvist');
    await following.waitFor();
    const zoom = (page: Page): Promise<string> => page.locator('.reset-zoom-button').innerText();
    await mara.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(() => zoom(mara), patience).not.toBe('100%');
    await expect.poll(async () => (await zoom(other)) === (await zoom(mara)), patience).toBe(true);
    await other.getByRole('button', { name: 'Stop following' }).click();
    await following.waitFor({ state: 'detached' });
    await mara.getByRole('button', { name: 'Follow me' }).click();
  });

  it('clearing can be undone', async () => {
    await mara.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => count(other), patience).toBe(0);
    await mara.getByRole('button', { name: 'Undo clear' }).click();
    await expect.poll(() => count(other), patience).toBe(5);
    await expectSame(mara, other);
  });

  it('a page of a PDF is shared after the other has agreed, and not when they decline', async () => {
    const share = async (): Promise<Locator> => {
      await mara.getByRole('button', { name: 'Share a file' }).click();
      const dialog = mara.getByRole('dialog', { name: 'Share a file' });
      const chooser = mara.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'A picture or a PDF' }).click();
      const file = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: twoPages() };
      await (await chooser).setFiles(file);
      await dialog.getByRole('img', { name: 'Page 1' }).waitFor();
      return dialog;
    };
    const dialog = await share();
    await dialog.getByRole('button', { name: 'Ask and share' }).click();
    const question = other.getByRole('dialog', { name: 'May this be shared?' });
    await question.getByText('plan.pdf').waitFor();
    await question.getByRole('button', { name: 'Decline' }).last().click();
    await dialog.getByRole('alert').getByText('Priya Raman did not agree').waitFor();
    expect(await count(mara)).toBe(5);

    await dialog.getByLabel(/^Page, of 2/u).fill('2');
    await dialog.getByRole('img', { name: 'Page 2' }).waitFor();
    await dialog.getByRole('button', { name: 'Ask and share' }).click();
    await question.getByRole('button', { name: 'Agree' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => count(other), patience).toBe(6);
    await expect
      .poll(() => drawing(other).then((svg) => svg.includes('data:image/png')), patience)
      .toBe(true);
    await expectSame(mara, other);
  });

  it('is saved as a picture', async () => {
    const png = await saved(other, 'PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(1000);
  });

  it('asks no other host for anything, and keeps to the policy of the server', () => {
    expect([...hosts]).toEqual([new URL(app.server.url).host]);
    expect(failures).toEqual([]);
  });
});
