import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { ask, signIn, ticketOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

const TOPIC = 'chat:flood';
const BATCHES = 12;
const BATCH = 20;

it('B7 one who does not read fast enough is let go, and comes back to all that was stored', async () => {
  const server = await startParley({ env: { PARLEY_QUEUE_BYTES: '200000' } });
  try {
    const ada = await signIn(server, 1);
    const bob = await signIn(server, 2);
    const [slow, other] = [
      await PlainSocket.open(server, await ticketOf(server, ada)),
      await PlainSocket.open(server, await ticketOf(server, bob)),
    ];
    for (const socket of [slow, other]) {
      socket.send({ op: 'subscribe', id: 1, topic: TOPIC });
      await socket.next('page');
    }
    slow.socket.pause();
    // More than the buffers of the system take in, in messages that another reads at once.
    const authorization = `Bearer ${server.appToken}`;
    const payload = 'x'.repeat(45_000);
    const message = { topic: TOPIC, action: 'said', payload };
    for (let n = 1; n <= BATCHES; n += 1) {
      const messages = Array.from({ length: BATCH }, () => message);
      const { status } = await ask(
        server,
        null,
        'POST /api/publish',
        { messages },
        { authorization },
      );
      expect(status).toBe(200);
      await other.find('message', ({ offset }) => offset === n * BATCH);
    }
    slow.socket.resume();
    expect((await slow.closed).code).not.toBe(1000);
    const offsets = slow.frames.flatMap(({ op, offset }) =>
      op === 'message' ? [Number(offset)] : [],
    );
    // What came until then came in order and whole.
    expect(offsets).toEqual(offsets.map((_, index) => index + 1));
    expect(offsets.length).toBeLessThan(BATCHES * BATCH);

    // It comes back as often as it must, each time further than before.
    const { epoch } = await other.find('message');
    for (let tries = 0; offsets.length < BATCHES * BATCH; tries += 1) {
      expect(tries).toBeLessThan(BATCHES);
      const again = await PlainSocket.open(server, await ticketOf(server, ada));
      const since = { epoch, offset: offsets.length };
      again.send({ op: 'subscribe', id: 1, topic: TOPIC, since });
      expect(await again.next('subscribed')).toMatchObject({ recovered: true });
      await again.next('page', ({ last }) => last === true).catch(() => again.closed);
      again.close();
      await again.closed;
      const missed = again.frames.flatMap(({ op, messages }) =>
        op === 'page' ? (messages as { offset: number }[]).map(({ offset }) => offset) : [],
      );
      expect(missed[0]).toBe(offsets.length + 1);
      offsets.push(...missed);
      expect(offsets).toEqual(offsets.map((_, index) => index + 1));
    }
    other.close();
  } finally {
    await server.stop();
  }
});
