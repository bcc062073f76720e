import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { ask } from './ask.ts';
import { composer, lines, people, startApp, tabTo, type App } from './app.ts';

describe('a phone of 360 px, with the keyboard only', () => {
  let app: App;
  let page: Page;
  const press = (key: string): Promise<void> => page.keyboard.press(key);

  beforeAll(async () => {
    app = await startApp();
    page = await app.open({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
  afterAll(() => app.stop());

  async function fits(): Promise<boolean> {
    return page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    );
  }

  it('signs in', async () => {
    expect(await page.title()).toBe('Sign in · Parley');
    await tabTo(page, page.getByLabel('E-mail'));
    await page.keyboard.type('demo1@example.com');
    await tabTo(page, page.getByLabel('Password', { exact: true }));
    await page.keyboard.type('not the password');
    await press('Enter');
    await page.getByRole('alert').getByText('do not belong together').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('parley-demo');
    expect(await fits()).toBe(true);
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Conversations' }).waitFor();
    expect(await page.title()).toMatch(/Conversations · Parley$/u);
  });

  it('skips to the content', async () => {
    await page.reload();
    await page.getByRole('link', { name: /Lobby/ }).waitFor();
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Skip to the content',
    );
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(await fits()).toBe(true);
  });

  it('is no wider for the longest name of a room, the search neither', async () => {
    const name = 'ThingsToBringAlongForALongWeekendByTheLakeInLateSeptember';
    const chat_room = { kind: 'group_chat', name, access: 'private', community_member_ids: [2] };
    await ask(page, 'POST', '/messages', { chat_room });
    const link = page.getByRole('link', { name: new RegExp(name, 'u') });
    await link.waitFor();
    expect(await fits()).toBe(true);
    await page.getByRole('button', { name: /^Search/u }).press('Enter');
    await page.getByRole('dialog').getByRole('option', { name }).waitFor();
    expect(await fits()).toBe(true);
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.reload();
    await link.waitFor();
  });

  it('enters a room, whose name has the focus then', async () => {
    await tabTo(page, page.getByRole('link', { name: /Lobby/ }));
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor();
    await lines(page, 'Welcome, everybody!').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Lobby');
    expect(await page.title()).toMatch(/Lobby · Parley$/u);
    expect(await fits()).toBe(true);
  });

  it('writes, and goes through what was said with the arrow keys', async () => {
    await tabTo(page, composer(page, 'Lobby'));
    await page.keyboard.type('Written without a mouse');
    await press('Enter');
    const own = lines(page, 'Written without a mouse');
    await own.waitFor();
    await press('Shift+Tab');
    expect(await own.evaluate((line) => line === document.activeElement)).toBe(true);
    await press('ArrowUp');
    await press('ArrowUp');
    const time = page.locator('[data-line]:focus time');
    expect(await time.locator('span').last().isVisible()).toBe(true);
    expect(await time.locator('span').last().innerText()).toMatch(/\d{4}/);
  });

  it('sees who is here, in a drawer that gives the focus back', async () => {
    const button = page.getByRole('button', { name: /^Members/ });
    await tabTo(page, button);
    await press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Members' });
    await drawer.getByText('Mara Lindqvist (you), online').waitFor();
    await drawer.getByText('Tomás Arriaga, offline').waitFor();
    await press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expect
      .poll(() => button.evaluate((element) => element === document.activeElement))
      .toBe(true);
  });

  it('keeps what was typed and not sent', async () => {
    await tabTo(page, composer(page, 'Lobby'));
    await page.keyboard.type('Half a thou');
    await page.reload();
    await composer(page, 'Lobby').waitFor();
    expect(await composer(page, 'Lobby').innerText()).toBe('Half a thou');
  });

  it('goes back and signs out', async () => {
    await tabTo(page, page.getByRole('link', { name: 'Back to the conversations' }));
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Conversations' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: new RegExp(people.mara) }));
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
    await press('ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Sign out');
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });
});
