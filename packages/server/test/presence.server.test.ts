import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client, Member, RosterEvent } from '@parley/client';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, signIn, ticketOf, type Person } from './people.ts';

let server: TestServer;
let ada: Person;
let bob: Person;
const open: Client[] = [];

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_PRESENCE_GRACE: '200', PARLEY_ROSTER_INTERVAL: '10' },
  });
  [ada, bob] = await Promise.all([signIn(server, 1), signIn(server, 2)]);
});
afterEach(() => {
  for (const client of open.splice(0)) client.disconnect();
});
afterAll(async () => {
  await server.stop();
});

/** What one page sees of the others. */
interface Watch {
  readonly client: Client;
  /** Everything the roster told. */
  readonly told: RosterEvent[];
  readonly until: (
    condition: (member: Member | undefined) => boolean,
  ) => Promise<Member | undefined>;
}

async function join(person: Person, topic: string): Promise<Client> {
  const client = clientOf(server, person);
  open.push(client);
  await new Promise<void>((resolve) => {
    client.subscribe(topic, { ready: () => resolve() });
    client.connect();
  });
  return client;
}

async function watch(topic: string, watched: Person): Promise<Watch> {
  const client = clientOf(server, ada);
  open.push(client);
  const told: RosterEvent[] = [];
  const waiting = new Set<() => void>();
  await new Promise<void>((resolve) => {
    client.subscribe(topic, {
      ready: () => resolve(),
      roster: (event) => {
        told.push(event);
        for (const check of waiting) check();
      },
    });
    client.connect();
  });
  const current = (): Member | undefined => told.at(-1)?.members.get(`m${watched.id}`);
  const until = (condition: (member: Member | undefined) => boolean) =>
    new Promise<Member | undefined>((resolve) => {
      const check = (): void => {
        if (!condition(current())) return;
        waiting.delete(check);
        resolve(current());
      };
      waiting.add(check);
      check();
    });
  return { client, told, until };
}

const isOnline = (member: Member | undefined): boolean => member?.online === true;
const isGone = (member: Member | undefined): boolean => member === undefined || !member.online;

describe('A5 tabs and their end', () => {
  it('a second tab joins the same entry; closing one of two removes nobody', async () => {
    const topic = 'chat:a5-tabs';
    const { told, until } = await watch(topic, bob);
    const first = await join(bob, topic);
    await until((bob) => bob?.cids.includes(first.connectionId) === true);
    const second = await join(bob, topic);
    const both = await until((bob) => bob?.cids.includes(second.connectionId) === true);
    expect(both?.cids).toContain(first.connectionId);
    expect(told.at(-1)?.count).toBe(2);
    const firstId = first.connectionId;
    const before = told.length;
    first.disconnect();
    const left = await until((bob) => bob?.cids.includes(firstId) === false);
    expect(left).toMatchObject({ online: true });
    expect(left?.cids).toContain(second.connectionId);
    // Nothing on the way said that they had left.
    for (const { members } of told.slice(before))
      expect(isOnline(members.get(`m${bob.id}`))).toBe(true);
  });

  it('closing the last tab removes the person', async () => {
    const topic = 'chat:a5-last';
    const { until } = await watch(topic, bob);
    const only = await join(bob, topic);
    await until(isOnline);
    only.disconnect();
    await until(isGone);
  });

  it('a reload within the grace time is no departure', async () => {
    const patient = await startParley({
      env: { PARLEY_PRESENCE_GRACE: '600000', PARLEY_ROSTER_INTERVAL: '10' },
    });
    const clients: Client[] = [];
    try {
      const [one, two] = await Promise.all([signIn(patient, 1), signIn(patient, 2)]);
      const topic = 'chat:a5-reload';
      const seen: (boolean | undefined)[] = [];
      const watcher = clientOf(patient, one);
      clients.push(watcher);
      watcher.subscribe(topic, {
        roster: ({ members }) => seen.push(members.get(`m${two.id}`)?.online),
      });
      watcher.connect();
      for (let reload = 0; reload < 3; reload += 1) {
        const page = clientOf(patient, two);
        clients.push(page);
        await new Promise<void>((resolve) => {
          page.subscribe(topic, { ready: () => resolve() });
          page.connect();
        });
        const id = page.connectionId;
        await expect
          .poll(() => watcher.subscribe(topic, {}).members.get(`m${two.id}`)?.cids.includes(id))
          .toBe(true);
        page.disconnect();
      }
      expect(seen.slice(seen.indexOf(true))).not.toContain(false);
    } finally {
      for (const client of clients) client.disconnect();
      await patient.stop();
    }
  });

  it('a killed process is a departure like any other', async () => {
    const topic = 'chat:a5-kill';
    const { until } = await watch(topic, bob);
    const program = fileURLToPath(new URL('./killed-client.mjs', import.meta.url));
    const url = `${server.url.replace('http', 'ws')}/sock?ticket=${await ticketOf(server, bob)}`;
    const child = spawn(process.execPath, [program, url, server.url, topic], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect(line).toBe('joined');
    await until(isOnline);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    await until(isGone);
  });
});
