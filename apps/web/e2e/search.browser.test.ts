import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, people, signInAs, startApp, type App } from './app.ts';
import { post, uuidOf } from './ask.ts';

describe('the search', () => {
  let app: App;
  let page: Page;
  const dialog = () => page.getByRole('dialog', { name: 'Search' });
  const field = () => dialog().getByRole('combobox');

  beforeAll(async () => {
    app = await startApp();
    page = await app.open();
    await signInAs(page, people.mara);
    const lobby = await uuidOf(page, 'Lobby');
    await post(page, lobby, 'The zeppelin lands at noon, the Zeppelin leaves at three.');
    // Far enough down for the hit to be off the first page.
    for (let n = 0; n < 60; n += 1) await post(page, lobby, `Filler ${n}`);
  });
  afterAll(() => app.stop());

  it('finds a message, marks the words, and goes there with the keyboard alone', async () => {
    await page.keyboard.press('Control+k');
    await field().waitFor();
    await page.keyboard.type('zepp');
    const hit = dialog().getByRole('option', { name: /The zeppelin lands/u });
    await hit.waitFor();
    expect(await hit.locator('mark').allInnerTexts()).toEqual(['zepp', 'Zepp']);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor();
    await lines(page, 'The zeppelin lands').waitFor();
    expect(await lines(page, 'The zeppelin lands').isVisible()).toBe(true);
  });

  it('opens the thread of a reply that it found', async () => {
    await page.keyboard.press('Control+k');
    await field().fill('shovels');
    const hit = dialog().getByRole('option', { name: /two shovels/u });
    await hit.filter({ hasText: 'in a thread' }).waitFor();
    await page.keyboard.press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('I have two shovels and no snow.').waitFor();
  });

  it('finds rooms and people by their names', async () => {
    await page.getByRole('button', { name: /^Search/u }).click();
    await field().fill('desi');
    await dialog().getByRole('group', { name: 'Conversations' }).getByRole('option').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Design' }).waitFor();

    await page.keyboard.press('Control+k');
    await field().fill('yuki tan');
    const person = dialog().getByRole('group', { name: 'People' }).getByRole('option');
    await person.filter({ hasText: 'Yuki Tanabe' }).click();
    await page.getByRole('heading', { level: 1, name: 'Yuki Tanabe' }).waitFor();
  });

  it('says when there is nothing, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: /^Search/u });
    await button.focus();
    await page.keyboard.press('Enter');
    await field().fill('qqqqzzzz');
    await dialog().getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((b) => b === document.activeElement)).toBe(true);
  });

  it('says what went wrong, and tries again', async () => {
    await page.route('**/search/messages**', (route) => route.abort());
    await page.keyboard.press('Control+k');
    await field().fill('zeppelin');
    await dialog().getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/search/messages**');
    await dialog().getByRole('button', { name: 'Try again' }).click();
    await dialog()
      .getByRole('option', { name: /The zeppelin lands/u })
      .waitFor();
    await page.keyboard.press('Escape');
  });
});
