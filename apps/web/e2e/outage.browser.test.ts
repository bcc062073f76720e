import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { enterRoom, lines, onTheirWay, people, say, signInAs, startApp, type App } from './app.ts';

describe('A8: the server is stopped in mid-send and started again', () => {
  let app: App;
  let mara: Page;
  let yuki: Page;

  beforeAll(async () => {
    app = await startApp();
    mara = await app.open();
    yuki = await app.open();
    await signInAs(mara, people.mara);
    await signInAs(yuki, people.yuki);
    await enterRoom(mara, 'Lobby');
    await enterRoom(yuki, 'Lobby');
    await say(mara, 'Lobby', 'before the storm');
    await lines(yuki, 'before the storm').waitFor();
  });
  afterAll(() => app.stop());

  it('shows a message on its way, says what happens, and sends it once when the server is back', async () => {
    // The server takes the frame and says nothing: the message is in mid-send.
    process.kill(app.server.pid, 'SIGSTOP');
    await say(mara, 'Lobby', 'in mid-send');
    await onTheirWay(mara, 'in mid-send').getByText('Sending…').waitFor();
    await app.server.kill();

    await mara.getByText('Your messages are kept.').waitFor();
    await say(mara, 'Lobby', 'while it was away');
    await onTheirWay(mara, 'while it was away').getByText('Waiting to be sent').waitFor();

    await app.server.restart();
    await mara
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 2_000 })
      .catch(() => {});
    for (const page of [mara, yuki]) {
      await lines(page, 'in mid-send').waitFor();
      await lines(page, 'while it was away').waitFor();
    }
    await onTheirWay(mara, '').first().waitFor({ state: 'detached' });
    await mara.getByText('Your messages are kept.').waitFor({ state: 'detached' });
  });

  it('has doubled nothing and lost nothing, also after a reload', async () => {
    const expected = ['before the storm', 'in mid-send', 'while it was away'];
    for (const page of [mara, yuki]) {
      await page.reload();
      await lines(page, 'while it was away').waitFor();
      const words = await page.locator('[data-line] [data-words]').allInnerTexts();
      expect(words.filter((text) => expected.includes(text))).toEqual(expected);
    }
  });

  it('keeps a message though the page is closed while the server is away', async () => {
    const address = mara.url();
    const { server } = app;
    await server.kill();
    await say(mara, 'Lobby', 'written in the dark');
    await onTheirWay(mara, 'written in the dark').waitFor();
    const context = mara.context();
    await mara.close();
    await server.restart();
    mara = await context.newPage();
    await mara.goto(address);
    await lines(mara, 'written in the dark').waitFor();
    await lines(yuki, 'written in the dark').waitFor();
    expect(await lines(yuki, 'written in the dark').count()).toBe(1);
  });

  it('can take back a message that waits', async () => {
    await app.server.kill();
    await say(yuki, 'Lobby', 'a word too much');
    await onTheirWay(yuki, 'a word too much').getByRole('button', { name: 'Discard' }).click();
    await onTheirWay(yuki, 'a word too much').waitFor({ state: 'detached' });
    await app.server.restart();
    // The next try may be 20 s away; a browser that is online again does not wait for it.
    await yuki.evaluate(() => dispatchEvent(new Event('online')));
    await yuki.getByText('Your messages are kept.').waitFor({ state: 'detached' });
    await say(yuki, 'Lobby', 'all is well');
    await lines(yuki, 'all is well').waitFor();
    expect(await lines(yuki, 'a word too much').count()).toBe(0);
  });
});
