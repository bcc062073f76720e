import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const parley = path('../packages/server/dist/cli/main.js');

it.each(['chat.mjs', 'embed.mjs', 'headless.mjs'])(
  'the README shows examples/%s as it is',
  (name) => {
    const readme = readFileSync(path('../README.md'), 'utf8');
    const [, rest = ''] = readme.split(`<!-- examples/${name} -->\n\`\`\`js\n`);
    expect(rest.split('```')[0]).toBe(readFileSync(path(name), 'utf8'));
  },
);

it('chat.mjs sees who is there, says something and hears it', async () => {
  const server = await startParley();
  try {
    const env = {
      ...process.env,
      PARLEY_URL: server.url,
      PARLEY_APP_TOKEN: server.appToken,
    };
    const { stdout: token } = await run(process.execPath, [parley, 'token', '1'], { env });
    const chat = await run(process.execPath, [path('chat.mjs')], {
      env: { ...env, PARLEY_TOKEN: token.trim() },
    });
    const name = 'Mara Lindqvist';
    expect(chat.stdout.trim().split('\n').toSorted()).toEqual([
      `Here: ${name}`,
      `${name}: Hello!`,
      'Stored as message 1',
    ]);
  } finally {
    await server.stop();
  }
});

it('headless.mjs says something over REST and hears it over Action Cable', async () => {
  const server = await startParley();
  try {
    const { stdout } = await run(process.execPath, [path('headless.mjs')], {
      env: { ...process.env, PARLEY_URL: server.url, PARLEY_APP_TOKEN: server.appToken },
      timeout: 20_000,
    });
    expect(stdout.trim().split('\n').toSorted()).toEqual([
      expect.stringMatching(/^Mara Lindqvist: Hello!$/u),
      expect.stringMatching(/^Stored as message \d+$/u),
    ]);
  } finally {
    await server.stop();
  }
});

it('embed.mjs serves its own route and its own rules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-embed-'));
  const env = {
    ...process.env,
    PARLEY_DATA_DIR: folder,
    PARLEY_APP_TOKEN: 'the-app-token-of-the-example',
    PORT: '0',
  };
  const child = spawn(process.execPath, [path('embed.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let output = '';
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
        const found = /^(http:\S+)$/m.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
    expect(await (await fetch(`${url}/hello`)).json()).toEqual({ hello: 'from your own route' });

    const clientEnv = { ...env, PARLEY_URL: url };
    const command = (...args: string[]) =>
      run(process.execPath, [parley, ...args], { env: clientEnv });
    await command('member', 'create', 'north@example.com');
    await command('member', 'create', 'south@example.com');
    const joined = [];
    for (const id of ['1', '2']) {
      const { stdout: token } = await command('token', id);
      const { stdout } = await run(process.execPath, [path('orders.mjs')], {
        env: { ...clientEnv, PARLEY_TOKEN: token.trim() },
      });
      joined.push(stdout.trim());
    }
    expect(joined).toEqual(['placed {"item":"tea"}', 'forbidden']);
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
