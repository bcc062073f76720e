import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { people, signInAs, startApp, type App } from './app.ts';

describe('the social network', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ PARLEY_SIGN_UP: 'open' });
  });
  afterAll(() => app.stop());

  /** Makes an account at the portal. */
  async function join(first: string, username: string): Promise<Page> {
    const page = await app.open();
    await page.goto(`${app.server.url}/portal`);
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('First name').fill(first);
    await page.getByLabel('Last name').fill('Test');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password', { exact: true }).fill('a good password');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await page.getByText(`@${username}`).waitFor();
    return page;
  }
  const cookieNames = async (page: Page): Promise<string[]> =>
    (await page.context().cookies()).map(({ name }) => name).toSorted();
  /** Looks for somebody and presses the button beside their name. */
  async function press(page: Page, username: string, name: string): Promise<void> {
    await page.getByLabel('Username or name').fill(username);
    await page.getByRole('button', { name, exact: true }).click();
  }

  it('two join by username, follow each other, see it live, and end as friends', async () => {
    const ada = await join('Ada', 'ada_l');
    const bob = await join('Bob', 'bob.t');
    expect(await cookieNames(ada)).toEqual(['id', 'secretkey']);
    await press(ada, 'BOB.T', 'Follow Bob Test');
    await ada.getByRole('button', { name: 'Following Bob Test: unfollow' }).waitFor();
    // Without a reload, on the other's page.
    await bob.getByText('Ada Test (@ada_l) follows you now.').waitFor();
    await bob.getByRole('button', { name: 'Add Ada Test as a friend' }).click();
    await bob.getByRole('region', { name: 'Friends' }).getByText('@ada_l').waitFor();
    await ada.reload();
    await ada.getByRole('region', { name: 'Friends' }).getByText('@bob.t').waitFor();
    await press(ada, 'bob', 'Friends with Bob Test: end it');
    await ada.getByRole('button', { name: 'Follow Bob Test', exact: true }).waitFor();
  });

  it('says at its field what is wrong, and that a username is taken', async () => {
    await join('Cyd', 'cyd');
    const page = await app.open();
    await page.goto(`${app.server.url}/portal`);
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('First name').fill('Other');
    await page.getByLabel('Username').fill('no-dashes');
    await page.getByLabel('Password', { exact: true }).fill('a good password');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByText('Letters, digits, _ and . only.').waitFor();
    await page.getByLabel('Username').fill('CYD');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('alert').getByText('Somebody has this username already.').waitFor();
    expect(await cookieNames(page)).toEqual([]);
  });

  it('D2 a key that is no good any more: cookies gone, at the portal once', async () => {
    const page = await join('Dan', 'dan');
    const urls: string[] = [];
    page.on('framenavigated', () => urls.push(new URL(page.url()).pathname));
    // The key ends from elsewhere, while the page is open.
    const cookies = await page.context().cookies();
    const headers = Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
    await fetch(`${app.server.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { signOut }' }),
    });
    await page.getByRole('heading', { level: 1, name: 'Sign in by username' }).waitFor();
    expect(await cookieNames(page)).toEqual([]);
    expect(urls).toEqual(['/portal']);
    // And back in.
    await page.getByLabel('Username').fill('dan');
    await page.getByLabel('Password', { exact: true }).fill('a bad password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('do not belong together').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('a good password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in by username' }).waitFor();
    expect(await cookieNames(page)).toEqual([]);
  });

  it('D2 an error of the server signs nobody out', async () => {
    const page = await join('Eve', 'eve');
    // The page looks again by itself when it is connected.
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.route('**/graphql', (route) =>
      route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }),
    );
    await page.reload();
    await page.getByText('The people cannot be shown').waitFor();
    expect(await cookieNames(page)).toEqual(['id', 'secretkey']);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  });

  it('D3 five attempts, then it says so, and a press connects again', async () => {
    const page = await join('Fay', 'fay');
    await app.server.kill();
    await page.getByText('Connection lost.').waitFor();
    await page.getByText('Attempt 1 of 5.').waitFor();
    await page.getByText('Attempt 4 of 5.').waitFor();
    await page.getByText('Not connected.').waitFor();
    expect(await cookieNames(page)).toEqual(['id', 'secretkey']);
    await app.server.restart();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Not connected.').waitFor({ state: 'hidden' });
    // It said anew who it is: news come.
    const gil = await join('Gil', 'gil');
    await press(gil, 'fay', 'Follow Fay Test');
    await page.getByText('Gil Test (@gil) follows you now.').waitFor();
  });

  it('who is signed in by e-mail needs no key', async () => {
    const page = await app.open();
    await signInAs(page, people.mara);
    await page.getByRole('button', { name: new RegExp(people.mara) }).click();
    await page.getByRole('menuitem', { name: 'People' }).click();
    await page.getByText('@mara.lindqvist').waitFor();
    const hal = await join('Hal', 'hal');
    await press(hal, 'mara', `Follow ${people.mara}`);
    await page.getByText('Hal Test (@hal) follows you now.').waitFor();
    await page.getByRole('link', { name: 'Conversations' }).click();
    await page.getByRole('link', { name: /Lobby/ }).waitFor();
  });

  it('nobody is asked to the portal', async () => {
    const page = await app.open();
    await page.goto(`${app.server.url}/people`);
    await page.getByRole('heading', { level: 1, name: 'Sign in by username' }).waitFor();
  });
});
