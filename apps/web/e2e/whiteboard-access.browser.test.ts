import { samplePng } from '@parley/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, startApp, tabTo, type App } from './app.ts';
import { violations } from './axe.ts';
import { boardOf, choose, count, drag, patience, priya } from './board.ts';

describe('the whiteboard without a mouse, and for axe', () => {
  let app: App;
  let mara: Page;
  let phone: Page;

  const button = (name: string): Locator => mara.getByRole('button', { name, exact: true });
  const hasFocus = (locator: Locator): Promise<boolean> =>
    locator.evaluate((element) => element === document.activeElement);

  beforeAll(async () => {
    app = await startApp();
    mara = await boardOf(app, people.mara, { viewport: { width: 1500, height: 900 } });
    const size = { viewport: { width: 390, height: 780 }, hasTouch: true };
    phone = await boardOf(app, priya, { ...size, colorScheme: 'dark' });
  });
  afterAll(() => app.stop());

  it('is opened and closed by the keyboard, and its bar leads one on', async () => {
    await choose(mara, 'rectangle');
    await drag(mara, [0.5, 0.5], [0.6, 0.6]);
    await mara.mouse.up();
    await expect.poll(() => count(mara), patience).toBe(1);
    await button('Whiteboard').focus();
    await mara.keyboard.press('Enter');
    const bar = mara.getByRole('toolbar', { name: 'Whiteboard' });
    await bar.waitFor({ state: 'detached' });
    await mara.keyboard.press('Enter');
    await bar.waitFor();
    await tabTo(mara, button('Follow me'));
    await mara.keyboard.press('Space');
    expect(await button('Follow me').getAttribute('aria-pressed')).toBe('true');

    // A dialog gives the focus back.
    await tabTo(mara, button('Share a file'), 1);
    await mara.keyboard.press('Enter');
    const dialog = mara.getByRole('dialog', { name: 'Share a file' });
    await dialog.waitFor();
    expect(await violations(mara)).toEqual([]);
    await mara.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(button('Share a file')), patience).toBe(true);

    await tabTo(mara, button('Save'), 1);
    await mara.keyboard.press('Enter');
    await mara.getByRole('menuitem', { name: /PNG/u }).waitFor();
    await mara.keyboard.press('Escape');
    await expect.poll(() => hasFocus(button('Save')), patience).toBe(true);

    await tabTo(mara, button('Clear'), 1);
    await mara.keyboard.press('Enter');
    await expect.poll(() => count(mara), patience).toBe(0);
    await tabTo(mara, button('Undo clear'), 1);
    await mara.keyboard.press('Enter');
    await expect.poll(() => count(mara), patience).toBe(1);
    expect(await hasFocus(button('Clear'))).toBe(true);
  });

  it('has nothing that axe finds, light and dark, on a desk and on a phone', async () => {
    await phone.getByText('Following Mara Lindqvist').waitFor();
    expect(await violations(mara)).toEqual([]);
    expect(await violations(phone)).toEqual([]);
    await mara.emulateMedia({ colorScheme: 'dark' });
    await mara.locator('.excalidraw.theme--dark').waitFor();
    expect(await violations(mara)).toEqual([]);
  });

  it('asks on a phone so that one can read it, and leaves', async () => {
    await button('Share a file').click();
    const dialog = mara.getByRole('dialog', { name: 'Share a file' });
    const chooser = mara.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'A picture or a PDF' }).click();
    const buffer = samplePng(300, 200);
    await (await chooser).setFiles({ name: 'lake.png', mimeType: 'image/png', buffer });
    await dialog.getByRole('img', { name: 'Preview' }).waitFor();
    await dialog.getByRole('button', { name: 'Ask and share' }).click();
    const question = phone.getByRole('dialog', { name: 'May this be shared?' });
    await question.getByText('lake.png').waitFor();
    expect(await violations(phone)).toEqual([]);
    const box = await question.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.width ?? 999) <= 390).toBe(true);
    await question.getByRole('button', { name: 'Agree' }).tap();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => count(phone), patience).toBe(2);
  });
});
