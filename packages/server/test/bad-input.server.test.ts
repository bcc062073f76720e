import { once } from 'node:events';
import { connect } from 'node:net';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket, upgrade } from './plain-socket.ts';

let server: TestServer;
let people: Person[];
const open: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_CONNECTIONS_PER_MEMBER: '3', PARLEY_TOPICS_PER_CONNECTION: '2' },
  });
  people = await Promise.all([1, 2, 3].map((who) => signIn(server, who)));
});
afterEach(async () => {
  for (const socket of open.splice(0)) {
    socket.close();
    await socket.closed;
  }
});
afterAll(async () => {
  // Whatever was sent to it, it is still there and ends as it should.
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

async function enter(who: number): Promise<PlainSocket> {
  const person = people[who - 1];
  if (person === undefined) throw new Error(`Nobody is number ${who}.`);
  const socket = await PlainSocket.open(server, await ticketOf(server, person));
  open.push(socket);
  return socket;
}

describe('B8 unknown, truncated and oversized frames', () => {
  it.each([
    ['', 'bad_frame'],
    ['{"op":"subscribe","id":1,"topic":"cha', 'bad_frame'],
    ['null', 'bad_frame'],
    ['[]', 'bad_frame'],
    ['"subscribe"', 'bad_frame'],
    ['{}', 'unknown_op'],
    ['{"op":"constructor","id":1}', 'unknown_op'],
    ['{"op":"__proto__","id":1}', 'unknown_op'],
    ['{"op":"subscribe","id":1}', 'bad_request'],
    ['{"op":"subscribe","id":0,"topic":"chat:a"}', 'bad_request'],
    ['{"op":"subscribe","id":1e99,"topic":"chat:a"}', 'bad_request'],
    ['{"op":"subscribe","id":1,"topic":""}', 'bad_request'],
    ['{"op":"subscribe","id":1,"topic":"chat:\\u0000"}', 'bad_request'],
    [`{"op":"subscribe","id":1,"topic":"chat:${'x'.repeat(300)}"}`, 'bad_request'],
    ['{"op":"subscribe","id":1,"topic":"chat:a","since":{"epoch":7}}', 'bad_request'],
    ['{"op":"transmit","id":1,"topic":"chat:a","action":"parley.x","store":false}', 'not_joined'],
    ['{"op":"transmit","id":1,"topic":"chat:a","action":"a","store":"yes"}', 'bad_request'],
    ['{"op":"history","id":1,"topic":"chat:a","limit":-1}', 'bad_request'],
    ['['.repeat(30_000), 'bad_frame'],
    [`{"op":"subscribe","id":1,"topic":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'bad_request'],
  ])('%.60s is answered with %s, and the connection goes on', async (text, code) => {
    const socket = await enter(1);
    socket.send(text);
    expect(await socket.next('error')).toMatchObject({ code, retry: false });
    socket.send({ op: 'subscribe', id: 5, topic: 'chat:after' });
    await socket.next('subscribed');
  });

  it('one larger than allowed closes with 1009, a binary one with 1003', async () => {
    const [large, binary] = [await enter(1), await enter(1)];
    large.send({ op: 'ping', filler: 'x'.repeat(65_536) });
    expect(await large.closed).toMatchObject({ code: 1009 });
    binary.socket.send(Buffer.from('{"op":"ping"}'), { binary: true });
    expect(await binary.closed).toMatchObject({ code: 1003 });
  });

  it('a payload that is allowed in size arrives whole', async () => {
    const socket = await enter(1);
    socket.send({ op: 'subscribe', id: 1, topic: 'chat:large' });
    await socket.next('page');
    const message = '🦜'.repeat(16_000);
    socket.send({
      op: 'transmit',
      id: 2,
      topic: 'chat:large',
      action: 'said',
      store: true,
      payload: { message },
    });
    expect((await socket.next('message'))['payload']).toEqual({ message });
  });

  it.each([
    ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), 1007],
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
  ])('%s closes with the code of the WebSocket protocol', async (_name, bytes, code) => {
    const person = people[1];
    if (person === undefined) throw new Error('Nobody is signed in.');
    const { port, host } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `GET /sock/${await ticketOf(server, person)} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.url}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const parts: Buffer[] = [];
    socket.once('data', () => socket.write(bytes));
    socket.on('data', (part: Buffer) => parts.push(part));
    await once(socket, 'close');
    const heard = Buffer.concat(parts);
    const close = heard.lastIndexOf(Buffer.from([0x88]));
    expect(heard.readUInt16BE(close + 2)).toBe(code);
  });
});

describe('B7 limits hold and are visible', () => {
  it('one connection too many of a member is refused before the upgrade, and freed by leaving', async () => {
    const person = people[2];
    if (person === undefined) throw new Error('Nobody is signed in.');
    const [first] = [await enter(3), await enter(3), await enter(3)];
    const refused = await upgrade(server, `/sock?ticket=${await ticketOf(server, person)}`);
    expect(refused).toMatchObject({ status: 429, code: 'too_many_connections' });
    await enter(1);
    first?.close();
    await expect
      .poll(async () => upgrade(server, `/sock?ticket=${await ticketOf(server, person)}`))
      .toEqual({ status: 101 });
  });

  it('one topic too many is refused, and freed by leaving one', async () => {
    const socket = await enter(1);
    for (const topic of ['chat:1', 'chat:2', 'chat:3']) {
      socket.send({ op: 'subscribe', id: Number(topic.at(-1)), topic });
    }
    expect(await socket.next('error')).toMatchObject({ id: 3, code: 'too_many_topics' });
    socket.send({ op: 'subscribe', id: 4, topic: 'chat:1' });
    expect(await socket.next('error')).toMatchObject({ id: 4, code: 'already_joined' });
    socket.send({ op: 'unsubscribe', id: 5, topic: 'chat:1' });
    socket.send({ op: 'subscribe', id: 6, topic: 'chat:3' });
    expect(await socket.next('subscribed', ({ id }) => id === 6)).toMatchObject({
      topic: 'chat:3',
    });
  });

  it('too many requests are refused with when to try again, and the others are not starved', async () => {
    const [hasty, calm] = [await enter(1), await enter(2)];
    for (const socket of [hasty, calm]) {
      socket.send({ op: 'subscribe', id: 1, topic: 'chat:rate' });
      await socket.next('page');
    }
    for (let id = 2; id <= 300; id += 1) {
      hasty.send({ op: 'transmit', id, topic: 'chat:rate', action: 'said', store: false });
    }
    const error = await hasty.next('error');
    expect(error).toMatchObject({ code: 'rate_limited', retry: true });
    expect(error['retryAfter']).toBeGreaterThan(0);
    calm.send({ op: 'transmit', id: 2, topic: 'chat:rate', action: 'calm', store: false });
    await calm.next('message', ({ action }) => action === 'calm');
    const last = await hasty.next(['ok', 'error'], ({ id }) => id === 300);
    expect(last).toMatchObject({ op: 'error', code: 'rate_limited' });
  });

  it('one who sends nothing but nonsense is cut off', async () => {
    const socket = await enter(1);
    for (let n = 0; n < 150; n += 1) socket.send('nonsense');
    expect(await socket.next('disconnect')).toMatchObject({ reason: 'misbehaving' });
    expect(await socket.closed).toMatchObject({ code: 4003 });
  });

  it('one who says nothing for two intervals is let go, and one who answers is not', async () => {
    const quick = await startParley({ env: { PARLEY_PING_INTERVAL: '200' } });
    try {
      const ada = await signIn(quick, 1);
      const silent = await PlainSocket.open(quick, await ticketOf(quick, ada));
      const alive = await PlainSocket.open(quick, await ticketOf(quick, ada));
      const { socket } = alive;
      socket.on('message', (data: Buffer) => {
        if (data.toString() === '{"op":"ping"}') alive.send({ op: 'pong' });
      });
      expect(await silent.next('disconnect')).toMatchObject({ reason: 'silent', reconnect: true });
      expect(await silent.closed).toMatchObject({ code: 4001 });
      expect(alive.frames.map(({ op }) => op)).not.toContain('disconnect');
      await alive.next('ping');
      alive.close();
    } finally {
      await quick.stop();
    }
  });
});

describe('B8 bad requests over HTTP', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, ...headers },
      body,
    });

  it.each([
    ['{"email":', {}, 400, 'bad_request'],
    ['', {}, 422, 'invalid'],
    ['email=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'not_json'],
    ['{"email":["x"],"password":7}', {}, 422, 'invalid'],
    ['"__proto__"', {}, 422, 'invalid'],
    ['{"__proto__":{"role":"admin"}}', {}, 400, 'bad_request'],
    ['x'.repeat(2_000_000), {}, 413, 'too_large'],
    ['{}', { origin: 'https://evil.test' }, 403, 'cross_site'],
  ])('%.40s is answered with JSON that says what is wrong', async (body, headers, status, code) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, message: expect.any(String) } });
  });

  it('unknown paths and methods are answered, too', async () => {
    expect(await ask(server, null, 'GET /api/nothing')).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
    expect((await ask(server, null, 'DELETE /ticket')).status).toBe(404);
  });
});
