import { samplePng } from '@parley/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, startApp, type App } from './app.ts';
import { boardOf, choose, count, drag, kept, patience, priya } from './board.ts';

/** What a board looks like on somebody's screen. */
interface View {
  readonly zoom: string;
  /** How far the black box is from the middle of the screen, in pixels. */
  readonly from: readonly [x: number, y: number];
  /** The colour of the ground. */
  readonly ground: string;
}

async function viewOf(page: Page): Promise<View> {
  const zoom = await page.locator('.reset-zoom-button').innerText();
  const seen = await page.locator('canvas.static').evaluate((found) => {
    const canvas = found as HTMLCanvasElement;
    const { width, height } = canvas;
    const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const [r = 0, g = 0, b = 0] = data;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * 4;
        if (Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) > 60) continue;
        [left, right] = [Math.min(left, x), Math.max(right, x)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      }
    }
    const from = [(left + right - width) / 2, (top + bottom - height) / 2] as const;
    return { from, ground: `${r} ${g} ${b}` };
  });
  return { zoom, ...seen };
}

/** To a few pixels, of which a line is wide. */
function isSame(one: View, other: View): boolean {
  const isNear = one.from.every((value, at) => Math.abs(value - (other.from[at] ?? 0)) <= 3);
  return isNear && one.zoom === other.zoom && one.ground === other.ground;
}

describe('B6: who leads is followed', () => {
  let app: App;
  let mara: Page;
  let other: Page;
  let following: Locator;
  let leads: Locator;

  async function expectSameView(): Promise<View> {
    await expect
      .poll(async () => isSame(await viewOf(other), await viewOf(mara)), {
        ...patience,
        interval: 250,
      })
      .toBe(true);
    return viewOf(other);
  }

  /** Somebody's hand on the wheel, over the middle of the board. */
  async function wheel(page: Page, x: number, y: number): Promise<void> {
    const { width = 0, height = 0 } = page.viewportSize() ?? {};
    await page.mouse.move(width / 2, height / 2);
    await page.mouse.wheel(x, y);
  }

  beforeAll(async () => {
    app = await startApp();
    mara = await boardOf(app, people.mara);
    // Nobody else is there, and so nobody is asked.
    await mara.getByRole('button', { name: 'Share a file' }).click();
    const dialog = mara.getByRole('dialog', { name: 'Share a file' });
    const chooser = mara.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'A picture or a PDF' }).click();
    const buffer = samplePng(300, 200);
    await (await chooser).setFiles({ name: 'lake.png', mimeType: 'image/png', buffer });
    await dialog.getByRole('img', { name: 'Preview' }).waitFor();
    await dialog.getByRole('button', { name: 'Ask and share' }).click();
    await dialog.waitFor({ state: 'detached' });
    await choose(mara, 'rectangle');
    await drag(mara, [0.36, 0.45], [0.42, 0.55]);
    await mara.mouse.up();
    // Another screen than hers: what is followed is its middle.
    other = await boardOf(app, priya, { viewport: { width: 1640, height: 1000 } });
    following = other.getByRole('status').getByText('Following Mara Lindqvist');
    leads = other.getByRole('status').getByText('Mara Lindqvist leads');
  });
  afterAll(() => app.stop());

  it('where she scrolls and zooms to, and the page she looks at, which is said aloud', async () => {
    await wheel(mara, 60, 40);
    await mara.getByRole('button', { name: 'Follow me' }).click();
    await following.waitFor();
    expect(await following.innerText()).toBe('Following Mara Lindqvist: lake.png');
    const first = await expectSameView();
    await wheel(mara, -380, 30);
    await mara.getByRole('button', { name: 'Zoom out' }).click();
    const second = await expectSameView();
    expect(second.from).not.toEqual(first.from);
    expect(second.zoom).toBe('90%');
    // The page is out of her sight.
    await expect.poll(() => following.innerText(), patience).toBe('Following Mara Lindqvist');
  });

  it('the colour of the ground, and the colour that one draws with', async () => {
    const { ground } = await viewOf(other);
    await mara.getByTestId('main-menu-trigger').click();
    await mara.getByTestId('color-top-pick-#f5faff').click();
    await mara.keyboard.press('Escape');
    expect((await expectSameView()).ground).not.toBe(ground);
    await choose(mara, 'rectangle');
    await mara.getByTestId('color-top-pick-#e03131').click();
    await choose(other, 'rectangle');
    const red = other.getByTestId('color-top-pick-#e03131');
    await expect.poll(() => red.getAttribute('class'), patience).toContain('active');
    await drag(other, [0.5, 0.7], [0.6, 0.8]);
    await other.mouse.up();
    await expect.poll(() => count(mara), patience).toBe(3);
    expect((await kept(mara)).elements).toContainEqual(
      expect.objectContaining({ type: 'rectangle', strokeColor: '#e03131' }),
    );
    // Drawing is not going away.
    expect(await following.isVisible()).toBe(true);
  });

  it('until the other moves by themselves, which is said, and can be taken back', async () => {
    const before = await expectSameView();
    await wheel(other, 0, 120);
    await leads.waitFor();
    await following.waitFor({ state: 'detached' });
    await wheel(mara, 100, 0);
    await expect.poll(async () => (await viewOf(mara)).from, patience).not.toEqual(before.from);
    const own = await viewOf(other);
    expect(isSame(own, await viewOf(mara))).toBe(false);
    await other.getByRole('button', { name: 'Follow', exact: true }).click();
    await following.waitFor();
    await expectSameView();

    // By a button it is the same, and by the keyboard.
    await other.getByRole('button', { name: 'Zoom in' }).click();
    await leads.waitFor();
    await other.getByRole('button', { name: 'Follow', exact: true }).click();
    await following.waitFor();
    await expectSameView();
    await other.locator('.excalidraw').first().focus();
    await other.keyboard.press('PageDown');
    await leads.waitFor();
    expect((await viewOf(other)).zoom).toBe((await viewOf(mara)).zoom);
  });

  it('and not any more when she ends it', async () => {
    await mara.getByRole('button', { name: 'Follow me' }).click();
    await leads.waitFor({ state: 'detached' });
    // Whoever begins anew is followed again.
    await mara.getByRole('button', { name: 'Follow me' }).click();
    await following.waitFor();
    await expectSameView();
    await other.getByRole('button', { name: 'Stop following' }).click();
    await leads.waitFor();
  });
});
