import type { Locator, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, people, signInAs, startApp, type App } from './app.ts';
import { ask, post, uuidOf } from './ask.ts';

const row = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });
const shelf = (page: Page, name: string): Locator => page.getByRole('region', { name });

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

async function open(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('what waits to be read', () => {
  let mara: Page;
  let tomas: Page;
  let second: Page;
  let lobby: string;
  /** Tomás's way to the server, which the test cuts. */
  const way = { cut: false, open: new Set<WebSocketRoute>() };

  beforeAll(async () => {
    mara = await app.open();
    tomas = await app.open();
    await tomas.routeWebSocket(/\/sock/u, async (socket) => {
      if (way.cut) return socket.close();
      way.open.add(socket);
      socket.connectToServer();
      return undefined;
    });
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    lobby = await uuidOf(mara, 'Lobby');
    // What the demo holds is read; what counts from here on is said by the test.
    await open(tomas, 'Lobby');
    await row(tomas, 'Lobby').filter({ hasText: 'unread' }).waitFor({ state: 'detached' });
    await tomas.goto(app.server.url);
    await row(tomas, 'Lobby').waitFor();
    await ask(mara, 'POST', `/messages/${lobby}/mark_all_as_read`);
    await row(mara, 'Lobby').filter({ hasText: 'unread' }).waitFor({ state: 'detached' });
    second = await app.open();
    await signInAs(second, people.tomas);
  });
  afterAll(async () => {
    for (const page of [mara, tomas, second]) await page.context().close();
  });

  it('C8: is counted for the other, on all of their devices, and in the title', async () => {
    await post(mara, lobby, 'The kettle is on.');
    await post(mara, lobby, 'And there is cake.');
    for (const page of [tomas, second]) {
      const shown = row(page, 'Lobby').filter({ hasText: 'Mara Lindqvist: And there is cake.' });
      await shown.filter({ hasText: '2 unread messages' }).waitFor();
    }
    await expect.poll(() => tomas.title()).toMatch(/^\(\d+\) Conversations · Parley$/u);
    await row(mara, 'Lobby').filter({ hasText: 'You: And there is cake.' }).waitFor();
    expect(await row(mara, 'Lobby').filter({ hasText: 'unread' }).count()).toBe(0);
  });

  it('C9: is neither shown nor counted any more once its author took it back', async () => {
    const { id } = await post(mara, lobby, 'A slip of the tongue.');
    for (const page of [tomas, second]) {
      const shown = row(page, 'Lobby').filter({ hasText: 'A slip of the tongue.' });
      await shown.filter({ hasText: '3 unread messages' }).waitFor();
    }
    await ask(mara, 'DELETE', `/messages/${lobby}/chat_room_messages/${id}`);
    for (const page of [tomas, second]) {
      const shown = row(page, 'Lobby').filter({ hasText: 'Mara Lindqvist: And there is cake.' });
      await shown.filter({ hasText: '2 unread messages' }).waitFor();
    }
  });

  it('is right after an outage in which more was said', async () => {
    way.cut = true;
    for (const socket of way.open) await socket.close({ code: 1001 });
    await tomas.getByText('Your messages are kept.').waitFor();
    await post(mara, lobby, 'Only one slice left.');
    await row(second, 'Lobby').filter({ hasText: '3 unread messages' }).waitFor();
    expect(await row(tomas, 'Lobby').filter({ hasText: '2 unread messages' }).count()).toBe(1);
    way.cut = false;
    // The next try may be some seconds away, or just under way; then there is no button.
    await tomas
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 2_000 })
      .catch(() => {});
    await row(tomas, 'Lobby').filter({ hasText: '3 unread messages' }).waitFor();
  });

  it('C9: is read when the room is opened, on the other device too, and stays so', async () => {
    await open(tomas, 'Lobby');
    for (const page of [tomas, second]) {
      await row(page, 'Lobby').filter({ hasText: 'unread' }).waitFor({ state: 'detached' });
    }
    await second.reload();
    await row(second, 'Lobby').waitFor();
    expect(await row(second, 'Lobby').filter({ hasText: 'unread' }).count()).toBe(0);
  });

  it('is read at once while one looks', async () => {
    await post(mara, lobby, 'Gone.');
    await row(tomas, 'Lobby').filter({ hasText: 'Mara Lindqvist: Gone.' }).waitFor();
    await row(second, 'Lobby').filter({ hasText: 'Mara Lindqvist: Gone.' }).waitFor();
    for (const page of [tomas, second]) {
      await row(page, 'Lobby').filter({ hasText: 'unread' }).waitFor({ state: 'detached' });
    }
  });
});

describe('a conversation', () => {
  let mara: Page;
  let tomas: Page;

  beforeAll(async () => {
    mara = await app.open();
    tomas = await app.open();
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
  });

  async function writeTo(page: Page, name: string): Promise<string> {
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByRole('combobox', { name: 'Whom do you want to write to?' }).fill(name);
    await dialog.getByRole('option', { name: new RegExp(name, 'u') }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: new RegExp(name, 'u') }).waitFor();
    return new URL(page.url()).pathname;
  }

  it('with one person is the same from both sides', async () => {
    const hers = await writeTo(mara, 'Tomás');
    const his = await writeTo(tomas, 'Mara');
    expect(hers).toMatch(/^\/rooms\/[\w-]+$/u);
    expect(his).toBe(hers);
    expect(await shelf(mara, 'Direct messages').getByRole('link', { name: /Tomás/u }).count()).toBe(
      1,
    );
    expect(await shelf(tomas, 'Direct messages').getByRole('link', { name: /Mara/u }).count()).toBe(
      1,
    );
  });

  it('shows an edit to who was there, also where newcomers do not see what was before', async () => {
    const room = await ask<{ uuid: string }>(mara, 'POST', '/messages', {
      chat_room: {
        kind: 'group_chat',
        name: 'Old hands',
        show_history: false,
        community_member_ids: [2],
      },
    });
    const { id } = await post(mara, room.uuid, 'Before anybody came.');
    const more = { community_member_ids: [3] };
    await ask(mara, 'POST', `/messages/${room.uuid}/chat_room_participants`, more);
    await open(tomas, 'Old hands');
    await lines(tomas, 'Before anybody came.').waitFor();
    const edited = { body: 'Before Yuki came.' };
    await ask(mara, 'PUT', `/messages/${room.uuid}/chat_room_messages/${id}`, edited);
    await lines(tomas, 'Before Yuki came.').waitFor();
  });

  it('C9: is pinned, muted and put away for oneself, on every device', async () => {
    const second = await app.open();
    await signInAs(second, people.mara);
    await open(mara, 'Lobby');
    const other = await app.open();
    await signInAs(other, people.yuki);
    await open(other, 'Lobby');
    await menu(other, 'Pin to the top');
    await shelf(other, 'Pinned').getByRole('link', { name: /Lobby/u }).waitFor();
    await menu(other, 'Unpin');
    await shelf(other, 'Rooms').getByRole('link', { name: /Lobby/u }).waitFor();

    await menu(mara, 'Mute');
    for (const page of [mara, second]) {
      await row(page, 'Lobby').filter({ hasText: 'Muted' }).waitFor();
    }
    await menu(mara, 'Archive');
    await row(second, 'Lobby').waitFor({ state: 'detached' });
    await second.getByRole('button', { name: 'Archived' }).click();
    await shelf(second, 'Archived').getByRole('link', { name: /Lobby/u }).waitFor();
    await menu(mara, 'Bring back');
    await menu(mara, 'Unmute');
    await shelf(second, 'Archived').getByText('Nothing is put away.').waitFor();
    await row(second, 'Lobby').filter({ hasText: 'Muted' }).waitFor({ state: 'detached' });
    expect(await row(other, 'Lobby').filter({ hasText: 'Muted' }).count()).toBe(0);
  });

  it('in a new private room stands in the other’s list, with its new name too', async () => {
    await mara.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = mara.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByText('A room', { exact: true }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Boat trip');
    await dialog.getByLabel('Private').check();
    await dialog.getByRole('combobox', { name: 'Add people (optional)' }).fill('Tom');
    await dialog.getByRole('option', { name: /Tomás/u }).click();
    await dialog.getByRole('button', { name: 'Without Tomás Arriaga' }).waitFor();
    await dialog.getByRole('button', { name: 'Open the room' }).click();
    await mara.getByRole('heading', { level: 1, name: 'Boat trip' }).waitFor();
    await row(tomas, 'Boat trip').waitFor();

    await menu(mara, 'Room details');
    await mara.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Boat trip 2027');
    await mara.getByRole('button', { name: 'Save' }).click();
    await row(tomas, 'Boat trip 2027').waitFor();
  });

  it('C7: goes for who is removed, also while they look at it', async () => {
    await mara.getByRole('button', { name: /^Members/u }).click();
    await mara.getByRole('button', { name: 'What to do with Tomás Arriaga' }).click();
    // He comes in while her menu is open, which stays where it is.
    await open(tomas, 'Boat trip 2027');
    await mara.getByRole('button', { name: 'Members, 2 here now' }).waitFor();
    await mara.getByRole('menuitem', { name: 'Remove from the room' }).click();
    await row(tomas, 'Boat trip 2027').waitFor({ state: 'detached' });
    await tomas.getByText('the room is not open to you').waitFor();
    await mara
      .getByRole('button', { name: 'What to do with Tomás Arriaga' })
      .waitFor({ state: 'detached' });
  });

  it('has owners by their grace, and ends for everybody when one deletes it', async () => {
    await mara.getByRole('button', { name: 'Add people' }).click();
    const dialog = mara.getByRole('dialog', { name: /^Add people/u });
    await dialog.getByRole('combobox', { name: 'Who?' }).fill('Tom');
    await dialog.getByRole('option', { name: /Tomás/u }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await row(tomas, 'Boat trip 2027').waitFor();
    await mara.getByRole('button', { name: 'What to do with Tomás Arriaga' }).click();
    await mara.getByRole('menuitem', { name: 'Make them an owner' }).click();
    await mara.getByRole('listitem').filter({ hasText: 'Tomás' }).getByText('owner').waitFor();

    await open(tomas, 'Boat trip 2027');
    await menu(tomas, 'Delete the room');
    await tomas.getByRole('button', { name: 'Delete for everybody' }).click();
    await row(mara, 'Boat trip 2027').waitFor({ state: 'detached' });
    await mara.getByText('the room is not open to you').waitFor();
  });
});
