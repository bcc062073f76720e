import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { TopicConversation, topicDialect } from '@parley/dialects/topic';
import { SocketIoDialect } from '@parley/dialects/socket-io';
import { fullGrants } from '@parley/hub';
import { MemoryTopicLog } from '@parley/hub/memory';
import { Mailbox } from '@parley/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import {
  everything,
  keyOf,
  lineOf,
  next,
  openStage,
  profile,
  type Stage,
  type StageOptions,
} from './stage.ts';

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});
const open = async (options: StageOptions = {}): Promise<Stage> => {
  const stage = await openStage(options);
  stages.push(stage);
  return stage;
};

const topic = 'chat:a';

describe('a topic', () => {
  it('reaches clients of every transport as (event, payload, { topic, epoch, offset })', async () => {
    const stage = await open();
    const sockets = await Promise.all([
      stage.member(1, { transports: ['polling'] }),
      stage.member(2, { transports: ['websocket'] }),
      stage.member(3),
    ]);
    const heard = sockets.map((socket) => everything(socket));
    for (const socket of sockets) {
      expect(await socket.emitWithAck('parley:subscribe', { topic })).toEqual({
        success: true,
        topic,
        epoch: expect.any(String),
        offset: 0,
        recovered: false,
        grants: { publish: true, history: true, presence: true },
      });
    }
    const said = [];
    for (const text of ['eins', 'zwei 🎉', 'drei']) {
      said.push(
        await sockets[0]?.emitWithAck('parley:publish', {
          topic,
          event: 'said',
          payload: { text },
        }),
      );
    }
    const { epoch } = said[0] as { epoch: string };
    expect(said).toEqual(
      [1, 2, 3].map((offset) => ({ success: true, timestamp: expect.any(String), epoch, offset })),
    );
    for (const socket of sockets) await stage.settled(socket);
    const expected = ['eins', 'zwei 🎉', 'drei'].map((text, at) => [
      'said',
      { text },
      { topic, epoch, offset: at + 1 },
    ]);
    expect(heard).toEqual([expected, expected, expected]);
  });

  it('is resumed by position: what was missed comes in order, then what is live', async () => {
    const stage = await open();
    const [socket, other] = [await stage.member(1), await stage.member(2)];
    const publish = (payload: number) =>
      other.emitWithAck('parley:publish', { topic, event: 'n', payload });
    for (const one of [socket, other]) await one.emitWithAck('parley:subscribe', topic);
    const { epoch } = (await publish(1)) as { epoch: string };
    await socket.emitWithAck('parley:unsubscribe', { topic });
    const heard = everything(socket);
    await publish(2);
    await publish(3);
    const since = { epoch, offset: 1 };
    const resumed = await socket.emitWithAck('parley:subscribe', { topic, since });
    expect(resumed).toMatchObject({ success: true, recovered: true, offset: 3 });
    await publish(4);
    await stage.settled(socket);
    expect(heard.map(([, payload, place]) => [payload, place])).toEqual(
      [2, 3, 4].map((n) => [n, { topic, epoch, offset: n }]),
    );
    // Asked again without a position, it begins with what is new.
    expect(await socket.emitWithAck('parley:subscribe', { topic })).toMatchObject({ offset: 4 });
    await publish(5);
    await stage.settled(socket);
    expect(heard).toHaveLength(4);
  });

  it('is resumed after a restart of the server, by stock reconnection', async () => {
    const log = new MemoryTopicLog({ clock: systemClock });
    const before = await openStage({ log });
    const socket = await before.member(1, { reconnectionDelay: 10, reconnectionDelayMax: 20 });
    const heard: number[] = [];
    let place: { epoch: string; offset: number } | undefined;
    socket.on('n', (payload: number, at: { epoch: string; offset: number }) => {
      heard.push(payload);
      place = at;
    });
    const append = (n: number) =>
      log.append({
        topic,
        event: 'n',
        payload: String(n),
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
      });
    await socket.emitWithAck('parley:subscribe', topic);
    await append(1);
    await before.settled(socket);
    const again = new Promise<void>((resolve) => {
      socket.once('disconnect', () =>
        socket.once('connect', () => {
          socket.once('auth', () => {
            const since = { epoch: place?.epoch, offset: place?.offset };
            socket.emit('parley:subscribe', { topic, since }, () => resolve());
          });
          socket.emit('initialConnection', keyOf(1));
        }),
      );
    });
    const port = Number(new URL(before.url).port);
    before.hub.close();
    await before.side.close();
    before.http.closeAllConnections();
    await new Promise((resolve) => before.http.close(resolve));
    await append(2);
    const after = await open({ log, port });
    await again;
    await append(3);
    await after.settled(socket);
    expect(heard).toEqual([1, 2, 3]);
    socket.disconnect();
  });

  it('tells of a gap that cannot be filled, and pages its history', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    await socket.emitWithAck('parley:subscribe', topic);
    let epoch = '';
    for (let n = 1; n <= 5; n += 1) {
      const said = await socket.emitWithAck('parley:publish', { topic, event: 'n', payload: n });
      ({ epoch } = said as { epoch: string });
    }
    const since = { epoch: 'another', offset: 3 };
    expect(await socket.emitWithAck('parley:subscribe', { topic, since })).toMatchObject({
      success: true,
      recovered: false,
      gap: { reason: 'epoch_changed' },
    });
    const page = await socket.emitWithAck('parley:history', {
      topic,
      before: { epoch, offset: 5 },
      limit: 2,
    });
    expect(page).toMatchObject({
      success: true,
      epoch,
      older: true,
      messages: [3, 4].map((n) => ({ offset: n, event: 'n', payload: n })),
    });
  });

  it('tells who was out of it meanwhile of the gap, and pages what of it is theirs', async () => {
    const stage = await open();
    const name = 'private:a';
    const readable = [
      { from: 1, to: 3 },
      { from: 6, to: Number.MAX_SAFE_INTEGER },
    ];
    stage.hub.allow('private:*', () => ({ ...fullGrants, readable }));
    for (let n = 1; n <= 9; n += 1) {
      const said = { topic: name, event: 'n', payload: `${n}`, store: true, publisher: 'app' };
      await stage.hub.publish(said);
    }
    const socket = await stage.member(1);
    const heard = everything(socket);
    const [head] = await stage.hub.log.heads([name]);
    const epoch = head?.epoch;
    const joined = await socket.emitWithAck('parley:subscribe', {
      topic: name,
      since: { epoch, offset: 2 },
    });
    expect(joined).toMatchObject({
      recovered: false,
      offset: 9,
      gap: { reason: 'unreadable', after: { epoch, offset: 2 } },
    });
    await stage.hub.publish({
      topic: name,
      event: 'n',
      payload: '10',
      store: true,
      publisher: 'app',
    });
    await stage.settled(socket);
    expect(heard.map(([, payload]) => payload)).toEqual([10]);
    const found: number[] = [];
    for (let next: number | undefined = 2; next !== undefined;) {
      const page = (await socket.emitWithAck('parley:history', {
        topic: name,
        after: { epoch, offset: next },
        limit: 2,
      })) as { messages: { offset: number }[]; next?: number };
      found.push(...page.messages.map(({ offset }) => offset));
      ({ next } = page);
    }
    expect(found).toEqual([3, 6, 7, 8, 9, 10]);
  });

  it('is joined and left in the order in which that was asked, without waiting for answers', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    // As a component does that is mounted twice in one turn.
    const answers = ['subscribe', 'unsubscribe', 'subscribe', 'subscribe', 'unsubscribe'].map(
      (what) => socket.emitWithAck(`parley:${what}`, topic),
    );
    const good = expect.objectContaining({ success: true });
    expect(await Promise.all(answers)).toEqual(answers.map(() => good));
    expect(await socket.emitWithAck('parley:publish', { topic, event: 'n' })).toMatchObject({
      error: { code: 'not_joined' },
    });
    const last = [
      socket.emitWithAck('parley:unsubscribe', topic),
      socket.emitWithAck('parley:subscribe', topic),
      socket.emitWithAck('parley:publish', { topic, event: 'n', payload: 1 }),
      socket.emitWithAck('parley:subscribe', topic),
    ];
    expect(await Promise.all(last)).toEqual([
      expect.objectContaining({ success: false }),
      good,
      good,
      good,
    ]);
    const heard = everything(socket);
    await socket.emitWithAck('parley:publish', { topic, event: 'n', payload: 2 });
    expect(heard.map(([, payload]) => payload)).toEqual([2]);
  });

  it('may be heard without asking, by members whom the server says so', async () => {
    const stage = await open({ ownTopics: (id) => [`chat:own-${id}`] });
    const socket = await stage.member(1);
    await stage.settled(socket);
    const heard = next(socket, 'mail');
    const publish = () =>
      stage.hub.publish({
        topic: 'chat:own-1',
        event: 'mail',
        payload: '1',
        store: true,
        publisher: 'app',
      });
    await vi.waitFor(() => expect(stage.hub.topics.size).toBe(1));
    await publish();
    const [, place] = await heard;
    // Asked for with a position, it begins there.
    const again = next(socket, 'mail');
    const { epoch } = place as { epoch: string };
    await socket.emitWithAck('parley:subscribe', {
      topic: 'chat:own-1',
      since: { epoch, offset: 0 },
    });
    expect(await again).toEqual([1, place]);
  });

  it('may be told of without storing: no position, and only to its own kind', async () => {
    const stage = await open();
    const [one, two] = [await stage.member(1), await stage.member(2)];
    for (const socket of [one, two]) await socket.emitWithAck('parley:subscribe', topic);
    const heard = next(two, 'typing');
    await one.emitWithAck('parley:publish', { topic, event: 'typing', store: false });
    expect(await heard).toEqual([{}, { topic }]);
  });

  it('cannot make a client’s library do things: special names are told beside', async () => {
    const stage = await open();
    const [one, two] = [await stage.member(1), await stage.member(2)];
    const heard = everything(two);
    for (const socket of [one, two]) await socket.emitWithAck('parley:subscribe', topic);
    const names = ['auth', 'connect', 'disconnect', 'connect_error', 'initialConnection'];
    for (const event of names) {
      await one.emitWithAck('parley:publish', { topic, event, payload: false });
    }
    await stage.settled(two);
    expect(two.connected).toBe(true);
    expect(heard.map(([name, , place]) => [name, (place as { event: string }).event])).toEqual(
      names.map((name) => ['parley:event', name]),
    );
  });

  it('a removal is told, and ends it', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    await socket.emitWithAck('parley:subscribe', topic);
    const removed = next(socket, 'parley:removed');
    await stage.hub.log.append({
      topic,
      event: 'parley.removed',
      payload: '{"memberId":1}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    expect(await removed).toEqual([expect.objectContaining({ topic, code: 'removed' })]);
    expect(await socket.emitWithAck('parley:publish', { topic, event: 'x' })).toMatchObject({
      error: { code: 'not_joined' },
    });
  });
});

describe('bad input', () => {
  it.each<[string, string, unknown]>([
    ['no argument', 'parley:subscribe', undefined],
    ['a number', 'parley:subscribe', 7],
    ['an array', 'parley:subscribe', [topic]],
    ['an empty topic', 'parley:subscribe', { topic: '' }],
    ['a topic with a control character', 'parley:subscribe', 'chat:\u0000'],
    ['an object as topic', 'parley:subscribe', { topic: { topic } }],
    [
      'a topic of the prototype',
      'parley:subscribe',
      JSON.parse('{"__proto__":{"topic":"chat:a"}}'),
    ],
    ['a broken position', 'parley:subscribe', { topic, since: { epoch: 7 } }],
    ['a negative history', 'parley:subscribe', { topic, history: -1 }],
    ['no event', 'parley:publish', { topic: 'chat:joined' }],
    ['an event of the server', 'parley:publish', { topic: 'chat:joined', event: 'parley.removed' }],
    ['binary', 'parley:publish', { topic: 'chat:joined', event: 'x', payload: Buffer.from('x') }],
    [
      'a page both ways',
      'parley:history',
      { topic: 'chat:joined', before: { epoch: '', offset: 0 }, after: { epoch: '', offset: 0 } },
    ],
  ])('%s in %s is refused, and changes nothing', async (_name, request, argument) => {
    const stage = await open();
    const socket = await stage.member(1);
    await socket.emitWithAck('parley:subscribe', 'chat:joined');
    const args = argument === undefined ? [] : [argument];
    expect(await socket.emitWithAck(request, ...args)).toEqual({
      success: false,
      error: { code: 'bad_request', message: expect.any(String), retry: false },
    });
    const told = next(socket, 'parley:error');
    socket.emit(request, ...args);
    expect(await told).toEqual([expect.objectContaining({ event: request, code: 'bad_request' })]);
    const [head] = await stage.hub.log.heads(['chat:joined']);
    expect(head?.head ?? 0).toBe(0);
    expect(stage.hub.sessions.of(1)[0]?.listeners.size).toBe(1);
  });

  it('a topic that is not theirs, or that does not exist, is refused', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    for (const name of ['secret:1', '$member:1', 'room:x']) {
      expect(await socket.emitWithAck('parley:subscribe', name)).toMatchObject({
        error: { code: 'forbidden' },
      });
    }
    expect(await socket.emitWithAck('parley:publish', { topic, event: 'x' })).toMatchObject({
      error: { code: 'not_joined' },
    });
  });

  it('too large or too deep a payload is refused by name', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    await socket.emitWithAck('parley:subscribe', topic);
    const publish = (payload: unknown) =>
      socket.emitWithAck('parley:publish', { topic, event: 'x', payload });
    expect(await publish('x'.repeat(70_000))).toMatchObject({ error: { code: 'too_large' } });
    // Two bytes each: characters are not what is counted.
    expect(await publish('ü'.repeat(40_000))).toMatchObject({ error: { code: 'too_large' } });
    const deep: unknown = JSON.parse('['.repeat(101) + ']'.repeat(101));
    expect(await publish(deep)).toMatchObject({ error: { code: 'too_large' } });
    // Nor by another door: a page of history with it could be told to nobody.
    const payload = '['.repeat(20_000) + ']'.repeat(20_000);
    const said = { topic, event: 'x', payload, store: true, publisher: 'app' };
    await expect(stage.hub.publish(said)).rejects.toMatchObject({ code: 'too_large' });
    expect(await publish('fine')).toMatchObject({ success: true, offset: 1 });
    expect(await socket.emitWithAck('parley:history', topic)).toMatchObject({ success: true });
  });

  it('too many requests are slowed down', async () => {
    const stage = await open({ limits: { messagesPerSecond: 5 } });
    const socket = await stage.member(1);
    const answers: { error?: { code: string } }[] = await Promise.all(
      Array.from({ length: 20 }, () => socket.emitWithAck('parley:history', topic)),
    );
    const codes = answers.map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThanOrEqual(9);
  });

  it.each([
    ['an oversized', `42["x","${'y'.repeat(200_000)}"]`],
    ['a truncated', '42["x"'],
    ['one of the library’s own names in a', '42["connect"]'],
    ['binary announced and not sent, and then another', '451-["x",{"_placeholder":true,"num":0}]'],
  ])('%s packet ends its connection, and who it was is gone', async (_name, text) => {
    const stage = await open({ maxHttpBufferSize: 100_000 });
    const bad = await stage.member(2, { transports: ['websocket'], reconnection: false });
    const gone = next(bad, 'disconnect');
    lineOf(bad).send(text);
    lineOf(bad).send('42["x"]');
    expect((await gone)[0]).toMatch(/^transport/u);
    await vi.waitFor(() => expect(stage.live.size).toBe(0));
    expect(stage.hub.sessions.of(2)).toHaveLength(0);
  });

  it('an oversized poll is refused, and ends nobody else', async () => {
    const stage = await open({ maxHttpBufferSize: 100_000 });
    const opened = await fetch(`${stage.url}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
    const { status } = await fetch(`${stage.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'POST',
      body: `42["x","${'y'.repeat(200_000)}"]`,
    });
    expect(status).toBe(413);
  });

  it('malformed and oversized packets leave everybody else alone', async () => {
    const stage = await open({ maxHttpBufferSize: 100_000 });
    const good = await stage.member(1);
    const texts = [
      '42',
      '42{',
      '42["x"',
      '42[]',
      '42["connect"]',
      '42["disconnect"]',
      '451-["x",{"_placeholder":true,"num":7}]',
      '459999999999999-["x"]',
      '4',
      '49',
      '9',
      '1',
      '{}',
      '3probe',
      `42["x","${'y'.repeat(200_000)}"]`,
      `42${'['.repeat(50_000)}`,
    ];
    for (const text of texts) {
      const bad = await stage.member(2, { transports: ['websocket'], reconnection: false });
      lineOf(bad).send(text);
      bad.disconnect();
    }
    for (const body of ['', 'nonsense', '42["x"]\u001e42[', '\u001e\u001e']) {
      const opened = await fetch(`${stage.url}/socket.io/?EIO=4&transport=polling`);
      const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
      await fetch(`${stage.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
        method: 'POST',
        body,
      }).catch(() => {});
    }
    for (const path of [
      '?EIO=4&transport=__proto__',
      '?EIO=4&transport=polling&sid=__proto__',
      '?EIO=3&transport=polling',
      '',
    ]) {
      expect((await fetch(`${stage.url}/socket.io/${path}`)).status).toBe(400);
    }
    await good.emitWithAck('parley:subscribe', topic);
    expect(await good.emitWithAck('parley:publish', { topic, event: 'x' })).toMatchObject({
      success: true,
    });
  });
});

describe('the bridge', () => {
  const spies = () => [
    vi.spyOn(SocketIoDialect.prototype, 'publication'),
    vi.spyOn(SocketIoDialect.prototype, 'join'),
    vi.spyOn(SocketIoDialect.prototype, 'make'),
    vi.spyOn(SocketIoDialect.prototype, 'packetsIn'),
  ];
  afterEach(() => vi.restoreAllMocks());

  it('runs nothing for a topic without Socket.IO subscribers', async () => {
    const stage = await open();
    const socket = await stage.member(1);
    await socket.emitWithAck('parley:subscribe', 'chat:other');
    const mailbox = new Mailbox();
    const session = stage.hub.connect({
      connectionId: 'topic',
      principal: { memberId: 2, profile: profile(2), credential: 'c' },
      dialect: topicDialect,
      wire: mailbox,
    });
    const conversation = new TopicConversation(session);
    conversation.receive(JSON.stringify({ op: 'subscribe', id: 1, topic }));
    await vi.waitFor(() => expect(session.listeners.get(topic)).toBeTruthy());
    const all = spies();
    const presence = vi.spyOn(SocketIoDialect.prototype, 'presence');
    const shapes = vi.spyOn(stage.hub.shapes, 'tell');
    for (let n = 0; n < 10; n += 1) {
      await session.publish({ address: topic, event: 'n', payload: '1', store: true });
    }
    await vi.waitFor(() =>
      expect(mailbox.take().filter(({ op }) => op === 'message').length).toBeGreaterThan(0),
    );
    expect(all.map((spy) => spy.mock.calls.length)).toEqual(all.map(() => 0));
    // Who came to the other topic may be told about just now.
    const told: readonly (readonly unknown[])[] = presence.mock.calls;
    expect(told.map(([address]) => address)).not.toContain(topic);
    expect(shapes.mock.calls.map(([language]) => language)).not.toContain('socket-io');
  });

  it('makes a publication once, however many hear it', async () => {
    const stage = await open();
    const sockets = [];
    for (let id = 1; id <= 6; id += 1) {
      const socket = await stage.member(id, { transports: [id % 2 ? 'websocket' : 'polling'] });
      await socket.emitWithAck('parley:subscribe', topic);
      sockets.push(socket);
    }
    const [publication, , make] = spies();
    const heard = sockets.map((socket) => next(socket, 'n'));
    await sockets[0]?.emitWithAck('parley:publish', { topic, event: 'n', payload: 1 });
    await Promise.all(heard);
    expect(publication?.mock.calls).toHaveLength(1);
    expect(make?.mock.calls).toHaveLength(1);
  });
});

describe('who does not read', () => {
  /** A WebSocket that says who it is and then reads nothing. */
  const deaf = async (stage: Stage, memberId: number, requests: string[]) => {
    const { port, host } = new URL(stage.url);
    const socket = connectTcp(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const send = (text: string): void => {
      const data = Buffer.from(text);
      const head =
        data.length < 126
          ? Buffer.from([0x81, 0x80 | data.length, 0, 0, 0, 0])
          : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 255, 0, 0, 0, 0]);
      socket.write(Buffer.concat([head, data]));
    };
    let text = '';
    const until = (part: string) =>
      vi.waitFor(() => {
        text += String(socket.read() ?? '');
        expect(text).toContain(part);
      });
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    await until('"sid"');
    send('40');
    await until('40{');
    send(`42["initialConnection",${JSON.stringify(keyOf(memberId))}]`);
    await until('["auth",true]');
    for (const request of requests) send(request);
    if (requests.length > 0) await until('430[');
    socket.pause();
    return socket;
  };

  it('is cut off from a topic, and the others hear on', async () => {
    const stage = await open({ limits: { queueBytes: 100_000 } });
    const slow = await deaf(stage, 1, [`420["parley:subscribe","${topic}"]`]);
    const reader = await stage.member(2);
    await reader.emitWithAck('parley:subscribe', topic);
    let count = 0;
    reader.on('n', () => (count += 1));
    const payload = JSON.stringify('x'.repeat(60_000));
    let sent = 0;
    while (stage.hub.sessions.of(1).length > 0 && sent < 500) {
      await stage.hub.publish({ topic, event: 'n', payload, store: true, publisher: 'app' });
      sent += 1;
      await stage.settled(reader);
    }
    expect(stage.hub.sessions.of(1)).toHaveLength(0);
    expect(sent).toBeGreaterThan(1);
    await stage.settled(reader);
    expect(count).toBe(sent);
    slow.destroy();
  });

  it('is cut off from what the application sends', async () => {
    const stage = await open({ limits: { queueBytes: 100_000 } });
    const slow = await deaf(stage, 1, []);
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 200; i += 1) stage.io.emit('n', text);
    await vi.waitFor(() => expect(stage.io.sockets.sockets.size).toBe(0), { timeout: 4000 });
    slow.destroy();
  });
});
