import { launchChromium, startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startParley(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe('the page of the API', () => {
  it('shows every chapter, asks nobody else, and breaks no rule of its own server', async () => {
    const page = await browser.newPage();
    const hosts = new Set<string>();
    const complaints: string[] = [];
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}/docs`);
    await page.getByRole('heading', { name: /^Parley/u }).waitFor();
    await expect.poll(() => page.locator('.opblock').count()).toBeGreaterThan(40);
    await page.getByText('newMessage', { exact: true }).first().waitFor();
    await page.locator('.opblock-summary').first().click();
    await page.locator('.opblock-body').first().waitFor();
    hosts.delete('null');
    expect([...hosts]).toEqual([server.url]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
