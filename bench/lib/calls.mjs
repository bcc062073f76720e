// Calls: from the wish to join until the other's first picture is there, directly and by a relay.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { launchChromium, startCoturn, startParley } from '../../packages/testing/dist/index.js';

/** The demo's meeting, and its two people. */
const TOPIC = 'exchange/call:1';
const PEOPLE = ['demo1@example.com', 'demo4@example.com'];
const JOINS = 20;
const media = ['--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required'];

async function bundle() {
  const entry = fileURLToPath(new URL('../clients/call-page.js', import.meta.url));
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'page' }, target: 'es2022' },
  });
  return output[0].code;
}

async function pageOf(browser, server, email, code) {
  const context = await browser.newContext({ bypassCSP: true });
  await context.grantPermissions(['camera', 'microphone']);
  const data = { email, password: 'parley-demo' };
  const answer = await context.request.post(`${server.url}/api/session`, { data });
  if (!answer.ok()) throw new Error(`Nobody could sign in: ${await answer.text()}`);
  const page = await context.newPage();
  // Any page of the origin will do; this one runs nothing of its own.
  await page.goto(`${server.url}/healthz`);
  await page.addScriptTag({ content: code });
  return page;
}

async function joins(browser, server, code, policy) {
  const pages = [];
  for (const email of PEOPLE) pages.push(await pageOf(browser, server, email, code));
  const [there, comes] = pages;
  for (const page of pages) {
    await page.evaluate(
      ([topic, way]) => Object.assign(globalThis, callBench.open(topic, way)),
      [TOPIC, policy],
    );
  }
  await there.evaluate(() => call.join({ audio: true, video: true }));
  const taken = [];
  for (let count = 0; count < JOINS; count += 1) {
    taken.push(await comes.evaluate(() => callBench.join(call)));
    await comes.evaluate(() => call.leave());
    await there.waitForFunction(() => call.snapshot.participants.size === 0);
  }
  for (const page of pages) await page.context().close();
  return taken;
}

function percentile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

/** Measures; answers its part of the results. */
export async function calls() {
  const code = await bundle();
  const coturn = await startCoturn();
  const server = await startParley({ env: coturn.env });
  const browser = await launchChromium({ args: media });
  try {
    const rows = [];
    for (const [name, policy] of [
      ['any way', 'all'],
      ['by a Coturn only', 'relay'],
    ]) {
      const taken = await joins(browser, server, code, policy);
      const cells = ['connected', 'picture'].flatMap((what) => {
        const times = taken.map((one) => one[what]);
        return [percentile(times, 0.5), percentile(times, 0.95)];
      });
      rows.push(`| ${name} | ${cells.join(' | ')} |`);
    }
    return `## Calls

${JOINS} joins of a call that the other is in, with camera and microphone, in two pages of one Chromium (fake devices) beside the server on two cores: from the call of \`join\` until the other is connected, and until their first picture was decoded and shown. The way in holds the asking for devices, the credentials of relays, the signals over the topic, ICE and DTLS.

| | connected p50, ms | p95, ms | first picture p50, ms | p95, ms |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
  } finally {
    await browser.close();
    await server.stop();
    await coturn.stop();
  }
}
