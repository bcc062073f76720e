import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineChannel, resolveLimits } from '@parley/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createParley, type Parley } from '../src/index.ts';
import { ReturningClient } from './returning-client.ts';

const MEMBERS = 2;
const CLIENTS = 500;
const TOPICS = 5;

let folder: string;
let parley: Parley;
let url = '';
const clients: ReturningClient[] = [];

const topics = defineChannel<{ name: string }>({
  name: 'TopicChannel',
  params: { safeParse: (value) => ({ success: true, data: value as { name: string } }) },
  topic: ({ name }) => name,
});

/** Starts the server over the folder, on the port it had before. */
async function start(): Promise<void> {
  parley = await createParley({
    dataDir: folder,
    logLevel: 'silent',
    web: null,
    openTopics: ['chat:*'],
    channels: [topics],
    limits: resolveLimits({ connectionsPerMember: CLIENTS }),
  });
  url = await parley.listen({ port: url === '' ? 0 : Number(new URL(url).port) });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-cable-'));
  url = '';
  await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await parley.close();
  rmSync(folder, { recursive: true, force: true });
});

async function subscribed(count: number): Promise<void> {
  const tokens: string[] = [];
  for (let i = 0; i < Math.min(count, MEMBERS); i += 1) {
    const account = { name: `M${i}`, email: `m${i}@example.com`, password: 'a good password' };
    const { id } = await parley.identity.createMember({ ...account, role: 'member' });
    tokens.push((await parley.identity.mintToken(id)).token);
  }
  for (let i = 0; i < count; i += 1) {
    const token = tokens[i % tokens.length] ?? '';
    const channel = { channel: 'TopicChannel', name: `chat:${i % TOPICS}` };
    clients.push(new ReturningClient({ url: () => url, token, channel }));
  }
  await Promise.all(clients.map((client) => client.subscribed));
}

async function publish(from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    for (let topic = 0; topic < TOPICS; topic += 1) {
      await parley.publish({
        topic: `chat:${topic}`,
        event: 'note',
        payload: `{"n":${n}}`,
        store: true,
      });
    }
  }
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

async function allHeard(n: number): Promise<void> {
  const lacking = () => clients.filter(({ heard }) => heard.length < n).length;
  await expect.poll(lacking, { timeout: 30_000 }).toBe(0);
  for (const { heard } of clients) expect(heard.map((message) => message['n'])).toEqual(upTo(n));
}

describe('a server restart with 500 subscribed clients', () => {
  it('tells all to come back; all do, and none missed or got anything twice', async () => {
    await subscribed(CLIENTS);
    await publish(1, 3);
    await allHeard(3);
    await parley.close();
    await start();
    // Some are back by now, others are not.
    await publish(4, 8);
    await allHeard(8);
    for (const { story } of clients) {
      expect(story.slice(0, 3)).toEqual(['welcome', 'confirm_history', 'server_restart']);
      expect(story).not.toContain('reject_history');
    }
  });
});

describe('a network that drops connections', () => {
  it('they are taken up again by their sid, while messages go on', async () => {
    await subscribed(60);
    const done = publish(1, 30);
    for (const client of clients) client.drop();
    await done;
    await allHeard(30);
    for (const { story } of clients) {
      expect(story).toContain('restored');
      expect(story).not.toContain('reject_history');
    }
  });
});
