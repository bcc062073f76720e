import { samplePdf, samplePng } from '@parley/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composer, lines, people, signInAs, startApp, type App } from './app.ts';
import { ask } from './ask.ts';

const ROOM = 'Holiday pictures';

interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const picture = (name: string, width = 640, height = 360): GivenFile => ({
  name,
  mimeType: 'image/png',
  buffer: samplePng(width, height),
});

/** Chooses files with the button. */
async function choose(page: Page, files: readonly GivenFile[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Send files' }).click();
  await (await chooser).setFiles([...files]);
}

/** Does with a file what a mouse or a keyboard would: there is no other way in a headless browser. */
async function give(target: Locator, kind: 'paste' | 'drop', file: GivenFile): Promise<void> {
  await target.evaluate(
    (element, { kind, name, type, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      const init = { bubbles: true, cancelable: true };
      if (kind === 'paste') {
        element.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
        return;
      }
      for (const step of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(step, { ...init, dataTransfer: data }));
      }
    },
    { kind, name: file.name, type: file.mimeType, bytes: [...file.buffer] },
  );
}

/** What the server answers to this page for a file. */
function statusOf(page: Page, url: string): Promise<number> {
  return page.evaluate(async (address) => (await fetch(address)).status, url);
}

/** The picture of that name in the conversation, come and drawn. */
async function drawn(page: Page, name: string): Promise<Locator> {
  const image = page.locator('[data-line]').getByRole('img', { name });
  await image.waitFor();
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  return image;
}

describe('files in a room', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;
  let yuki: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    app = await startApp({ PARLEY_FILE_BYTES: '300000' });
    [mara, tomas, yuki] = [
      await app.open(),
      await app.open({ colorScheme: 'dark' }),
      await app.open({ viewport: { width: 390, height: 780 }, hasTouch: true }),
    ];
    for (const page of [mara, tomas]) {
      page.on('pageerror', (error) => problems.push(error.message));
    }
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    await yuki.getByRole('button', { name: people.yuki, exact: true }).click();
    await yuki.getByRole('link', { name: /Lobby/ }).waitFor();
    const chat_room = { kind: 'group_chat', name: ROOM, access: 'private' };
    await ask(mara, 'POST', '/messages', {
      chat_room: { ...chat_room, community_member_ids: [2] },
    });
    for (const page of [mara, tomas]) {
      await page.getByRole('link', { name: new RegExp(ROOM, 'u') }).click();
      await composer(page, ROOM).waitFor();
    }
  });
  afterAll(() => app.stop());

  it('a picture chosen with the button is seen by the others, in its size, and by nobody else', async () => {
    await choose(mara, [picture('Lake ☁.png')]);
    const image = await drawn(tomas, 'Lake ☁.png');
    await drawn(mara, 'Lake ☁.png');
    await mara.getByRole('list', { name: 'Files on their way' }).waitFor({ state: 'detached' });
    // Its place is there before it is: the list does not jump.
    const [width, height] = [await image.getAttribute('width'), await image.getAttribute('height')];
    expect([width, height]).toEqual(['640', '360']);
    const box = await image.boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(640 / 360, 1);
    expect(await tomas.getByRole('link', { name: new RegExp(ROOM, 'u') }).innerText()).toContain(
      'Mara Lindqvist: Picture: Lake ☁.png',
    );
    const url = (await image.getAttribute('src')) ?? '';
    expect(await statusOf(tomas, url)).toBe(200);
    expect(await statusOf(yuki, url)).toBe(404);
    expect((await fetch(app.server.url + url)).status).toBe(401);
  });

  it('pasted and dropped ones go, too, and documents as cards', async () => {
    await give(composer(tomas, ROOM), 'paste', picture('Pasted.png', 60, 200));
    await drawn(mara, 'Pasted.png');
    expect((await composer(tomas, ROOM).innerText()).trim()).toBe('');
    await give(
      mara.getByRole('list', { name: `Messages in ${ROOM}` }),
      'drop',
      picture('Dropped.png'),
    );
    await drawn(tomas, 'Dropped.png');
    await choose(mara, [
      { name: 'Plan.pdf', mimeType: 'application/pdf', buffer: samplePdf('The plan') },
      { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
    ]);
    const pdf = tomas.locator('[data-line]').getByRole('link', { name: /Plan\.pdf/u });
    await pdf.waitFor();
    expect(await pdf.getAttribute('target')).toBe('_blank');
    const svg = tomas.locator('[data-line]').getByRole('link', { name: /drawing\.svg/u });
    const saved = tomas.waitForEvent('download');
    await svg.click();
    expect((await saved).suggestedFilename()).toBe('drawing.svg');
  });

  it('one that is not what it says, or too large, is refused in words, and can be put away', async () => {
    const page = Buffer.from('<html><script>1</script></html>');
    await choose(mara, [
      { name: 'fake.png', mimeType: 'image/png', buffer: page },
      { name: 'huge.txt', mimeType: 'text/plain', buffer: Buffer.alloc(300_001, 'x') },
    ]);
    const way = mara.getByRole('list', { name: 'Files on their way' });
    await way.getByText('The file is said to be image/png and is text/plain.').waitFor();
    await way.getByText(/It is too large: 300 kB, and a file may have 300 kB/u).waitFor();
    await way.getByRole('button', { name: 'Discard fake.png' }).click();
    await way.getByRole('button', { name: 'Discard huge.txt' }).click();
    await way.waitFor({ state: 'detached' });
    expect(await composer(mara, ROOM).evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await lines(tomas, 'fake.png').count()).toBe(0);
  });

  it('one on its way can be given up, and one that failed tried again', async () => {
    let hold: 'hold' | 'fail' = 'hold';
    await mara.route('**/api/files?*', (route) => (hold === 'fail' ? route.abort() : undefined));
    await choose(mara, [picture('Never.png')]);
    const way = mara.getByRole('list', { name: 'Files on their way' });
    const progress = way.getByRole('progressbar', { name: /Never\.png/u });
    await progress.waitFor({ state: 'attached' });
    await way.getByRole('button', { name: 'Cancel Never.png' }).click();
    await way.waitFor({ state: 'detached' });
    hold = 'fail';
    await choose(mara, [picture('Late.png')]);
    await way
      .getByRole('alert')
      .getByText(/cannot be reached/u)
      .waitFor();
    await mara.unroute('**/api/files?*');
    await way.getByRole('button', { name: 'Retry Late.png' }).click();
    await drawn(tomas, 'Late.png');
    expect(await tomas.getByRole('img', { name: 'Never.png' }).count()).toBe(0);
  });

  it('a reply in a thread takes files, and a file cannot be written anew', async () => {
    const line = mara
      .locator('[data-line]')
      .filter({ has: mara.getByRole('img', { name: 'Late.png' }) });
    await line.hover();
    await line.getByRole('button', { name: 'More actions' }).click();
    await mara.getByRole('menuitem', { name: 'Copy the address' }).waitFor();
    expect(await mara.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
    await mara.keyboard.press('Escape');
    await line.getByRole('button', { name: 'Reply in a thread' }).click();
    const thread = mara.getByRole('complementary', { name: 'Thread' });
    await give(thread.getByRole('textbox'), 'paste', picture('Answer.png', 100, 100));
    await thread.getByRole('img', { name: 'Answer.png' }).waitFor();
    await thread.getByRole('button', { name: 'Close the thread' }).click();
  });

  it('goes with its message when that is deleted', async () => {
    const image = await drawn(tomas, 'Lake ☁.png');
    const url = (await image.getAttribute('src')) ?? '';
    const line = mara
      .locator('[data-line]')
      .filter({ has: mara.getByRole('img', { name: 'Lake ☁.png' }) });
    await line.hover();
    await line.getByRole('button', { name: 'More actions' }).click();
    await mara.getByRole('menuitem', { name: 'Delete' }).click();
    await mara.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await image.waitFor({ state: 'detached' });
    await lines(tomas, 'This message was deleted.').waitFor();
    expect([await statusOf(tomas, url), await statusOf(mara, url)]).toEqual([404, 404]);
  });

  it('fits on a phone', async () => {
    await ask(yuki, 'GET', '/messages');
    const tall = await app.open({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await tall.getByRole('button', { name: people.tomas, exact: true }).click();
    await tall.getByRole('link', { name: new RegExp(ROOM, 'u') }).click();
    await drawn(tall, 'Late.png');
    await choose(tall, [picture(`${'A very long name of a picture '.repeat(4)}.png`, 900, 200)]);
    await drawn(tall, `${'A very long name of a picture '.repeat(4)}.png`);
    const overflow = await tall.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    if (process.env['SHOTS']) {
      await tall.screenshot({ path: `${process.env['SHOTS']}/phone.png` });
      await mara.screenshot({ path: `${process.env['SHOTS']}/mara.png` });
      await tomas.screenshot({ path: `${process.env['SHOTS']}/tomas.png` });
    }
    expect(problems).toEqual([]);
  });
});
