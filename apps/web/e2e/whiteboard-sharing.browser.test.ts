import { samplePng } from '@parley/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, startApp, type App } from './app.ts';
import { boardOf, count, drawing, expectSame, kept, patience, press, priya } from './board.ts';
import { twoPages } from './two-pages.ts';

interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

describe('B6: sharing a file on a whiteboard', () => {
  let app: App;
  let mara: Page;
  let other: Page;
  let dialog: Locator;
  let question: Locator;

  /** Mara chooses a file to be shared. */
  async function choose(file: GivenFile): Promise<void> {
    await mara.getByRole('button', { name: 'Share a file' }).click();
    const chooser = mara.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'A picture or a PDF' }).click();
    await (await chooser).setFiles(file);
  }

  const share = (): Promise<void> => dialog.getByRole('button', { name: 'Ask and share' }).click();

  async function close(): Promise<void> {
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** How many pictures somebody sees. */
  const pictures = async (page: Page): Promise<number> =>
    (await drawing(page)).split('data:image/').length - 1;

  beforeAll(async () => {
    app = await startApp({ PARLEY_FILE_BYTES: '400000' });
    mara = await boardOf(app, people.mara);
    other = await boardOf(app, priya);
    dialog = mara.getByRole('dialog', { name: 'Share a file' });
    question = other.getByRole('dialog', { name: 'May this be shared?' });
  });
  afterAll(() => app.stop());

  it('a page of a PDF is shared after the other has agreed, and not when they decline', async () => {
    await choose({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: twoPages() });
    await dialog.getByRole('img', { name: 'Page 1' }).waitFor();
    await share();
    await question.getByText('plan.pdf').waitFor();
    await question.getByRole('button', { name: 'Decline' }).last().click();
    await dialog.getByRole('alert').getByText('Priya Raman did not agree').waitFor();
    expect(await count(mara)).toBe(0);

    await dialog.getByLabel(/^Page, of 2/u).fill('2');
    await dialog.getByRole('img', { name: 'Page 2' }).waitFor();
    await share();
    await question.getByRole('button', { name: 'Agree' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => count(other), patience).toBe(1);
    await expect.poll(() => pictures(other), patience).toBe(1);
    await expectSame(mara, other);
  });

  it('a picture is, too; of one that was declined nothing is shown', async () => {
    const lake = { name: 'lake.png', mimeType: 'image/png', buffer: samplePng(640, 360) };
    await choose(lake);
    await dialog.getByRole('img', { name: 'Preview' }).waitFor();
    await share();
    await dialog.getByText('Waiting for the others to agree…').waitFor();
    await question.getByText('lake.png').waitFor();
    // Closing the question is a no.
    await other.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await dialog.getByRole('alert').getByText('Priya Raman did not agree').waitFor();
    expect(await count(other)).toBe(1);
    expect(await pictures(other)).toBe(1);

    await share();
    await question.getByText('lake.png').waitFor();
    // The answer that one comes to first is yes, by the keyboard.
    await other.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => pictures(other), patience).toBe(2);
    await expectSame(mara, other);
  });

  it('one that is too large, or no picture at all, is refused before anybody is asked', async () => {
    const huge = { name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(400_001, 'x') };
    await choose(huge);
    const alert = dialog.getByRole('alert');
    await alert.getByText('It is too large').waitFor();
    expect(await alert.innerText()).toContain('Make it smaller, then choose it again.');
    expect(await dialog.getByRole('button', { name: 'Ask and share' }).isDisabled()).toBe(true);
    await close();

    const page = Buffer.from('<html><script>alert(1)</script></html>');
    await choose({ name: 'fake.png', mimeType: 'image/png', buffer: page });
    await alert.getByText('This is no picture that can be shown').waitFor();
    expect(await dialog.getByRole('button', { name: 'Ask and share' }).isDisabled()).toBe(true);
    await close();
    expect(await question.isVisible()).toBe(false);
    expect(await count(other)).toBe(2);
  });

  it('one that lies about its type comes to nobody, though they agreed', async () => {
    const base64 = await mara.evaluate(() =>
      document.createElement('canvas').toDataURL('image/jpeg').split(',').at(-1),
    );
    const jpeg = Buffer.from(base64 ?? '', 'base64');
    await choose({ name: 'liar.png', mimeType: 'image/png', buffer: jpeg });
    await dialog.getByRole('img', { name: 'Preview' }).waitFor();
    await share();
    await question.getByRole('button', { name: 'Agree' }).click();
    await dialog.getByRole('alert').getByText('is said to be image/png').waitFor();
    await close();
    expect(await count(other)).toBe(2);
    expect(await pictures(mara)).toBe(2);
  });

  it('asking cannot be passed by: what is put on the board in another way is not taken', async () => {
    const url = await mara.evaluate(async () => {
      const query = new URLSearchParams({ topic: 'exchange/whiteboard:1', name: 'sly.png' });
      const canvas = document.createElement('canvas');
      const body = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      const response = await fetch(`/api/files?${query.toString()}`, { method: 'POST', body });
      return ((await response.json()) as { url: string }).url;
    });
    await press(mara, [0.9, 0.5]);
    // As one does who copies it from another board.
    const [shown] = (await kept(mara)).elements;
    const copy = { ...shown, id: 'copy', fileId: 'sly', customData: { url, name: 'sly.png' } };
    await mara.evaluate((element) => {
      const clipboardData = new DataTransfer();
      const clipboard = { type: 'excalidraw/clipboard', elements: [element], files: {} };
      clipboardData.setData('text/plain', JSON.stringify(clipboard));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, copy);
    const note = mara.getByRole('alert').filter({ hasText: 'has not agreed to this file' });
    await note.waitFor();
    expect(await count(other)).toBe(2);
    expect(await pictures(other)).toBe(2);
    await note.getByRole('button', { name: 'Discard them' }).click();
    await note.waitFor({ state: 'detached' });
    await expectSame(mara, other);
  });
});
