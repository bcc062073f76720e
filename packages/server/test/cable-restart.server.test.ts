import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineChannel } from '@parley/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createParley, type Parley } from '../src/index.ts';
import { CableSocket, type Frame } from './cable-socket.ts';

const MEMBERS = 20;
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

/** A client of the extended protocol that comes back as the official one does. */
class ReturningClient {
  readonly #token: string;
  readonly identifier: string;
  readonly #topic: string;
  #socket: CableSocket | undefined;
  #sid: string | undefined;
  #stopped = false;
  readonly since = Math.floor(Date.now() / 1000);
  /** Where it is, as the frames said. */
  position: { offset: number; epoch: string } | undefined;
  /** The numbers that came, in their order. */
  readonly heard: number[] = [];
  /** How each of its connections began and ended. */
  readonly story: string[] = [];
  /** Resolves when it is subscribed for the first time. */
  readonly subscribed: Promise<void>;
  #onSubscribed: () => void = () => {};

  constructor(token: string, topic: string) {
    this.#token = token;
    this.#topic = topic;
    this.identifier = JSON.stringify({ channel: 'TopicChannel', name: topic });
    this.subscribed = new Promise((resolve) => {
      this.#onSubscribed = resolve;
    });
    void this.#run();
  }

  /** The network takes the connection away. */
  drop(): void {
    this.#socket?.close();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const socket = new CableSocket(url, {
        path: `/cable${this.#sid === undefined ? '' : `?sid=${this.#sid}`}`,
        headers: { authorization: `Bearer ${this.#token}` },
        protocols: ['actioncable-v1-ext-json'],
      });
      this.#socket = socket;
      try {
        for (;;) this.#take(socket, await socket.next());
      } catch {
        // Closed; a server that restarts is asked again.
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
    }
  }

  #take(socket: CableSocket, frame: Frame): void {
    const { type, message, epoch, offset } = frame;
    if (type === 'welcome') {
      this.#sid = String(frame['sid']);
      const restored = frame['restored_ids'];
      const isRestored = Array.isArray(restored) && restored.includes(this.identifier);
      this.story.push(isRestored ? 'restored' : 'welcome');
      const streams = this.position === undefined ? {} : { [this.#topic]: this.position };
      socket.send({
        command: isRestored ? 'history' : 'subscribe',
        identifier: this.identifier,
        history: { since: this.since, streams },
      });
    } else if (type === 'disconnect') {
      this.#sid = undefined;
      this.story.push(String(frame['reason']));
    } else if (type === 'confirm_subscription') {
      this.#onSubscribed();
    } else if (type === undefined) {
      this.heard.push((message as { n: number }).n);
      if (typeof offset === 'number') this.position = { offset, epoch: String(epoch) };
    } else {
      this.story.push(typeof type === 'string' ? type : 'odd');
    }
  }
}

async function subscribed(count: number): Promise<void> {
  const tokens: string[] = [];
  for (let i = 0; i < Math.min(count, MEMBERS); i += 1) {
    const account = { name: `M${i}`, email: `m${i}@example.com`, password: 'a good password' };
    const { id } = await parley.identity.createMember({ ...account, role: 'member' });
    tokens.push((await parley.identity.mintToken(id)).token);
  }
  for (let i = 0; i < count; i += 1) {
    clients.push(new ReturningClient(tokens[i % tokens.length] ?? '', `chat:${i % TOPICS}`));
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
  for (const { heard } of clients) expect(heard).toEqual(upTo(n));
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
