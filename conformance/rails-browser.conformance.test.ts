import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launchChromium, startParley, SwallowProxy, type TestServer } from '@parley/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cableUrl, newPerson, newRoom, post, type Person } from './lib/people.ts';

const patient = { timeout: 45_000, interval: 50 };
const library = readFileSync(
  fileURLToPath(
    new URL(
      'node_modules/@rails/actioncable/app/assets/javascripts/actioncable.esm.js',
      import.meta.url,
    ),
  ),
  'utf8',
);

/** A page as Rails makes one: it imports the library and subscribes; what it hears is on `window`. */
const script = `
  import { createConsumer } from '/actioncable.js';
  const { cable, token, room } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  window.story = [];
  window.bodies = [];
  const consumer = createConsumer(cable);
  consumer.addSubProtocol('anycable-token.' + token);
  consumer.subscriptions.create({ channel: 'Chats::RoomChannel', chat_room_id: room }, {
    connected: ({ reconnected }) => story.push(reconnected ? 'again' : 'connected'),
    disconnected: ({ willAttemptReconnect }) => story.push(willAttemptReconnect ? 'lost' : 'over'),
    rejected: () => story.push('rejected'),
    received: ({ event, body }) => bodies.push(event + ' ' + body),
  });
`;

declare const window: { readonly story: string[]; readonly bodies: string[] };

const files: Readonly<Record<string, readonly [contentType: string, body: string]>> = {
  '/': ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'],
  '/page.js': ['text/javascript', script],
  '/actioncable.js': ['text/javascript', library],
};

/** The application: its pages are of another origin than the server's, which the server allows. */
const application = createServer((request, response) => {
  const [contentType, body] = files[request.url ?? ''] ?? ['text/plain', ''];
  response.writeHead(200, { 'content-type': contentType }).end(body);
});

let origin: string;
let server: TestServer;
let browser: Browser;
let ada: Person;

beforeAll(async () => {
  application.listen(0, '127.0.0.1');
  await once(application, 'listening');
  origin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  server = await startParley({ env: { PARLEY_ORIGINS: origin } });
  browser = await launchChromium();
  ada = await newPerson(server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  application.closeAllConnections();
  application.close();
});

/** A page of the application that subscribes at the server, or at what stands before it. */
async function openPage(
  at: { readonly url: string },
  of: { readonly token: string; readonly room: number },
): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(
    `${origin}/#${encodeURIComponent(JSON.stringify({ cable: cableUrl(at), ...of }))}`,
  );
  return page;
}

const storyOf = (page: Page) => () => page.evaluate(() => window.story);
const bodiesOf = (page: Page) => () => page.evaluate(() => window.bodies);

describe('C5 @rails/actioncable in a browser', () => {
  it('subscribes, hears, comes back after a restart and from a silent network', async () => {
    const network = await SwallowProxy.open(server.url);
    const room = await newRoom(server, [ada]);
    const page = await openPage(network, { token: ada.token, room: room.id });
    await expect.poll(storyOf(page), patient).toEqual(['connected']);
    await post(server, room, 'one');
    await expect.poll(bodiesOf(page), patient).toEqual(['newMessage one']);
    await server.restart();
    await expect.poll(storyOf(page), patient).toEqual(['connected', 'lost', 'again']);
    await post(server, room, 'two');
    await expect.poll(bodiesOf(page), patient).toEqual(['newMessage one', 'newMessage two']);
    const before = network.connections;
    network.become('silent');
    network.become('open', { abandoned: true });
    await expect.poll(() => network.connections, patient).toBeGreaterThan(before);
    // It leaves the silent connection without a word to its subscriptions.
    const again = async () => (await storyOf(page)()).filter((one) => one === 'again').length;
    await expect.poll(again, patient).toBe(2);
    await post(server, room, 'three');
    await expect
      .poll(async () => (await bodiesOf(page)()).at(-1), patient)
      .toBe('newMessage three');
    await page.close();
    await network.close();
  });

  it('C4 is told that its token is no good, and tries no more', async () => {
    const page = await openPage(server, { token: 'nobody', room: 1 });
    await expect.poll(storyOf(page), patient).toEqual(['over']);
    await page.close();
  });
});
