import { launchChromium, startParley, type TestServer } from '@parley/testing';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from 'playwright-core';

/** The demo community's people, by the number in their address. */
export const people = {
  mara: 'Mara Lindqvist',
  tomas: 'Tomás Arriaga',
  yuki: 'Yuki Tanabe',
} as const;

/** A real server with its app, and a browser. */
export interface App {
  readonly server: TestServer;
  readonly browser: Browser;
  /** A window of its own: nothing is shared with the others. */
  open(options?: BrowserContextOptions): Promise<Page>;
  stop(): Promise<void>;
}

export interface AppOptions {
  /** The browser has a camera and a microphone that show and say something, and may be used unasked. */
  readonly devices?: boolean;
  /**
   * The same, and a page may show itself to others unasked: camera and microphone are then for windows
   * with those permissions.
   */
  readonly screens?: boolean;
}

const DEVICES = '--use-fake-device-for-media-stream';

/** Starts a server with the demo community, and a browser. */
export async function startApp(
  env: Readonly<Record<string, string>> = {},
  { devices = false, screens = false }: AppOptions = {},
): Promise<App> {
  const server = await startParley({ env });
  const browser = await launchChromium({
    args: [
      ...(devices ? [DEVICES, '--use-fake-ui-for-media-stream'] : []),
      ...(screens ? [DEVICES, '--auto-accept-this-tab-capture'] : []),
    ],
  });
  const contexts: BrowserContext[] = [];
  return {
    server,
    browser,
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        locale: 'en-GB',
        ...options,
      });
      context.setDefaultTimeout(30_000);
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(server.url);
      return page;
    },
    async stop() {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.stop();
    },
  };
}

/** Comes in as a person of the demo. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('link', { name: /Lobby/ }).waitFor();
}

/** Opens a room from the list and waits until one can write there. */
export async function enterRoom(page: Page, room: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(room) }).click();
  await page.getByRole('heading', { level: 1, name: room }).waitFor();
  await composer(page, room).waitFor();
}

/** Where one writes. */
export function composer(page: Page, room: string): Locator {
  return page.getByRole('textbox', { name: `Message to ${room}` });
}

/** Writes and sends. */
export async function say(page: Page, room: string, text: string): Promise<void> {
  await composer(page, room).fill(text);
  await composer(page, room).press('Enter');
}

/** The lines of a room that hold this text; those on their way left out. */
export function lines(page: Page, text: string): Locator {
  return page.locator('[data-line]').filter({ hasText: text });
}

/** My messages on their way that hold this text. */
export function onTheirWay(page: Page, text: string): Locator {
  return page
    .getByRole('list', { name: 'Your messages on their way' })
    .getByRole('listitem')
    .filter({ hasText: text });
}

/** Presses Tab until the focus is there, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, most = 40): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    const there = await target.evaluateAll((all) => all.includes(document.activeElement as never));
    if (there) return;
  }
  throw new Error(`Tab did not come to ${String(target)}.`);
}
