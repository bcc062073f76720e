import { fileURLToPath } from 'node:url';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AnyClient, soon } from './lib/anycable.ts';
import { ask, cableUrl, newPerson, type Person } from './lib/people.ts';
import { RailsClient } from './lib/rails.ts';

const patient = { timeout: 20_000, interval: 50 };
const program = fileURLToPath(new URL('programs/application.mjs', import.meta.url));

/** Asks for nothing of what was before. */
const fresh = { ...soon, historyTimestamp: false as const };

let server: TestServer;
let ada: Person;
let bob: Person;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startParley({ program });
  ada = await newPerson(server);
  bob = await newPerson(server);
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => server.stop());

function rails({ token }: Person): RailsClient {
  const one = new RailsClient(() => `${cableUrl(server)}?token=${token}`);
  open.push(one);
  return one;
}

function any({ token }: Person, options = soon): AnyClient {
  const one = new AnyClient(cableUrl(server), token, options);
  open.push(one);
  return one;
}

async function publish(topic: string, action: string, payload: unknown): Promise<void> {
  const message = { topic, action, payload };
  const answer = await ask(server, server.appToken, 'POST /api/publish', message);
  expect(answer.status).toBeLessThan(300);
}

describe('C5 a channel of an application’s own', () => {
  it('greets, takes actions and streams two topics, for either client', async () => {
    const one = rails(ada).subscribe({ channel: 'BoardChannel', board: 'plan' });
    const two = any(bob).subscribe('BoardChannel', { board: 'plan' });
    await two.channel.ensureSubscribed();
    await expect.poll(() => one.received, patient).toEqual([{ hello: ada.id }]);
    await expect.poll(() => two.messages, patient).toEqual([{ hello: bob.id }]);
    await two.channel.perform('draw', { line: 1 });
    await expect.poll(() => one.received.length, patient).toBe(2);
    one.perform('draw', { line: 2 });
    await expect.poll(() => [one.received.length, two.messages.length], patient).toEqual([3, 3]);
    await publish('board:news', 'posted', { title: 'News' });
    await expect.poll(() => [one.received.length, two.messages.length], patient).toEqual([4, 4]);
    for (const [member, heard] of [
      [ada.id, one.received],
      [bob.id, two.messages],
    ] as const) {
      expect(heard).toEqual([
        { hello: member },
        { event: 'drawn', line: 1 },
        { event: 'drawn', line: 2 },
        { event: 'posted', title: 'News' },
      ]);
    }
    await two.channel.perform('quiet');
    await two.channel.perform('draw', { line: 3 });
    await expect.poll(() => two.messages.at(-1), patient).toEqual({ event: 'drawn', line: 3 });
    await publish('board:news', 'posted', { title: 'Not for Bob' });
    await expect.poll(() => one.received.length, patient).toBe(6);
    await publish('board:plan', 'drawn', { line: 4 });
    await expect.poll(() => two.messages.length, patient).toBe(6);
    expect(two.messages.at(-1)).toEqual({ event: 'drawn', line: 4 });
  });

  it('passes whispers to the others, once, and they stay out of the history', async () => {
    const [speaker, listener] = [any(ada, fresh), any(bob, fresh)].map((cable) =>
      cable.subscribe('BoardChannel', { board: 'whispers' }),
    );
    if (speaker === undefined || listener === undefined) throw new Error('Nobody there.');
    const beside = rails(bob).subscribe({ channel: 'BoardChannel', board: 'whispers' });
    await speaker.channel.ensureSubscribed();
    await listener.channel.ensureSubscribed();
    await expect.poll(() => beside.received.length, patient).toBe(1);
    await speaker.channel.whisper({ cursor: [1, 2] });
    await expect.poll(() => listener.messages.at(-1), patient).toEqual({ cursor: [1, 2] });
    await expect.poll(() => beside.received.at(-1), patient).toEqual({ cursor: [1, 2] });
    await publish('board:whispers', 'drawn', { line: 1 });
    await expect.poll(() => speaker.messages.length, patient).toBe(2);
    await expect.poll(() => listener.messages.length, patient).toBe(3);
    // A position has what is stored, and nothing else.
    expect(listener.positions).toEqual([undefined, undefined, expect.any(Number)]);
    expect(speaker.messages).toEqual([{ hello: ada.id }, { event: 'drawn', line: 1 }]);
    const late = any(bob, { ...soon, historyTimestamp: 1 });
    const later = late.subscribe('BoardChannel', { board: 'whispers' });
    await later.channel.ensureSubscribed();
    await expect.poll(() => later.messages, patient).toContainEqual({ event: 'drawn', line: 1 });
    expect(later.messages).not.toContainEqual({ cursor: [1, 2] });
  });
});
