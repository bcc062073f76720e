import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import {
  composer,
  enterRoom,
  lines,
  onTheirWay,
  people,
  say,
  signInAs,
  startApp,
  type App,
} from './app.ts';
import { ask, post, uuidOf } from './ask.ts';

/** Opens what can be done with a message, by the pointer. */
async function more(page: Page, text: string, action: string): Promise<void> {
  const line = lines(page, text);
  await line.hover();
  await line.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

function thread(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Thread' });
}

/** A reply, in the thread that is open. */
function replies(page: Page, text: string): Locator {
  return thread(page).locator('[data-line]').filter({ hasText: text });
}

/** A page that loads on a busy machine. */
const soon = { timeout: 15_000 };

const focused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

describe('what two people do with what was said', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;

  beforeAll(async () => {
    app = await startApp();
    mara = await app.open();
    tomas = await app.open();
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    await enterRoom(mara, 'Lobby');
    await enterRoom(tomas, 'Lobby');
  });
  afterAll(() => app.stop());

  it('writes with styles, by Markdown and by buttons, and the other sees them', async () => {
    await composer(mara, 'Lobby').click();
    await mara.keyboard.type('It is **important** and `exact`, see https://example.com/plan.');
    await mara.keyboard.press('Shift+Enter');
    await mara.keyboard.type('- apples');
    await mara.keyboard.press('Shift+Enter');
    await mara.keyboard.type('pears');
    await mara.keyboard.press('Enter');
    const line = lines(tomas, 'apples');
    await line.waitFor();
    expect(await line.locator('strong').innerText()).toBe('important');
    expect(await line.locator('code').innerText()).toBe('exact');
    expect(await line.locator('ul > li').allInnerTexts()).toEqual(['apples', 'pears']);
    const link = line.getByRole('link', { name: 'https://example.com/plan' });
    expect(await link.getAttribute('rel')).toContain('noopener');

    await mara.getByRole('button', { name: 'Styles' }).click();
    await mara.getByRole('button', { name: 'Italic' }).click();
    await mara.keyboard.type('leaning');
    await mara.keyboard.press('Enter');
    expect(await lines(tomas, 'leaning').locator('em').innerText()).toBe('leaning');
    await mara.getByRole('button', { name: 'Styles' }).click();
  });

  it('stays at the end with a message of any height, and makes nothing wider than the page', async () => {
    await composer(mara, 'Lobby').click();
    await mara.keyboard.type('```js ');
    await mara.keyboard.type(`const line = '${'so long '.repeat(30)}';`);
    for (let n = 0; n < 8; n += 1) {
      await mara.keyboard.press('Shift+Enter');
      await mara.keyboard.type(`line(${n});`);
    }
    await mara.keyboard.press('Enter');
    for (const page of [mara, tomas]) {
      await lines(page, 'line(7);').waitFor();
      expect(await lines(page, 'line(7);').locator('pre').count()).toBe(1);
      const box = page.locator('[data-scroll]');
      const left = (): Promise<number> =>
        box.evaluate((b) => b.scrollHeight - b.scrollTop - b.clientHeight);
      await expect.poll(left, soon).toBeLessThan(2);
      expect(await box.evaluate((b) => b.scrollWidth - b.clientWidth)).toBeLessThan(1);
    }
  });

  it('sends code in no language', async () => {
    await composer(mara, 'Lobby').click();
    await mara.keyboard.type('```');
    await mara.keyboard.press('Enter');
    await mara.keyboard.type('plain(code)');
    await mara.keyboard.press('Enter');
    await lines(tomas, 'plain(code)').locator('pre').waitFor();
  });

  it('names somebody by a list that the keyboard goes through', async () => {
    await composer(mara, 'Lobby').click();
    await mara.keyboard.type('Ask @');
    const list = mara.getByRole('listbox', { name: 'Mention somebody' });
    await list.waitFor();
    await mara.keyboard.type('tomas');
    await expect.poll(() => list.getByRole('option').count(), soon).toBe(1);
    const box = composer(mara, 'Lobby');
    const chosen = await list.getByRole('option', { selected: true }).getAttribute('id');
    expect(await box.getAttribute('aria-activedescendant')).toBe(chosen);
    await mara.keyboard.press('Enter');
    await list.waitFor({ state: 'detached' });
    await mara.keyboard.type('about it');
    await mara.keyboard.press('Enter');
    const mention = lines(tomas, 'about it').locator('[data-me=true]');
    expect(await mention.innerText()).toBe('@Tomás Arriaga');
    // Escape closes the list, and the text stays as it was typed.
    await mara.keyboard.type('@yuk');
    await list.waitFor();
    await mara.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    expect(await box.innerText()).toContain('@yuk');
    await box.fill('');
  });

  it('edits the last own message with the arrow key up, and lets go with Escape', async () => {
    await say(mara, 'Lobby', 'Meet at five');
    await lines(mara, 'Meet at five').waitFor();
    await mara.keyboard.press('ArrowUp');
    const box = mara.getByRole('textbox', { name: 'Edit your message' });
    await box.waitFor();
    expect(await focused(box)).toBe(true);
    await mara.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    expect(await focused(composer(mara, 'Lobby'))).toBe(true);
    await mara.keyboard.press('ArrowUp');
    await box.fill('Meet at six');
    await mara.keyboard.press('Enter');
    await lines(tomas, 'Meet at six').getByText('edited').waitFor();
    expect(await lines(tomas, 'Meet at five').count()).toBe(0);
    await box.waitFor({ state: 'detached' });
    expect(await focused(composer(mara, 'Lobby'))).toBe(true);
  });

  it('reacts, with a quick one and with one that is searched; both count everywhere', async () => {
    const line = lines(tomas, 'Meet at six');
    await line.hover();
    await line.getByRole('button', { name: 'React with thumbs up' }).click();
    const chip = lines(mara, 'Meet at six').getByRole('button', {
      name: '1 thumbs up: Tomás Arriaga',
    });
    await chip.click();
    await line.getByRole('button', { name: '2 thumbs up: You and Mara Lindqvist' }).waitFor();
    await line.hover();
    await line.getByRole('button', { name: 'Add a reaction' }).click();
    await tomas.getByRole('searchbox', { name: 'Search emoji' }).fill('rocket');
    await tomas.keyboard.press('Enter');
    await lines(mara, 'Meet at six')
      .getByRole('button', { name: /^1 rocket/ })
      .waitFor();
    // Pressed again, mine goes; the other's stays.
    const mine = lines(mara, 'Meet at six').getByRole('button', { name: /^\d thumbs up/ });
    expect(await mine.getAttribute('aria-pressed')).toBe('true');
    await mine.click();
    await line.getByRole('button', { name: '1 thumbs up: You', exact: true }).waitFor();
  });

  it('C10: answers in a thread, which both see grow, edit and shrink', async () => {
    const line = lines(tomas, 'Meet at six');
    await line.hover();
    await line.getByRole('button', { name: 'Reply in a thread' }).click();
    const reply = thread(tomas).getByRole('textbox', { name: 'Reply to Mara Lindqvist' });
    await reply.waitFor();
    await expect.poll(() => focused(reply), soon).toBe(true);
    expect(tomas.url()).toMatch(/thread=\d+/u);
    await tomas.keyboard.type('At the usual place?');
    await mara.getByRole('button', { name: '1 reply' }).waitFor({ state: 'detached' });
    await tomas.keyboard.press('Enter');
    await lines(mara, 'Meet at six').getByRole('button', { name: '1 reply' }).click();
    await replies(mara, 'At the usual place?').waitFor();
    await thread(tomas).getByText('1 reply').waitFor();

    await mara.keyboard.type('No, ');
    await thread(tomas).getByText('Mara Lindqvist is typing…').waitFor();
    await mara.keyboard.type('at the harbour');
    await mara.keyboard.press('Enter');
    await replies(tomas, 'at the harbour').waitFor();
    await lines(tomas, 'Meet at six').getByRole('button', { name: '2 replies' }).waitFor();

    await mara.keyboard.press('ArrowUp');
    await mara.getByRole('textbox', { name: 'Edit your message' }).fill('No, at the pier');
    await mara.keyboard.press('Enter');
    await replies(tomas, 'at the pier').waitFor();
    const own = replies(mara, 'at the pier');
    await own.hover();
    await own.getByRole('button', { name: 'More actions' }).click();
    await mara.getByRole('menuitem', { name: 'Delete' }).click();
    await mara.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await replies(tomas, 'This message was deleted.').waitFor();
    await lines(tomas, 'Meet at six').getByRole('button', { name: '1 reply' }).waitFor();
    // Replies stand in the thread only.
    expect(
      await mara.getByRole('list', { name: 'Messages in Lobby' }).getByText('usual place').count(),
    ).toBe(0);
  });

  it('closes a thread with Escape, and the focus is back at its message', async () => {
    await thread(mara).getByRole('textbox').press('Escape');
    await thread(mara).waitFor({ state: 'detached' });
    expect(await focused(lines(mara, 'Meet at six'))).toBe(true);
    await tomas.goBack();
    await thread(tomas).waitFor({ state: 'detached' });
  });

  it('pins a message for everybody, who find their way to it', async () => {
    await more(mara, 'Meet at six', 'Pin for everybody');
    const bar = tomas.getByRole('region', { name: 'Pinned message' });
    await bar.getByText('Meet at six').waitFor();
    await bar.getByRole('button', { name: /Meet at six/ }).click();
    await expect.poll(() => focused(lines(tomas, 'Meet at six')), soon).toBe(true);
    // It is the room's owner who decides.
    expect(await bar.getByRole('button', { name: 'Unpin the message' }).count()).toBe(0);
    await mara.getByRole('button', { name: 'Unpin the message' }).click();
    await bar.waitFor({ state: 'detached' });
  });

  it('deletes after a question; what it said is nowhere, and that it was there stays', async () => {
    await say(mara, 'Lobby', 'A secret by mistake');
    await lines(tomas, 'A secret by mistake').waitFor();
    await more(mara, 'A secret by mistake', 'Delete');
    await mara.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await mara.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus is back, and what can be done with the line goes when the reader does.
    await expect.poll(() => focused(lines(mara, 'A secret by mistake')), soon).toBe(true);
    await composer(mara, 'Lobby').click();
    await mara.getByRole('toolbar').waitFor({ state: 'detached' });
    await more(mara, 'A secret by mistake', 'Delete');
    await mara.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await lines(tomas, 'A secret by mistake').waitFor({ state: 'detached' });
    await tomas.reload();
    await lines(tomas, 'This message was deleted.').waitFor();
    expect(await tomas.content()).not.toContain('A secret by mistake');
  });

  it('offers nothing that the server would refuse', async () => {
    const line = lines(tomas, 'Meet at six');
    await line.hover();
    await line.getByRole('button', { name: 'More actions' }).click();
    await tomas.getByRole('menuitem', { name: 'Copy the text' }).waitFor();
    for (const name of ['Edit', 'Delete', 'Pin for everybody']) {
      expect(await tomas.getByRole('menuitem', { name }).count()).toBe(0);
    }
    await tomas.keyboard.press('Escape');
  });

  it('leads everything by the keyboard alone', async () => {
    await say(tomas, 'Lobby', 'By keys only');
    const line = lines(tomas, 'By keys only');
    await line.waitFor();
    await tomas.keyboard.press('Shift+Tab');
    expect(await focused(line)).toBe(true);
    await tomas.keyboard.press('Tab');
    expect(await focused(line.getByRole('button', { name: 'React with thumbs up' }))).toBe(true);
    await tomas.keyboard.press('End');
    await tomas.keyboard.press('Enter');
    await tomas.getByRole('menuitem', { name: 'Edit' }).waitFor();
    await tomas.keyboard.press('Escape');
    await tomas.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await tomas.keyboard.press('Escape');
    expect(await focused(line)).toBe(true);
  });

  it('shows a message at once while there is no network, and sends it when there is', async () => {
    await tomas.context().setOffline(true);
    await say(tomas, 'Lobby', 'Written in a **tunnel**');
    await onTheirWay(tomas, 'Written in a').waitFor();
    await tomas.context().setOffline(false);
    await lines(mara, 'Written in a').waitFor();
    await onTheirWay(tomas, 'Written in a').waitFor({ state: 'detached' });
    expect(await lines(tomas, 'Written in a').count()).toBe(1);
  });

  it('tells who is put out of the room, and shows them no more of it', async () => {
    const uuid = await uuidOf(mara, 'Lobby');
    const room = await ask<{ uuid: string }>(mara, 'POST', '/messages', {
      chat_room: { kind: 'group_chat', name: 'Crew', community_member_ids: [2], access: 'private' },
    });
    expect(room.uuid).not.toBe(uuid);
    await enterRoom(tomas, 'Crew');
    await enterRoom(mara, 'Crew');
    await say(mara, 'Crew', 'For the crew only');
    await lines(tomas, 'For the crew only').waitFor();
    const { records } = await ask<{ records: { id: number; community_member_id: number }[] }>(
      mara,
      'GET',
      `/messages/${room.uuid}/chat_room_participants`,
    );
    const his = records.find(({ community_member_id: id }) => id === 2)?.id;
    await ask(mara, 'DELETE', `/messages/${room.uuid}/chat_room_participants/${his}`);
    await lines(tomas, 'For the crew only').waitFor({ state: 'detached' });
    await say(mara, 'Crew', 'He is gone');
    await lines(mara, 'He is gone').waitFor();
    expect(await tomas.content()).not.toContain('He is gone');
  });

  it('opens where one left off, when much was said since', async () => {
    const { uuid } = await ask<{ uuid: string }>(mara, 'POST', '/messages', {
      chat_room: { kind: 'group_chat', name: 'Radio', community_member_ids: [2] },
    });
    await post(mara, uuid, 'Before you left');
    await enterRoom(tomas, 'Radio');
    await lines(tomas, 'Before you left').waitFor();
    await tomas
      .getByRole('link', { name: /Radio/ })
      .getByText(/unread/)
      .waitFor({ state: 'detached' });
    await enterRoom(tomas, 'Lobby');
    for (let n = 0; n < 60; n += 1) await post(mara, uuid, `Word ${n}.`);
    await tomas.getByRole('link', { name: /Radio.*60/ }).waitFor();
    await enterRoom(tomas, 'Radio');
    await tomas.locator('[data-new]').waitFor();
    const divider = tomas.locator('[data-new]');
    expect(await divider.isVisible()).toBe(true);
    expect(await lines(tomas, 'Word 59.').count()).toBe(0);
    await tomas.getByRole('button', { name: 'To the latest' }).click();
    await lines(tomas, 'Word 59.').waitFor();
    await tomas.getByRole('link', { name: /Radio.*60/ }).waitFor({ state: 'detached' });
  });

  it('goes to a message by its address, however far back, and to a reply in its thread', async () => {
    const uuid = await uuidOf(mara, 'Lobby');
    const far = await post(mara, uuid, 'The far one');
    const reply = await ask<{ id: number }>(mara, 'POST', `/messages/${uuid}/chat_room_messages`, {
      body: 'Below the far one',
      parent_message_id: far.id,
    });
    for (let n = 0; n < 70; n += 1) await post(mara, uuid, `Noise ${n}.`);
    await tomas.goto(`${app.server.url}/rooms/${uuid}?message=${far.id}`);
    await expect.poll(() => focused(lines(tomas, 'The far one').first()), soon).toBe(true);
    expect(await lines(tomas, 'The far one').first().isVisible()).toBe(true);
    expect(await lines(tomas, 'Noise 69.').count()).toBe(0);
    expect(tomas.url()).not.toContain('message=');
    await tomas.getByRole('button', { name: 'To the latest' }).click();
    await lines(tomas, 'Noise 69.').waitFor();
    await tomas.goto(`${app.server.url}/rooms/${uuid}?message=${reply.id}`);
    await replies(tomas, 'Below the far one').waitFor();
    await tomas.goto(`${app.server.url}/rooms/${uuid}?message=99999`);
    await tomas.getByText('That message is not here any more.').waitFor();
    await lines(tomas, 'Noise 69.').waitFor();
  });
});
