import { rm } from 'node:fs/promises';
import { launchChromium, startParley, type TestServer } from '@parley/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPage } from './build-page.ts';
import { Front } from './front.ts';

/** The demo's people, by the number in their addresses. */
export const names = ['Mara Lindqvist', 'Tomás Arriaga', 'Yuki Tanabe'] as const;

/** Browsers say these themselves when a server does not answer; nobody can keep them from it. */
const unreachable = /Failed to load resource|WebSocket connection to .* failed|ERR_/;

/** A browser of one member, at an origin of its own. */
export interface Visitor {
  readonly front: Front;
  readonly context: BrowserContext;
  /** Opens a tab at this path. */
  tab(path: string): Promise<Page>;
  /** What its tabs asked other hosts for. */
  readonly strangers: string[];
  /** What its tabs complained of; failed connections left out. */
  readonly complaints: string[];
  /** How many complaints there were of failed connections. */
  failures(): number;
}

/** A real server, the test's page, and a browser. */
export class World {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly #folder: string;
  readonly #fronts: Front[] = [];

  constructor(parts: { server: TestServer; browser: Browser; folder: string }) {
    this.server = parts.server;
    this.browser = parts.browser;
    this.#folder = parts.folder;
  }

  /** A member comes: the number of their demo address, counted from 0. */
  async visit(member: 0 | 1 | 2, browser: Browser = this.browser): Promise<Visitor> {
    const front = new Front(this.#folder, this.server.url);
    await front.listen();
    this.#fronts.push(front);
    const context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    const data = { email: `demo${member + 1}@example.com`, password: 'parley-demo' };
    const answer = await context.request.post(`${front.url}/api/session`, { data });
    if (!answer.ok()) throw new Error(`Nobody could sign in: ${await answer.text()}`);
    const strangers: string[] = [];
    const complaints: string[] = [];
    let failures = 0;
    const host = new URL(front.url).host;
    const met = (url: string): void => {
      if (new URL(url).host !== host && !url.startsWith('data:')) strangers.push(url);
    };
    context.on('request', (request) => met(request.url()));
    context.on('page', (page) => {
      page.on('websocket', (socket) => met(socket.url()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type())) return;
        if (unreachable.test(message.text())) failures += 1;
        else complaints.push(message.text());
      });
    });
    const tab = async (path: string): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(front.url + path);
      return page;
    };
    return { front, context, tab, strangers, complaints, failures: () => failures };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const front of this.#fronts) await front.close();
    await this.server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts all of it; `flags` are the browser's. */
export async function startWorld(
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<World> {
  const [folder, server, browser] = await Promise.all([
    buildPage(),
    startParley({
      env: {
        PARLEY_DEMO: '1',
        PARLEY_LOG_LEVEL: 'warn',
        PARLEY_MESSAGES_PER_SECOND: '5000',
        ...env,
      },
    }),
    launchChromium({ args: flags }),
  ]);
  return new World({ folder, server, browser });
}
