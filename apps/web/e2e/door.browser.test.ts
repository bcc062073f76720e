import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composer, enterRoom, people, signInAs, startApp, type App } from './app.ts';

describe('the door', () => {
  let app: App;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it('opens the page that was asked for, once one is in', async () => {
    const page = await app.open();
    await page.goto(`${app.server.url}/settings`);
    await page.getByRole('button', { name: people.yuki }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  });

  it('shows everybody out whose session was ended from elsewhere', async () => {
    const here = await app.open();
    await signInAs(here, people.mara);
    await enterRoom(here, 'Lobby');
    const elsewhere = await app.open();
    await signInAs(elsewhere, people.mara);
    await elsewhere.goto(`${app.server.url}/settings`);
    await elsewhere.getByRole('button', { name: /^End / }).click();
    await here.getByRole('heading', { name: 'Sign in' }).waitFor();
    await elsewhere.getByText('This one').waitFor();
  });

  it('takes a new name and a new password at once', async () => {
    const page = await app.open();
    await signInAs(page, people.tomas);
    await page.goto(`${app.server.url}/settings`);
    await page.getByLabel('Your name').fill('Tom');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('button', { name: /Tom demo2/ }).waitFor();
    await page.getByLabel('Present password', { exact: true }).fill('not this one');
    await page.getByLabel('New password', { exact: true }).fill('a longer secret');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('That is not your present password.').waitFor();
    await page.getByLabel('Present password', { exact: true }).fill('parley-demo');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Changed.').waitFor();
  });

  it('follows the choice of colours over the system’s', async () => {
    const page = await app.open({ colorScheme: 'dark' });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(15, 22, 29)');
    await signInAs(page, people.yuki);
    await page.getByRole('button', { name: new RegExp(people.yuki) }).click();
    await page.getByRole('menuitem', { name: 'Light colours' }).click();
    await expect.poll(ground).toBe('rgb(238, 242, 245)');
    await page.reload();
    await page.getByRole('link', { name: /Lobby/ }).waitFor();
    expect(await ground()).toBe('rgb(238, 242, 245)');
  });

  it('says that the server does not answer, and opens when it does', async () => {
    const page = await app.open();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.route('**/api/session', (route) => route.abort());
    await page.reload();
    await page.getByText('Parley does not answer').waitFor();
    await page.unroute('**/api/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('a new server', () => {
  let app: App;

  beforeAll(async () => {
    app = await startApp({ PARLEY_DEMO: '0', PARLEY_SIGN_UP: 'open' });
  });
  afterAll(() => app.stop());

  it('is set up by its one-time link; the first room is opened', async () => {
    const link = /http:\/\/\S+\/setup\?token=\S+/u.exec(app.server.output())?.[0] ?? '';
    expect(link).not.toBe('');
    const page = await app.open();
    await page.getByText('Nobody lives here yet.').waitFor();
    const url = new URL(link);
    await page.goto(`${app.server.url}${url.pathname}${url.search}`);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('analytical engine');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('button', { name: 'Open the first room' }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Hall');
    await page.keyboard.press('Enter');
    await page.getByText('Be the first to write in Hall.').waitFor();
    await composer(page, 'Hall').waitFor();
  });

  it('lets others make an account, one for each address', async () => {
    const page = await app.open();
    await page.getByRole('link', { name: 'Make an account' }).click();
    await page.getByRole('heading', { level: 1, name: 'Make an account' }).waitFor();
    await page.getByLabel('Your name').fill('Ben');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('difference engine');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('alert').getByText('There is an account with this e-mail').waitFor();
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('You are in no conversation yet.').waitFor();
    await page.getByRole('link', { name: /Hall/ }).click();
    await composer(page, 'Hall').waitFor();
  });
});
