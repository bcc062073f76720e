import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { enterRoom, lines, onTheirWay, people, say, signInAs, startApp, type App } from './app.ts';

// A phone's layout is looked at in the light: its colours in the dark are those of the wide window.
const windows = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const;

describe.each(windows)('axe finds nothing, $colorScheme at $viewport.width px', (options) => {
  let app: App;
  let page: Page;
  const narrow = options.viewport.width < 400;

  beforeAll(async () => {
    app = await startApp();
    page = await app.open(options);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
  afterAll(() => app.stop());

  it('at the door', async () => {
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${app.server.url}/setup?token=x`);
    await page.getByRole('heading', { name: 'Set up this server' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(app.server.url);
  });

  it('at the portal, and among people', async () => {
    const other = await app.open(options);
    await other.goto(`${app.server.url}/portal`);
    await other.getByRole('heading', { name: 'Sign in by username' }).waitFor();
    expect(await violations(other)).toEqual([]);
    await other.getByRole('button', { name: 'Make an account' }).click();
    await other.getByLabel('First name').fill('Ada');
    await other.getByLabel('Username').fill('ada');
    await other.getByLabel('Password', { exact: true }).fill('a good password');
    expect(await violations(other)).toEqual([]);
    await other.getByRole('button', { name: 'Join', exact: true }).click();
    await other.getByLabel('Username or name').fill('a');
    await other
      .getByRole('button', { name: /^Follow / })
      .first()
      .click();
    await other.getByRole('button', { name: /^Following / }).waitFor();
    expect(await violations(other)).toEqual([]);
    await other.context().close();
  });

  it('in the list of conversations, and in the dialog for a new one', async () => {
    await signInAs(page, people.mara);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByRole('option').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByText('A room', { exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Add people (optional)' }).fill('Tom');
    await dialog.getByRole('option').first().click();
    await dialog.getByRole('button', { name: /^Without/u }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('in the notifications and in the search', async () => {
    await page.getByRole('button', { name: /^Notifications/u }).click();
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor();
    await page.getByText('Loading notifications…').waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    const search = page.getByRole('dialog', { name: 'Search' });
    await search.getByRole('combobox').fill('snow');
    await search.locator('mark').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('in a conversation, its menu and its members', async () => {
    await enterRoom(page, 'Lobby');
    await lines(page, 'Welcome, everybody!').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Room details' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Members/ }).click();
    await page.getByText('Tomás Arriaga, offline').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close the members' }).click();
  });

  it('in what can be done with a message: the tools, the emoji, the editor, the thread', async () => {
    const line = lines(page, 'Welcome, everybody!');
    await line.focus();
    await line.getByRole('toolbar').waitFor();
    expect(await violations(page)).toEqual([]);
    await line.getByRole('button', { name: 'Add a reaction' }).click();
    await page.getByRole('searchbox', { name: 'Search emoji' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await say(page, 'Lobby', 'Mine to change');
    const mine = lines(page, 'Mine to change');
    await mine.waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit your message' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Styles' }).click();
    await page.keyboard.type('@yuk');
    await page.getByRole('option').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Styles' }).click();
    await mine.focus();
    await mine.getByRole('button', { name: 'Reply in a thread' }).click();
    await page.getByRole('textbox', { name: 'Reply to yourself' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close the thread' }).click();
  });

  it('while the server is away', async () => {
    await app.server.kill();
    await say(page, 'Lobby', 'is anybody there?');
    await onTheirWay(page, 'is anybody there?').waitFor();
    await page.getByText('Your messages are kept.').waitFor();
    expect(await violations(page)).toEqual([]);
    await app.server.restart();
    await lines(page, 'is anybody there?').waitFor();
  });

  it('in the settings and where there is nothing', async () => {
    await page.goto(`${app.server.url}/settings`);
    await page.getByText('This one').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${app.server.url}/no/such/page`);
    await page.getByText('There is nothing at this address').waitFor();
    expect(await violations(page)).toEqual([]);
    if (narrow) await page.getByRole('link', { name: 'Back to your conversations' }).click();
  });
});
