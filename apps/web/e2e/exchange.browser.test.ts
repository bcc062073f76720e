import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { people, signInAs, startApp, tabTo, type App } from './app.ts';
import { bookingWith, button, plays, tile } from './call-pages.ts';

const log = (page: Page): Locator => page.getByRole('log', { name: 'Messages' });
const line = (page: Page, text: string | RegExp): Locator =>
  log(page).getByRole('listitem').filter({ hasText: text });
async function write(page: Page, text: string): Promise<void> {
  const input = page.getByRole('textbox', { name: 'Message', exact: true });
  await input.fill(text);
  await input.press('Enter');
}

describe('the meeting of a booking', () => {
  let app: App;
  let yuki: Page;
  let tomas: Page;
  let address: string;

  beforeAll(async () => {
    app = await startApp({}, { devices: true });
    const permissions = ['camera', 'microphone'];
    yuki = await app.open({ permissions });
    tomas = await app.open({ permissions, viewport: { width: 390, height: 780 } });
    await signInAs(yuki, people.yuki);
    await signInAs(tomas, people.tomas);
    address = `${app.server.url}/app/exchange/${await bookingWith(yuki, people.tomas)}`;
  });
  afterAll(() => app.stop());

  const show = (page: Page, view: string): Promise<void> =>
    page.getByRole('radiogroup', { name: 'What to show' }).getByText(view).click();

  it('B3 is closed to who takes no part in it, and says so', async () => {
    const mara = await app.open();
    await signInAs(mara, people.mara);
    await mara.goto(address);
    await mara.getByText('This meeting is not open to you').waitFor();
    expect(await violations(mara)).toEqual([]);
    await mara.goto(`${app.server.url}/app/exchange/1x`);
    await mara.getByText('This meeting is not open to you').waitFor();
    await mara.context().close();
  });

  it('B5 tells once a person who entered, with two topics, a second tab and a dropped line', async () => {
    await yuki.goto(address);
    await line(yuki, 'You entered').waitFor();
    await tomas.goto(address);
    await show(tomas, 'Text');
    await line(tomas, `${people.yuki} entered earlier`).waitFor();
    await line(yuki, `${people.tomas} entered`).waitFor();

    const secondTab = await tomas.context().newPage();
    await secondTab.goto(address);
    await secondTab.getByText('Nobody is in the call yet.').waitFor();
    await secondTab.close();
    await tomas.context().setOffline(true);
    await app.server.kill();
    await tomas.context().setOffline(false);
    await app.server.restart();
    await write(yuki, 'Back again?');
    await line(yuki, 'Back again?').filter({ hasNotText: 'Sending' }).waitFor();
    await line(tomas, 'Back again?').waitFor();
    for (const page of [yuki, tomas]) {
      expect(await line(page, /entered/u).count()).toBe(2);
      expect(await line(page, /left/u).count()).toBe(0);
    }
  });

  it('carries text both ways, and after a reload shows it, older pages on request', async () => {
    await write(tomas, 'Grüße, 你好 🎉');
    await line(yuki, 'Grüße, 你好 🎉').waitFor();
    for (let n = 1; n <= 60; n += 1) await write(yuki, `Line ${n}.`);
    await line(tomas, 'Line 60.').waitFor();
    await tomas.reload();
    await show(tomas, 'Text');
    await line(tomas, 'Line 60.').waitFor();
    expect(await line(tomas, 'Line 1.').count()).toBe(0);
    await button(tomas, 'Older messages').press('Enter');
    await line(tomas, 'Line 1.').waitFor();
    await line(tomas, 'Grüße, 你好 🎉').waitFor();
    expect(
      await log(tomas)
        .getByText(/^Line \d+\.$/u)
        .allInnerTexts(),
    ).toEqual(Array.from({ length: 60 }, (_, n) => `Line ${n + 1}.`));
    expect(await violations(tomas)).toEqual([]);
  });

  it('A7 holds a call: both are seen, a mute is shown on the other side, a screen reader is told', async () => {
    await tabTo(yuki, button(yuki, 'Join with camera'));
    await yuki.keyboard.press('Enter');
    await tile(yuki, /^You, with camera$/u).waitFor();
    await show(tomas, 'Call');
    await tomas.getByText(`${people.yuki} is in the call.`).waitFor();
    await button(tomas, 'Join with camera').click();
    for (const [page, name] of [
      [yuki, people.tomas],
      [tomas, people.yuki],
    ] as const) {
      const other = tile(page, new RegExp(`^${name}, with camera$`, 'u'));
      await other.waitFor();
      await expect.poll(() => plays(other)).toBe(true);
      expect(await violations(page)).toEqual([]);
    }
    await line(yuki, `${people.tomas} joined the call`).waitFor();

    await button(tomas, 'Mute').click();
    await tile(yuki, new RegExp(`^${people.tomas}, muted, with camera$`, 'u')).waitFor();
    await button(tomas, 'Unmute').click();
    await button(tomas, 'Turn the camera off').click();
    await tile(yuki, new RegExp(`^${people.tomas}$`, 'u')).waitFor();

    await button(yuki, 'Devices').click();
    const devices = yuki.getByRole('dialog', { name: 'Devices' });
    // The browser is asked what there is when it opens.
    const microphone = devices.getByRole('combobox', { name: 'Microphone' });
    await expect.poll(() => microphone.inputValue()).not.toBe('');
    await button(yuki, 'Done').click();
    await devices.waitFor({ state: 'detached' });

    await button(tomas, 'Leave').click();
    await tile(yuki, new RegExp(people.tomas, 'u')).waitFor({ state: 'detached' });
    await line(yuki, `${people.tomas} left the call`).waitFor();
    await button(yuki, 'Leave').click();
    await button(yuki, 'Join with camera').waitFor();
  });

  it('says what to do when the microphone is not allowed, and lets one listen', async () => {
    // The prompt is answered by the flags: here as a person who says no.
    await yuki.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await button(yuki, 'Join with microphone').click();
    await yuki.getByRole('alert').getByText('The browser did not allow it').waitFor();
    await button(yuki, 'Only listen').click();
    await tile(yuki, /^You, muted$/u).waitFor();
    await button(yuki, 'Leave').click();
  });

  it('B5 tells once who left', async () => {
    await tomas.getByRole('link', { name: 'Back to the bookings' }).click();
    await line(yuki, `${people.tomas} left`).filter({ hasNotText: 'call' }).waitFor();
    expect(await line(yuki, new RegExp(`${people.tomas} left \\d`, 'u')).count()).toBe(1);
  });
});
