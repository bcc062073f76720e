import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, signInAs, startApp, type App } from './app.ts';
import {
  boardOf,
  choose,
  count,
  drag,
  drawing,
  expectSame,
  openBoard,
  patience,
  press,
  priya,
  saved,
} from './board.ts';

describe('B6: the whiteboard of a meeting', () => {
  let app: App;
  let mara: Page;
  let other: Page;
  const watch = { hosts: new Set<string>(), failures: new Array<string>() };

  beforeAll(async () => {
    app = await startApp();
    mara = await boardOf(app, people.mara, { watch });
    other = await boardOf(app, priya, { watch });
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
    const late = await boardOf(app, priya, { watch });
    await expect.poll(() => drawing(late), patience).toBe(before);
    await late.context().close();
  });

  it('somebody who is not related to the booking does not see it', async () => {
    const yuki = await app.open();
    await signInAs(yuki, people.yuki);
    const status = await yuki.evaluate(async () => {
      const response = await fetch('/api/exchanges/1/board');
      return response.status;
    });
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

  it('clearing can be undone', async () => {
    const before = await drawing(mara);
    await mara.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => count(other), patience).toBe(0);
    await mara.getByRole('button', { name: 'Undo clear' }).click();
    await expect.poll(() => count(other), patience).toBe(5);
    expect(await drawing(mara)).toBe(before);
    await expectSame(mara, other);
  });

  it('and so it can by Ctrl+Z, whoever drew what was cleared and moved it since', async () => {
    const undo = mara.getByRole('button', { name: 'Undo clear' });
    const clear = mara.getByRole('button', { name: 'Clear', exact: true });
    // Moved by the keyboard, which the editor has not noted as a step yet.
    await choose(mara, 'selection');
    await press(mara, [0.9, 0.5]);
    await mara.keyboard.press('Control+A');
    await mara.keyboard.press('ArrowRight');
    await expectSame(mara, other);
    const before = await drawing(mara);
    await clear.click();
    await expect.poll(() => count(other), patience).toBe(0);
    // The editor's own undo, by whoever comes to the board with the keyboard.
    await mara.locator('.excalidraw').first().focus();
    await mara.keyboard.press('Control+Z');
    await expect.poll(() => count(other), patience).toBe(5);
    // It is there as it was, and there is nothing left to bring back.
    await undo.waitFor({ state: 'detached' });
    expect(await drawing(mara)).toBe(before);
    await expectSame(mara, other);
    // The focus is still in the bar: the same there.
    await clear.click();
    await undo.waitFor();
    await mara.keyboard.press('Control+Z');
    await undo.waitFor({ state: 'detached' });
    await expect.poll(() => count(other), patience).toBe(5);
    expect(await drawing(mara)).toBe(before);
  });

  it('is saved as a picture', async () => {
    const png = await saved(other, 'PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(1000);
  });

  it('more than it holds stays on the page, in words that say what to do, and can be given up', async () => {
    await mara.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => count(other), patience).toBe(0);
    await press(mara, [0.9, 0.5]);
    // As one does who pastes a drawing of somebody else's making.
    await mara.evaluate(() => {
      const place = (at: number) => ({ x: (at % 100) * 20, y: Math.floor(at / 100) * 20 });
      const look = { type: 'rectangle', width: 10, height: 10, strokeColor: '#1e1e1e' };
      const elements = Array.from({ length: 5100 }, (_, at) => ({
        ...look,
        ...place(at),
        id: `e${at}`,
        version: 1,
        versionNonce: 7,
        isDeleted: false,
      }));
      const clipboardData = new DataTransfer();
      const clipboard = { type: 'excalidraw/clipboard', elements, files: {} };
      clipboardData.setData('text/plain', JSON.stringify(clipboard));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    const note = mara.getByRole('alert').filter({ hasText: 'The whiteboard is full' });
    await note.waitFor();
    // What comes in one delta fits as a whole, or not at all.
    await expect.poll(() => count(other), patience).toBeGreaterThan(4800);
    expect(await note.innerText()).toMatch(
      /it holds 5000 elements\. Delete what is not needed any more to make room\. \d{3} changes are on your screen only\./u,
    );
    await note.getByRole('button', { name: 'Discard them' }).click();
    await note.waitFor({ state: 'detached' });
    await expect.poll(() => count(mara), patience).toBeLessThanOrEqual(5000);
    await expectSame(mara, other);
  });

  it('asks no other host for anything, and keeps to the policy of the server', () => {
    expect([...watch.hosts]).toEqual([new URL(app.server.url).host]);
    expect(watch.failures).toEqual([]);
  });
});
