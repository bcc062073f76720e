import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Keeps the browser from everything that is not the test. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system's Chromium without a window. Throws when there is none. */
export async function launchChromium(options: { args?: readonly string[] } = {}): Promise<Browser> {
  // Loaded when it is needed: most tests need no browser.
  const { chromium } = await import('playwright-core');
  const args = [...flags, ...(options.args ?? [])];
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args });
}

function chromiumPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of folders) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here.
      }
    }
  }
  throw new Error('There is no chromium on the path; npm test installs it on Debian.');
}
