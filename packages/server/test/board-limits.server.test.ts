import { exchangeTopic } from '@parley/domains/exchange/schema';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoPeople, subscribe } from './demo-people.ts';
import { ask } from './people.ts';
import type { PlainSocket } from './plain-socket.ts';

/** The demo's meeting of the first and the fourth of its people. */
const BOOKING = 1;
const topic = exchangeTopic('whiteboard', BOOKING);

const elements = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `e${from + at}`,
    type: 'rectangle',
    version: 1,
    versionNonce: 7,
    isDeleted: false,
  }));

describe('a board with a hundred thousand elements, over a socket', () => {
  let server: TestServer;
  let demo: DemoPeople;
  let mara: PlainSocket;
  let other: PlainSocket;
  let id = 10;

  beforeAll(async () => {
    server = await startParley();
    demo = await DemoPeople.of(server);
    [mara, other] = [await demo.connect(1), await demo.connect(4)];
    await subscribe(mara, topic, 1);
    await subscribe(other, topic, 1);
  });
  afterAll(async () => {
    demo.close();
    await server.stop();
  });

  /** Draws, and answers what the server says. */
  async function draw(drawn: readonly object[]): Promise<Record<string, unknown>> {
    id += 1;
    const mine = id;
    const payload = { elements: drawn };
    mara.send({ op: 'transmit', id: mine, topic, action: 'delta', store: true, payload });
    return mara.next(['ok', 'error'], (frame) => frame['id'] === mine);
  }

  it('is refused in words that say what to do, delta for delta, and the others see what fitted', async () => {
    expect(await draw(elements(0, 201))).toMatchObject({
      op: 'error',
      code: 'too_large',
      message: 'A delta has at most 200 elements: send more of them in several.',
      retry: false,
    });
    const long = { ...elements(0, 1)[0], text: 'x'.repeat(50_000) };
    expect(await draw([long])).toMatchObject({
      code: 'too_large',
      message:
        'This is too large for a whiteboard: one element takes at most 49152 characters. Make it smaller, or draw it in several pieces.',
    });
    for (let from = 0; from < 5000; from += 200) {
      expect(await draw(elements(from, 200))).toMatchObject({ op: 'ok' });
    }
    for (let from = 5000; from < 6000; from += 200) {
      expect(await draw(elements(from, 200))).toMatchObject({
        code: 'full',
        message:
          'The whiteboard is full: it holds 5000 elements. Delete what is not needed any more to make room.',
        retry: false,
      });
    }
    const { body } = await ask(server, demo.person(4), `GET /api/exchanges/${BOOKING}/board`);
    expect((body as { elements: unknown[] }).elements).toHaveLength(5000);
    await other.next('message', (frame) => JSON.stringify(frame).includes('"e4999"'));
    const heard = other.frames.filter(
      (frame) => frame['topic'] === topic && frame['op'] === 'message',
    );
    expect(heard).toHaveLength(25);
    // The connection is as it was: what makes room is taken, and what did not fit fits.
    const gone = elements(0, 200).map((one) => ({ ...one, version: 2, isDeleted: true }));
    expect(await draw(gone)).toMatchObject({ op: 'ok' });
    expect(await draw(elements(5000, 200))).toMatchObject({ op: 'ok' });
  });

  it('and one that comes in a single frame ends the connection as too large, and that one alone', async () => {
    const payload = { elements: elements(0, 100_000) };
    mara.send({ op: 'transmit', id: 9, topic, action: 'delta', store: true, payload });
    expect(await mara.closed).toMatchObject({ code: 1009 });
    const late = await demo.connect(1);
    expect(await subscribe(late, topic, 1)).toMatchObject({ op: 'subscribed' });
  });
});
