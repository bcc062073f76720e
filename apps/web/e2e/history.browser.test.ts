import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { enterRoom, lines, people, say, signInAs, startApp, type App } from './app.ts';
import { post, uuidOf } from './ask.ts';

const TOTAL = 130;

/** Says many things in a room, without opening it. */
async function fill(page: Page, uuid: string): Promise<void> {
  for (let n = 1; n <= TOTAL; n += 1) await post(page, uuid, `Point ${n}.`);
}

describe('B4: a long conversation', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;
  const box = (page: Page) => page.locator('[data-scroll]');
  const position = (page: Page, text: string): Promise<number> =>
    lines(page, text).evaluate((line) => Math.round(line.getBoundingClientRect().top));

  beforeAll(async () => {
    app = await startApp();
    mara = await app.open();
    tomas = await app.open();
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    await fill(tomas, await uuidOf(tomas, 'Lunch'));
    await enterRoom(mara, 'Lunch');
    await enterRoom(tomas, 'Lunch');
    await lines(mara, `Point ${TOTAL}.`).waitFor();
  });
  afterAll(() => app.stop());

  it('opens at its end, with the newest page only', async () => {
    expect(await lines(mara, `Point ${TOTAL}.`).isVisible()).toBe(true);
    expect(await mara.locator('[data-line]').count()).toBe(50);
    const left = await box(mara).evaluate((b) => b.scrollHeight - b.scrollTop - b.clientHeight);
    expect(left).toBeLessThan(2);
  });

  it('brings earlier messages by a button that the keyboard reaches, and stays on the line', async () => {
    const first = `Point ${TOTAL - 49}.`;
    const button = mara.getByRole('button', { name: 'Show earlier messages' });
    // The focus scrolls it into sight, and that asks for a page already.
    await button.focus();
    await lines(mara, `Point ${TOTAL - 99}.`).waitFor({ state: 'attached' });
    const there = await position(mara, first);
    expect(there).toBeGreaterThan(60);
    expect(there).toBeLessThan(400);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await mara.keyboard.press('Enter');
    await lines(mara, 'Point 1.').waitFor({ state: 'attached' });
    expect(await position(mara, first)).toBe(there);
    await button.waitFor({ state: 'detached' });
    expect(await mara.locator('[data-line]:focus').isVisible()).toBe(true);
  });

  it('comes to its very beginning, each message once and in order', async () => {
    const words = await mara.locator('[data-line] [data-words]').allInnerTexts();
    const points = words.filter((text) => text.startsWith('Point '));
    expect(points).toEqual(Array.from({ length: TOTAL }, (_, n) => `Point ${n + 1}.`));
    expect(words).toContain('The noodle place has reopened!');
  });

  it('stays where its reader is when something new is said, and brings them there on request', async () => {
    await box(mara).evaluate((b) => b.scrollTo({ top: 600 }));
    const before = await box(mara).evaluate((b) => b.scrollTop);
    await say(tomas, 'Lunch', 'Soup today?');
    await say(tomas, 'Lunch', 'Or noodles?');
    await mara.getByRole('button', { name: '2 new messages' }).waitFor();
    expect(await box(mara).evaluate((b) => b.scrollTop)).toBe(before);
    await mara.getByRole('button', { name: '2 new messages' }).click();
    await mara.getByRole('button', { name: /new message|latest/ }).waitFor({ state: 'detached' });
    expect(await lines(mara, 'Or noodles?').isVisible()).toBe(true);
    expect(await mara.locator('[data-new]').count()).toBe(1);
    await say(mara, 'Lunch', 'Noodles!');
    await lines(mara, 'Noodles!').waitFor();
    expect(await mara.locator('[data-new]').count()).toBe(0);
  });

  it('is told to a screen reader, politely', async () => {
    await say(tomas, 'Lunch', 'See you at half past');
    const live = mara.getByRole('log', { name: 'New messages' });
    await live.getByText('Tomás Arriaga: See you at half past').waitFor({ state: 'attached' });
    expect(await live.getAttribute('aria-live')).toBe('polite');
  });
});
