import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { enterRoom, people, signInAs, startApp, type App } from './app.ts';
import { button, plays, tile } from './call-pages.ts';

const patient = { timeout: 30_000, interval: 200 };

/** Who is asked which screen to show picks the page itself, whose ground is red from then on. */
async function picksThisPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getDisplayMedia.bind(mediaDevices);
    mediaDevices.getDisplayMedia = (options) => {
      const ground = document.createElement('div');
      ground.id = 'ground';
      Object.assign(ground.style, { position: 'fixed', inset: '50% 0 0', zIndex: '9999' });
      ground.style.background = 'rgb(220, 30, 30)';
      document.body.append(ground);
      // Of the standard, and not in the types yet.
      return ask({ ...options, preferCurrentTab: true } as DisplayMediaStreamOptions);
    };
  });
}

/** The colour low in the middle of a picture that is played. */
function colour(video: Locator): Promise<readonly number[]> {
  return video.evaluate((element) => {
    const shown = element as HTMLVideoElement;
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    const context = canvas.getContext('2d');
    if (context === null || shown.videoWidth === 0) return [];
    context.drawImage(shown, 0, 0, 8, 8);
    return [...context.getImageData(4, 6, 1, 1).data].slice(0, 3);
  });
}

/** How many tracks of sound come with a picture, which is not played muted. */
function soundsOf(video: Locator): Promise<number> {
  return video.evaluate((element) => {
    const { srcObject, muted } = element as HTMLVideoElement;
    return srcObject instanceof MediaStream && !muted ? srcObject.getAudioTracks().length : 0;
  });
}

describe('the call of a room', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;
  let yuki: Page;
  const three = (): readonly (readonly [Page, string])[] => [
    [mara, people.mara],
    [tomas, people.tomas],
    [yuki, people.yuki],
  ];

  beforeAll(async () => {
    app = await startApp({}, { screens: true });
    const permissions = ['camera', 'microphone'];
    mara = await app.open({ permissions });
    tomas = await app.open({ permissions });
    yuki = await app.open({ permissions, viewport: { width: 390, height: 780 } });
    for (const [page, name] of three()) {
      await signInAs(page, name);
      await enterRoom(page, 'Lobby');
    }
  });
  afterAll(() => app.stop());

  it('A7 holds three, who all see each other', async () => {
    for (const [page] of three()) {
      await button(page, 'Start or join the call').click();
      await tile(page, /^You$/u).waitFor();
      await button(page, 'Turn the camera on').click();
      await tile(page, /^You, with camera$/u).waitFor();
    }
    for (const [page, self] of three()) {
      for (const [, name] of three()) {
        if (name === self) continue;
        const other = tile(page, new RegExp(`^${name}, with camera$`, 'u'));
        await other.waitFor();
        await expect.poll(() => plays(other), patient).toBe(true);
      }
      expect(await violations(page)).toEqual([]);
    }
  });

  it('A7 shows a screen to both others in real pixels, until it ends', async () => {
    await mara.bringToFront();
    await picksThisPage(mara);
    await button(mara, 'Share the screen').click();
    await button(mara, 'Stop sharing the screen').waitFor();
    const screen = (page: Page): Locator =>
      page.locator(`video[aria-label="Screen of ${people.mara}"]`);
    for (const page of [tomas, yuki]) {
      await tile(page, new RegExp(`^${people.mara}, with camera, shows a screen$`, 'u')).waitFor();
      await expect
        .poll(async () => {
          const [red = 0, green = 255, blue = 255] = await colour(screen(page));
          return red > 180 && green < 80 && blue < 80;
        }, patient)
        .toBe(true);
      expect(await violations(page)).toEqual([]);
      expect(await soundsOf(screen(page))).toBe(1);
    }
    await mara.evaluate(() => document.getElementById('ground')?.remove());
    await button(mara, 'Stop sharing the screen').click();
    for (const page of [tomas, yuki]) await screen(page).waitFor({ state: 'detached' });
  });

  it('goes on for two when the third one leaves', async () => {
    await button(yuki, 'Leave').click();
    await tile(mara, new RegExp(people.yuki, 'u')).waitFor({ state: 'detached' });
    await expect.poll(() => plays(tile(mara, new RegExp(people.tomas, 'u'))), patient).toBe(true);
  });
});
