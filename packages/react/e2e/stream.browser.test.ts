import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type Visitor, type World } from './world.ts';

const patient = { timeout: 60_000 };

/** What a receiving page was handed, words only. */
const words = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.stream.seen.map(([, text]) => text));
const count = (page: Page): Promise<number> => page.evaluate(() => window.stream.seen.length);
const stateOf = (page: Page): Promise<string> => page.evaluate(() => window.stream.client.state);

async function joined(page: Page): Promise<Page> {
  await expect.poll(() => stateOf(page), patient).toBe('open');
  return page;
}

/** Waits until that many more messages came to a page. */
async function more(page: Page, messages: number): Promise<void> {
  const from = await count(page);
  await expect.poll(() => count(page), patient).toBeGreaterThanOrEqual(from + messages);
}

const send = (page: Page, name: string, messages: number): Promise<void> =>
  page.evaluate(([n, m]) => window.stream.send(n, m), [name, messages] as const);

const all = (name: string, messages: number): string[] =>
  Array.from({ length: messages }, (_, i) => `${name}-${i}`);

/** None lost, none doubled, in the order of the log; nothing unusual was told. */
async function judge(receiver: Page, expected: readonly string[]): Promise<void> {
  await expect.poll(() => count(receiver), patient).toBeGreaterThanOrEqual(expected.length);
  const { seen, troubles } = await receiver.evaluate(() => {
    const { seen, troubles } = window.stream;
    return { seen, troubles };
  });
  expect(seen.map(([, text]) => text)).toEqual(expected);
  expect(seen.map(([offset]) => offset)).toEqual(expected.map((_, i) => i + 1));
  expect(troubles).toEqual([]);
}

describe('a stream of stored messages from a page', () => {
  let world: World;
  const visitors: Visitor[] = [];
  const visit = async (member: 0 | 1 | 2): Promise<Visitor> => {
    const visitor = await world.visit(member);
    visitors.push(visitor);
    return visitor;
  };

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('A8 F2 1,000 through drops at every step, a kill -9 and reloads: none lost, none doubled, in order', async () => {
    const topic = 'chat:storm';
    const [a, b] = [await visit(0), await visit(1)];
    const receiver = await joined(await b.tab(`/stream?network&topic=${topic}`));
    const sender = await joined(await a.tab(`/stream?network&topic=${topic}`));
    const a1 = a.front;
    const b1 = b.front;
    let sent = 0;
    /** So many more messages, with this happening on the way; then all of them are there. */
    const leg = async (messages: number, mishap: () => Promise<void>): Promise<void> => {
      const happened = mishap();
      await send(sender, 'm', (sent += messages));
      await happened;
      await expect.poll(() => count(receiver), patient).toBeGreaterThanOrEqual(sent);
    };

    for (let round = 0; round < 3; round += 1) {
      // Before the send: the server never sees the message.
      await leg(50, () => a1.swallow('up', '"op":"transmit"'));
      // After the commit and before the acknowledgement.
      await leg(50, () => a1.swallow('down', '"op":"ok"'));
      // The receiver does not get what is told to it, misses more, and is torn off in mid-replay.
      await leg(70, async () => {
        await b1.swallow('down', '"op":"message"');
        b1.shut();
        await a1.counted('up', '"op":"transmit"', 30);
        const torn = b1.tear('down', '"op":"page"');
        b1.reopen();
        await torn;
      });
      // The sender replays as well, what it sent itself, while it goes on sending.
      await leg(50, async () => {
        await a1.swallow('down', '"op":"message"');
        await a1.tear('down', '"op":"page"');
      });
    }

    // Cold memory: the new process knows nothing of the topic, the members and the message ids.
    await leg(100, async () => {
      await a1.counted('up', '"op":"transmit"', 20);
      await world.server.kill();
      await world.server.restart();
    });

    for (let round = 0; round < 3; round += 1) {
      await leg(80, async () => {
        await a1.counted('up', '"op":"transmit"', 10);
        await a1.swallow('down', '"op":"ok"');
        await sender.reload();
        expect(await leftovers(sender)).not.toEqual([]);
        // What was not yet given to the client by the page comes now.
        await send(sender, 'm', sent);
      });
    }
    expect(sent).toBe(1000);
    await judge(receiver, all('m', 1000));
    expect(await sender.evaluate(() => window.stream.troubles)).toEqual([]);
    // Everything was acknowledged: nothing is left to send.
    await expect.poll(() => leftovers(sender), patient).toEqual([]);
    await a.context.close();
    await b.context.close();
  });

  it('A8 two tabs of one member, each with an outbox: nothing lost or doubled, each in its order', async () => {
    const topic = 'chat:tabs';
    const [a, b] = [await visit(0), await visit(1)];
    const receiver = await joined(await b.tab(`/stream?network&topic=${topic}`));
    const tabs = [
      await joined(await a.tab(`/stream?network&topic=${topic}`)),
      await joined(await a.tab(`/stream?network&topic=${topic}`)),
    ] as const;
    await send(tabs[0], 'one', 150);
    await send(tabs[1], 'two', 150);
    await more(receiver, 20);
    a.front.drop();
    await more(receiver, 40);
    await a.front.swallow('down', '"op":"ok"');
    await more(receiver, 40);
    await expect.poll(() => count(receiver), patient).toBe(300);
    const got = await words(receiver);
    expect(got.filter((text) => text.startsWith('one-'))).toEqual(all('one', 150));
    expect(got.filter((text) => text.startsWith('two-'))).toEqual(all('two', 150));
    await a.context.close();
    await b.context.close();
  });

  it('A8 a tab is closed with unsent messages: another tab sends them, or the next visit', async () => {
    const topic = 'chat:left';
    const [a, b] = [await visit(0), await visit(1)];
    const receiver = await joined(await b.tab(`/stream?network&topic=${topic}`));
    const other = await joined(await a.tab(`/stream?network&topic=${topic}`));
    const closing = await joined(await a.tab(`/stream?network&topic=${topic}`));
    a.front.shut();
    await send(closing, 'first', 10);
    await closing.close();
    a.front.reopen();
    await judge(receiver, all('first', 10));

    a.front.shut();
    await send(other, 'second', 10);
    await other.close();
    a.front.reopen();
    await joined(await a.tab(`/stream?network&topic=${topic}`));
    await judge(receiver, [...all('first', 10), ...all('second', 10)]);
    await a.context.close();
    await b.context.close();
  });

  it('asks no other host for anything; complains of connections that failed, and of nothing else', () => {
    expect(visitors.flatMap(({ strangers }) => strangers)).toEqual([]);
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});

const leftovers = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('parley:outbox')));
