import { createHmac } from 'node:crypto';
import { startCoturn, type TestCoturn } from '@parley/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type Visitor, type World } from './world.ts';

const patient = { timeout: 30_000, interval: 200 };

/**
 * A camera that shows a picture, a microphone that beeps, a tab that may be shown to others, and sound
 * without a click: what is not played has no energy.
 */
const media = [
  '--use-fake-device-for-media-stream',
  '--auto-accept-this-tab-capture',
  '--autoplay-policy=no-user-gesture-required',
];

/** What of a connection the tests look at. */
interface Look {
  readonly path: string;
  readonly frames: number;
  readonly energy: number;
}

/** The connections of a page, by the name of the other. */
function looks(page: Page): Promise<Record<string, Look>> {
  return page.evaluate(async () => {
    const { call } = window.call;
    const all: Record<string, Look> = {};
    for (const { connectionId, member } of call.snapshot.participants.values()) {
      const read = await call.statistics(connectionId);
      if (read === undefined) continue;
      all[member?.name ?? ''] = {
        path: `${read.path?.local}/${read.path?.remote}`,
        frames: read.framesDecoded,
        energy: read.audioEnergy,
      };
    }
    return all;
  });
}

const states = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate(() =>
    [...window.call.call.snapshot.participants.values()].map(({ state }) => state),
  );

/** Waits until a page sees and hears so many others, over relays. */
async function seesAndHears(page: Page, others: number): Promise<void> {
  const before = await looks(page);
  await expect
    .poll(async () => {
      const now = await looks(page);
      return Object.entries(now).filter(
        ([name, { path, frames, energy }]) =>
          path === 'relay/relay' && frames > (before[name]?.frames ?? 0) && energy > 0,
      ).length;
    }, patient)
    .toBe(others);
}

describe('A7 a call through Coturn, in browsers', () => {
  let coturn: TestCoturn;
  let world: World;
  const visitors: Visitor[] = [];
  const pages: Page[] = [];
  let topic = '';

  beforeAll(async () => {
    coturn = await startCoturn();
    world = await startWorld(coturn.env, media);
    for (const member of [0, 1, 2] as const) {
      const visitor = await world.visit(member);
      await visitor.context.grantPermissions(['camera', 'microphone']);
      visitors.push(visitor);
    }
    const [mara] = visitors;
    if (mara === undefined) throw new Error('Nobody came.');
    const members = visitors.slice(1).map(async ({ context, front }) => {
      const { member } = await (await context.request.get(`${front.url}/api/session`)).json();
      return member.id as number;
    });
    const community_member_ids = await Promise.all(members);
    const answer = await mara.context.request.post(`${mara.front.url}/api/headless/v1/messages`, {
      headers: { origin: mara.front.url },
      data: { chat_room: { kind: 'group_chat', name: 'A call', community_member_ids } },
    });
    const { uuid } = (await answer.json()) as { readonly uuid?: string };
    if (uuid === undefined) throw new Error(`There is no room: ${await answer.text()}`);
    topic = `room-call:${uuid}`;
    for (const visitor of visitors) pages.push(await visitor.tab(`/call?topic=${topic}`));
  });
  afterAll(async () => {
    await world?.stop();
    await coturn?.stop();
  });

  const join = (page: Page | undefined): Promise<void> | undefined =>
    page?.evaluate(() => window.call.call.join({ audio: true, video: true }));
  const three = (): [Page, Page, Page] => pages as [Page, Page, Page];

  it('two see and hear each other by relays, and a third tab hears nothing of it', async () => {
    const [mara, tomas, yuki] = three();
    await Promise.all([join(mara), join(tomas)]);
    await Promise.all([seesAndHears(mara, 1), seesAndHears(tomas, 1)]);
    const heard = await yuki.evaluate(() => window.call.heard);
    expect(heard.map(({ action }) => action)).toContain('stream-inquiry');
    expect(heard.filter(({ action, sdp }) => action === 'rtc' || sdp)).toEqual([]);
    // The third sees who is there, and comes in.
    await expect.poll(() => states(yuki), patient).toHaveLength(2);
    await join(yuki);
    await Promise.all(pages.map((page) => seesAndHears(page, 2)));
    for (const page of pages) {
      const { id, targets } = await page.evaluate(() => ({
        id: window.call.client.connectionId,
        targets: window.call.heard.filter(({ sdp }) => sdp).map(({ target }) => target),
      }));
      expect(new Set(targets)).toEqual(new Set([id]));
    }
    for (const { strangers } of visitors) expect(strangers).toEqual([]);
  });

  it('a shared screen shows its pixels on the other side, until it ends', async () => {
    const [mara, tomas] = three();
    await mara.bringToFront();
    await mara.evaluate(async () => {
      document.body.style.background = 'rgb(220, 30, 30)';
      // Of the standard, and not in the types yet.
      const options = { preferCurrentTab: true } as DisplayMediaStreamOptions;
      await window.call.call.setScreen(true, options);
    });
    const screen = 'video[title="Mara Lindqvist screen"]';
    await tomas.waitForSelector(screen);
    const colour = (): Promise<number[]> =>
      tomas.evaluate((selector) => {
        const video = document.querySelector<HTMLVideoElement>(selector);
        const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
        const context = canvas.getContext('2d');
        if (video === null || context === null || video.videoWidth === 0) return [];
        context.drawImage(video, 0, 0, 8, 8);
        // The lower right: no picture of anybody is there.
        return [...context.getImageData(7, 7, 1, 1).data].slice(0, 3);
      }, screen);
    await expect
      .poll(async () => {
        const [red = 0, green = 255, blue = 255] = await colour();
        return red > 180 && green < 80 && blue < 80;
      }, patient)
      .toBe(true);
    await mara.evaluate(() => window.call.call.setScreen(false));
    await tomas.waitForSelector(screen, { state: 'detached' });
  });

  it('the network drops, relays and server alike, and everybody sees everybody again', async () => {
    const port = Number(/:(\d+)\?/u.exec(coturn.urls[0] ?? '')?.[1]);
    const before = await pages[0]?.evaluate(() => window.call.client.connectionId);
    await coturn.stop();
    visitors[0]?.front.drop();
    await Promise.all(
      pages.map((page) => expect.poll(() => states(page), patient).toContain('unsteady')),
    );
    coturn = await startCoturn({ port, secret: coturn.secret });
    for (const page of pages) {
      await expect.poll(() => states(page), patient).toEqual(['connected', 'connected']);
      await seesAndHears(page, 2);
    }
    // It came back on another connection, as who it was.
    expect(await pages[0]?.evaluate(() => window.call.client.connectionId)).not.toBe(before);
  });

  it('refuses credentials that are over, and those of somebody else’s making', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const made = (secret: string, username: string): { username: string; credential: string } => ({
      username,
      credential: createHmac('sha1', secret).update(username).digest('base64'),
    });
    const wrong = [
      made(coturn.secret, `${seconds - 60}:1:${topic}`),
      made('another secret', `${seconds + 600}:1:${topic}`),
    ];
    for (const credentials of wrong) {
      const seen = await pages[0]?.evaluate(
        async (server) => {
          const connection = new RTCPeerConnection({
            iceServers: [server],
            iceTransportPolicy: 'relay',
          });
          const result = { errors: [] as number[], candidates: 0 };
          const done = new Promise<void>((resolve) => {
            connection.addEventListener('icecandidateerror', ({ errorCode }) => {
              result.errors.push(errorCode);
            });
            connection.addEventListener('icecandidate', ({ candidate }) => {
              if (candidate === null) resolve();
              else if (candidate.candidate !== '') result.candidates += 1;
            });
          });
          connection.createDataChannel('x');
          await connection.setLocalDescription();
          await done;
          connection.close();
          return result;
        },
        { urls: coturn.urls.slice(0, 1), ...credentials },
      );
      expect(seen).toEqual({ errors: [401], candidates: 0 });
    }
  });
});
