import { photographed, samplePlace } from '@parley/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, signInAs, startApp, type App } from './app.ts';
import { ask } from './ask.ts';

/** A picture of this type as a browser writes it: no part of it is like another. */
async function paint(page: Page, type: string, isOpaque: boolean): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ([type, alpha]) => {
      const canvas = new OffscreenCanvas(60, 40);
      const brush = canvas.getContext('2d');
      if (brush === null) throw new Error('There is nothing to paint on.');
      for (let x = 0; x < 60; x += 5) {
        for (let y = 0; y < 40; y += 5) {
          brush.fillStyle = `rgb(${x * 4} ${y * 6} ${(x * y) % 255} / ${alpha})`;
          brush.fillRect(x, y, 5, 5);
        }
      }
      const blob = await canvas.convertToBlob({ type, quality: 0.8 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [type, isOpaque ? 1 : 0.5] as const,
  );
  return Buffer.from(bytes);
}

/** What a browser shows of a picture: its size, and a digest of its pixels. */
function shown(page: Page, type: string, file: Uint8Array): Promise<unknown> {
  return page.evaluate(
    async ({ type, bytes }) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const brush = new OffscreenCanvas(width, height).getContext('2d');
      brush?.drawImage(image, 0, 0);
      const pixels = brush?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      return { width, height, pixels: pixels.join(' ') };
    },
    { type, bytes: [...file] },
  );
}

describe('a photo', () => {
  let app: App;
  let page: Page;
  let topic: string;
  beforeAll(async () => {
    app = await startApp();
    page = await app.open();
    await signInAs(page, people.mara);
    const { uuid } = await ask<{ uuid: string }>(page, 'POST', '/messages', {
      chat_room: { kind: 'group_chat', name: 'Photos', access: 'private' },
    });
    topic = `room:${uuid}`;
  });
  afterAll(() => app.stop());

  it.each([
    ['image/jpeg', true],
    ['image/png', false],
    ['image/webp', true],
    ['image/webp', false],
  ])(
    'as %s (opaque: %s) looks as it did, turned as it was, and tells nobody where it was taken',
    async (type, isOpaque) => {
      const picture = await paint(page, type, isOpaque);
      for (const orientation of [1, 6]) {
        const photo = photographed(picture, { orientation });
        expect(photo.includes(samplePlace)).toBe(true);
        const { file, served } = await page.evaluate(
          async ({ topic, type, bytes }) => {
            const body = new Blob([new Uint8Array(bytes)], { type });
            const to = `/api/files?${new URLSearchParams({ topic, name: 'photo' })}`;
            const sent = await fetch(to, { method: 'POST', body });
            const file = (await sent.json()) as { url: string; bytes: number; width: number };
            const kept = await (await fetch(file.url)).arrayBuffer();
            return { file, served: [...new Uint8Array(kept)] };
          },
          { topic, type, bytes: [...photo] },
        );
        const kept = Buffer.from(served);
        expect(kept.includes(samplePlace)).toBe(false);
        expect(file.bytes).toBe(kept.length);
        const before = (await shown(page, type, photo)) as { width: number };
        expect(await shown(page, type, kept)).toEqual(before);
        if (type !== 'image/jpeg') continue;
        expect([before.width, file.width]).toEqual(orientation === 1 ? [60, 60] : [40, 40]);
      }
    },
  );
});
