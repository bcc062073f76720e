import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from './log-file.ts';
import { ask, signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startParley();
  ada = await signIn(server, 1);
});
afterAll(async () => {
  await server.stop();
});

const publish = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(server, null, 'POST /api/publish', body, {
    authorization: `Bearer ${server.appToken}`,
    ...headers,
  });

const textsOf = (topic: string): string[] => rowsOf(server, topic).map(({ message }) => message);

describe('F1 POST /api/publish', () => {
  it('reaches those who are there, with a position each, in the order of the batch', async () => {
    const topic = 'chat:published';
    const socket = await PlainSocket.open(server, await ticketOf(server, ada));
    socket.send({ op: 'subscribe', id: 1, topic });
    await socket.next('page');
    const messages = [1, 2, 3].map((n) => ({ topic, action: 'posted', payload: { n } }));
    const { status, body } = await publish({
      messages: [...messages, { topic, action: 'gone', store: false }],
    });
    expect(status).toBe(200);
    const { results } = body as { results: { position: { offset: number } | null }[] };
    expect(results.map(({ position }) => position?.offset ?? null)).toEqual([1, 2, 3, null]);
    await socket.find('message', ({ action }) => action === 'gone');
    await socket.find('message', ({ offset }) => offset === 3);
    const heard = socket.frames.filter(({ op, store }) => op === 'message' && store === true);
    expect(heard.map(({ offset, sender, payload }) => [offset, sender, payload])).toEqual(
      [1, 2, 3].map((n) => [n, 'app', { n }]),
    );
    socket.close();
  });

  it('repeated with the same Idempotency-Key stores once, after a restart, too', async () => {
    const messages = ['a', 'b'].map((payload) => ({ topic: 'chat:once', action: 'x', payload }));
    const key = { 'idempotency-key': 'order-17' };
    const first = await publish({ messages }, key);
    await server.restart();
    const [second, third] = await Promise.all([
      publish({ messages }, key),
      publish({ messages }, key),
    ]);
    for (const { body } of [second, third]) {
      const repeats = (body as { results: object[] }).results;
      const original = (first.body as { results: object[] }).results;
      expect(repeats).toMatchObject(
        original.map((result) => ({
          position: (result as { position: object }).position,
          duplicate: true,
        })),
      );
    }
    expect(textsOf('chat:once')).toEqual(['"a"', '"b"']);
    const other = await publish({ topic: 'chat:once', action: 'x', payload: 'other' }, key);
    expect(other.body).toMatchObject({ results: [{ error: { code: 'message_id_reused' } }] });
    expect(textsOf('chat:once')).toEqual(['"a"', '"b"']);
  });

  it('what nests too deep is refused by name, and nothing of it is stored', async () => {
    const topic = 'chat:deep';
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const deep = { topic, action: 'a', payload: JSON.parse(nested(200)) as unknown };
    const { status, body } = await publish({ messages: [deep, { topic, action: 'b' }] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      results: [{ error: { code: 'too_large' } }, { position: { offset: 1 } }],
    });
    // Deeper than whoever reads a body can follow.
    const response = await fetch(`${server.url}/api/publish`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.appToken}`,
        'content-type': 'application/json',
      },
      body: `{"topic":"${topic}","action":"c","payload":${nested(20_000)}}`,
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid' } });
    expect(textsOf(topic)).toEqual(['null']);
  });

  it('one bad message of a batch fails alone', async () => {
    const topic = 'chat:batch';
    const { status, body } = await publish({
      messages: [
        { topic, action: 'a' },
        { topic, action: 'parley.removed', payload: { memberId: 1 } },
        { topic: '$member:1', action: 'a' },
        { topic, action: 'a', payload: 'x'.repeat(70_000) },
        { topic, action: 'b' },
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      results: [
        { position: { offset: 1 } },
        { error: { code: 'bad_request' } },
        { error: { code: 'bad_request' } },
        { error: { code: 'too_large' } },
        { position: { offset: 2 } },
      ],
    });
  });

  it.each([
    ['no token', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['one in another scheme', { authorization: 'Basic wrong' }],
  ])('with %s nothing is published', async (_name, headers) => {
    const body = { topic: 'chat:forged', action: 'x' };
    for (const person of [null, ada]) {
      const answer = await ask(server, person, 'POST /api/publish', body, headers);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'app_token_needed' } } });
    }
    expect(textsOf('chat:forged')).toEqual([]);
  });
});
