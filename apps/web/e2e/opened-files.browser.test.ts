import { samplePdf, samplePng } from '@parley/testing';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, signInAs, startApp, type App } from './app.ts';
import { ask } from './ask.ts';

/** A second of silence. */
function sampleWav(): Buffer {
  const head = Buffer.from(
    '524946460000000057415645666d74201000000001000100401f0000401f00000100080064617461401f0000',
    'hex',
  );
  head.writeUInt32LE(36 + 8000, 4);
  return Buffer.concat([head, Buffer.alloc(8000, 128)]);
}

describe('a file that is opened in a tab of its own', () => {
  let app: App;
  let page: Page;
  let context: BrowserContext;
  let topic: string;
  beforeAll(async () => {
    app = await startApp();
    page = await app.open();
    context = page.context();
    await signInAs(page, people.mara);
    const { uuid } = await ask<{ uuid: string }>(page, 'POST', '/messages', {
      chat_room: { kind: 'group_chat', name: 'Papers', access: 'private' },
    });
    topic = `room:${uuid}`;
  });
  afterAll(() => app.stop());

  /** Sends a file; answers its address, and the headers with which it is served. */
  const send = async (file: Uint8Array, name: string) =>
    page.evaluate(
      async ({ topic, name, bytes }) => {
        const to = `/api/files?${new URLSearchParams({ topic, name })}`;
        const sent = await fetch(to, { method: 'POST', body: new Uint8Array(bytes) });
        const { url } = (await sent.json()) as { url: string };
        const { headers } = await fetch(url);
        return { url, headers: Object.fromEntries(headers.entries()) };
      },
      { topic, name, bytes: [...file] },
    );
  const open = async (url: string): Promise<Page> => {
    const tab = await context.newPage();
    await tab.goto(app.server.url + url);
    return tab;
  };
  /** What no file is served without. */
  const always = {
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
  const closed =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  it('as a picture is shown, and nothing else runs or loads there', async () => {
    const { url, headers } = await send(samplePng(64, 32), 'lake.png');
    expect(headers).toMatchObject({ ...always, 'content-type': 'image/png' });
    expect(headers['content-disposition']).toMatch(/^inline; /u);
    expect(headers['content-security-policy']).toBe(`${closed}; sandbox`);
    const tab = await open(url);
    expect(await tab.evaluate(() => document.images[0]?.naturalWidth)).toBe(64);
    await tab.close();
  });

  it('as a PDF is shown by the browser’s own reader', async () => {
    const { url, headers } = await send(samplePdf('The plan'), 'plan.pdf');
    expect(headers).toMatchObject({ ...always, 'content-type': 'application/pdf' });
    expect(headers['content-disposition']).toMatch(/^inline; /u);
    expect(headers['content-security-policy']).toBe(`${closed}; object-src 'self'`);
    const tab = await open(url);
    const frames = () => tab.frames().map((frame) => new URL(frame.url()).protocol);
    // The reader, and the pages in it.
    await expect.poll(frames).toEqual(['http:', 'chrome-extension:', 'http:']);
    if (process.env['SHOTS']) await tab.screenshot({ path: `${process.env['SHOTS']}/pdf.png` });
    await tab.close();
  });

  it('as sound is played', async () => {
    const { url, headers } = await send(sampleWav(), 'silence.wav');
    expect(headers).toMatchObject({ ...always, 'content-type': 'audio/wav' });
    expect(headers['content-security-policy']).toBe(
      `${closed}; media-src 'self'; sandbox allow-same-origin`,
    );
    const tab = await open(url);
    const length = () => tab.evaluate(() => document.querySelector('video')?.duration);
    await expect.poll(length).toBeCloseTo(1);
    await tab.close();
  });

  it('as text or markup is saved', async () => {
    const { url, headers } = await send(Buffer.from('<script>alert(1)</script>'), 'page.html');
    expect(headers).toMatchObject({ ...always, 'content-type': 'text/plain; charset=utf-8' });
    expect(headers['content-disposition']).toMatch(/^attachment; /u);
    expect(headers['content-security-policy']).toBe(`${closed}; sandbox`);
    const tab = await context.newPage();
    const saved = tab.waitForEvent('download');
    // What is saved is not gone to.
    await tab.goto(app.server.url + url).catch(() => undefined);
    expect((await saved).suggestedFilename()).toBe('page.html');
    await tab.close();
  });
});
