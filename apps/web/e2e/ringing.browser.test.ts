import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { people, signInAs, startApp, tabTo, type App } from './app.ts';
import { bookingWith, button, tile } from './call-pages.ts';

describe('a direct call from a chat', () => {
  let app: App;
  let yuki: Page;
  let tomas: Page;
  const calls = (page: Page): Locator =>
    page.getByRole('dialog', { name: `${people.yuki} calls you` });
  const dock = (page: Page, name: string): Locator =>
    page.getByRole('region', { name: `Call with ${name}` });
  let elsewhere: Page;

  beforeAll(async () => {
    app = await startApp({}, { devices: true });
    const permissions = ['camera', 'microphone'];
    yuki = await app.open({ permissions });
    tomas = await app.open({ permissions, viewport: { width: 390, height: 780 } });
    await signInAs(yuki, people.yuki);
    await signInAs(tomas, people.tomas);
    await yuki.getByRole('link', { name: new RegExp(people.tomas, 'u') }).click();
    elsewhere = await tomas.context().newPage();
    await elsewhere.goto(`${app.server.url}/settings`);
    await elsewhere.getByText('This one').waitFor();
  });
  afterAll(() => app.stop());

  async function call(): Promise<void> {
    await button(yuki, `Call ${people.tomas}`).click();
    await calls(tomas).waitFor();
    await calls(elsewhere).waitFor();
  }

  it('rings on every page of the other one, and is declined by the keyboard', async () => {
    await call();
    await dock(yuki, people.tomas).getByText('Ringing…').waitFor();
    expect(await violations(tomas)).toEqual([]);
    expect(await violations(yuki)).toEqual([]);
    // Somebody who is writing answers nothing by pressing Enter.
    await tomas.keyboard.press('Enter');
    expect(await calls(tomas).isVisible()).toBe(true);
    await tabTo(tomas, calls(tomas).getByRole('button', { name: 'Decline' }), 3);
    await tomas.keyboard.press('Enter');
    await calls(tomas).waitFor({ state: 'detached' });
    await calls(elsewhere).waitFor({ state: 'detached' });
    await yuki.getByText(`${people.tomas} declined the call.`).waitFor();
    await dock(yuki, people.tomas).waitFor({ state: 'detached' });
  });

  it('is accepted on one page, whose answer ends the ringing on the others', async () => {
    await call();
    await calls(elsewhere).getByRole('button', { name: 'Accept' }).click();
    await calls(tomas).waitFor({ state: 'detached' });
    await tile(yuki, new RegExp(`^${people.tomas}$`, 'u')).waitFor();
    await tile(elsewhere, new RegExp(`^${people.yuki}$`, 'u')).waitFor();
    await button(elsewhere, 'Mute').click();
    await tile(yuki, new RegExp(`^${people.tomas}, muted$`, 'u')).waitFor();
    expect(await violations(elsewhere)).toEqual([]);
    // It goes on, whichever page one goes to.
    await elsewhere
      .getByRole('link', { name: new RegExp(people.yuki, 'u') })
      .first()
      .click();
    await elsewhere.getByRole('heading', { level: 1, name: people.yuki }).waitFor();
    await tile(elsewhere, new RegExp(`^${people.yuki}$`, 'u')).waitFor();
    await button(yuki, 'Leave').click();
    await dock(elsewhere, people.yuki).waitFor({ state: 'detached' });
  });

  it('is a missed call when the caller gives up', async () => {
    await call();
    await button(yuki, 'Leave').click();
    await calls(tomas).waitFor({ state: 'detached' });
    await tomas.getByText(`You missed a call from ${people.yuki}.`).waitFor();
    expect(await violations(tomas)).toEqual([]);
    await button(tomas, 'Dismiss').click();
  });

  it('rings on a page that is opened while it rings, and is missed once', async () => {
    await call();
    await elsewhere.reload();
    await calls(elsewhere).waitFor();
    await button(yuki, 'Leave').click();
    for (const page of [tomas, elsewhere]) {
      await calls(page).waitFor({ state: 'detached' });
      const missed = page.getByText(`You missed a call from ${people.yuki}.`);
      await missed.first().waitFor();
      expect(await missed.count()).toBe(1);
      await button(page, 'Dismiss').click();
    }
  });

  it('of somebody whose page crashed soon rings no more', async () => {
    await call();
    const crash = await yuki.context().newCDPSession(yuki);
    const crashed = yuki.waitForEvent('crash');
    // Nobody is left to answer.
    void crash.send('Page.crash').catch(() => {});
    await crashed;
    await calls(tomas).waitFor({ state: 'detached' });
    await tomas.getByText(`You missed a call from ${people.yuki}.`).waitFor();
    await button(tomas, 'Dismiss').click();
    const context = yuki.context();
    await yuki.close();
    yuki = await context.newPage();
    await yuki.goto(app.server.url);
    await yuki.getByRole('link', { name: new RegExp(people.tomas, 'u') }).click();
  });

  it('disturbs nobody who is in a meeting’s call: the caller is told, the other devices fall silent', async () => {
    const id = await bookingWith(tomas, people.yuki);
    await elsewhere.goto(`${app.server.url}/app/exchange/${id}`);
    await button(elsewhere, 'Join with microphone').click();
    await tile(elsewhere, /^You$/u).waitFor();
    await button(yuki, `Call ${people.tomas}`).click();
    await yuki.getByText(`${people.tomas} is in another call.`).waitFor();
    await dock(yuki, people.tomas).waitFor({ state: 'detached' });
    for (const page of [elsewhere, tomas]) {
      await page.getByText(`${people.yuki} called you.`).waitFor();
      expect(await calls(page).count()).toBe(0);
      expect(await violations(page)).toEqual([]);
    }
    await tile(elsewhere, /^You$/u).waitFor();
    await button(yuki, 'Dismiss').click();
    await button(elsewhere, 'Leave').click();
    await button(tomas, 'Dismiss').click();
    await call();
  });
});
