import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page, WebSocket } from 'playwright-core';
import { composer, enterRoom, lines, people, say, signInAs, startApp, type App } from './app.ts';

describe('two people in two windows', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;
  const hosts = new Set<string>();
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    app = await startApp();
    mara = await app.open();
    tomas = await app.open();
    for (const page of [mara, tomas]) {
      page.on('request', (request) => hosts.add(new URL(request.url()).host));
    }
    mara.on('websocket', (socket) => sockets.push(socket));
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    await enterRoom(mara, 'Lobby');
    await enterRoom(tomas, 'Lobby');
  });
  afterAll(() => app.stop());

  it('A3 A4: what one says the other sees at once, with the name of who said it', async () => {
    await say(mara, 'Lobby', 'The kettle is on.');
    await lines(tomas, 'The kettle is on.').waitFor();
    expect(await lines(tomas, 'The kettle is on.').innerText()).toContain('Mara Lindqvist');
    await lines(mara, 'The kettle is on.').waitFor();
    expect(await lines(mara, 'The kettle is on.').count()).toBe(1);
  });

  it('B8: any script, emoji and several lines arrive intact', async () => {
    const text = 'Здравствуйте 你好 שלום 👩🏽‍🚀🇧🇷';
    await composer(tomas, 'Lobby').fill(text);
    await composer(tomas, 'Lobby').press('Shift+Enter');
    await composer(tomas, 'Lobby').pressSequentially('second line');
    await composer(tomas, 'Lobby').press('Enter');
    const words = lines(mara, text).locator('[data-words]');
    await words.waitFor();
    expect(await words.innerText()).toBe(`${text}\nsecond line`);
  });

  it('says who is typing while they do', async () => {
    await composer(tomas, 'Lobby').pressSequentially('Hm');
    await mara.getByText('Tomás Arriaga is typing…').waitFor();
    await composer(tomas, 'Lobby').fill('');
    await mara.getByText('Tomás Arriaga is typing…').waitFor({ state: 'detached' });
  });

  it('A5: a second tab is the same person, who leaves when the last one signs out', async () => {
    await mara.getByRole('button', { name: /^Members/ }).click();
    const members = mara.getByRole('complementary', { name: 'Members' });
    await members.getByText('Tomás Arriaga, online').waitFor();
    const second = await tomas.context().newPage();
    await second.goto(tomas.url());
    await composer(second, 'Lobby').waitFor();
    expect(await members.getByText('Tomás Arriaga').count()).toBe(1);
    await second.close();
    expect(await members.getByText('Tomás Arriaga, online').count()).toBe(1);
    await tomas.getByRole('button', { name: /Tomás Arriaga demo2/ }).click();
    await tomas.getByRole('menuitem', { name: 'Sign out' }).click();
    await tomas.getByRole('heading', { name: 'Sign in' }).waitFor();
    await members.getByText('Tomás Arriaga, offline').waitFor();
  });

  it('A4: after a reload the history is there, also of those who have gone', async () => {
    await mara.reload();
    await lines(mara, 'second line').waitFor();
    expect(await lines(mara, 'second line').innerText()).toContain('Tomás Arriaga');
    expect(await lines(mara, 'The kettle is on.').innerText()).toContain('You');
  });

  it('opens a room that stands in the other window at once, and goes away for who is put out', async () => {
    await signInAs(tomas, people.tomas);
    await mara.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = mara.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByText('A room', { exact: true }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Boat trip');
    await dialog.getByLabel('Private').check();
    await dialog.getByRole('button', { name: 'Open the room' }).click();
    await mara.getByRole('heading', { level: 1, name: 'Boat trip' }).waitFor();
    expect(await tomas.getByRole('link', { name: /Boat trip/ }).count()).toBe(0);

    await mara.getByRole('button', { name: 'Room menu' }).click();
    await mara.getByRole('menuitem', { name: 'Add people' }).click();
    await mara.getByRole('combobox', { name: 'Who?' }).fill('Tom');
    await mara.getByRole('option', { name: /Tomás Arriaga/ }).click();
    await mara.getByRole('button', { name: 'Add', exact: true }).click();
    await tomas.getByRole('link', { name: /Boat trip/ }).waitFor();

    await enterRoom(tomas, 'Boat trip');
    await say(tomas, 'Boat trip', 'Who brings the sails?');
    await lines(mara, 'Who brings the sails?').waitFor();

    await tomas.getByRole('button', { name: 'Room menu' }).click();
    await tomas.getByRole('menuitem', { name: 'Leave' }).click();
    await tomas.getByRole('button', { name: 'Leave the room' }).click();
    await tomas.getByRole('link', { name: /Boat trip/ }).waitFor({ state: 'detached' });
  });

  it('shows how much is unread and the last words of a room that is not open', async () => {
    await enterRoom(tomas, 'Lobby');
    await lines(tomas, 'second line').waitFor();
    await enterRoom(tomas, 'Lunch');
    await enterRoom(mara, 'Lobby');
    await say(mara, 'Lobby', 'Anybody for a walk?');
    const row = tomas.getByRole('link', { name: /Lobby/ });
    await row.filter({ hasText: 'Mara Lindqvist: Anybody for a walk?' }).waitFor();
    await row.filter({ hasText: '1 unread message' }).waitFor();
  });

  it('A1: opens one socket for the whole app, whatever rooms one goes through', () => {
    // One before the reload and one after it.
    expect(sockets).toHaveLength(2);
    expect(sockets.at(-1)?.isClosed()).toBe(false);
    expect(sockets.every((socket) => /\/sock\?ticket=/u.test(socket.url()))).toBe(true);
  });

  it('asks no other host for anything', () => {
    expect([...hosts]).toEqual([new URL(app.server.url).host]);
  });
});
