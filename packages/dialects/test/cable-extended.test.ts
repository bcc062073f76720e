import { fullGrants, type Channel } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { CableScene, on, topicChannel, type CableClient } from './cable-scene.ts';
import { only, profile, Scene } from './scene.ts';

const topic = 'chat:1';
const identifier = on(topic);

describe('whispers', () => {
  const whisper = (data: unknown) => ({ command: 'whisper', identifier, data });

  it('reach the others as they were said, are not stored, and stay in the language', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    const bob = await cable.extendedOn(2, topic);
    const base = await cable.enter(3);
    const other = '{"name":"chat:1","channel":"TopicChannel"}';
    await base.ask({ command: 'subscribe', identifier: other });
    const page = await scene.on(4, topic);
    page.mailbox.take();
    await scene.clock.advanceAsync(250);
    ada.mailbox.take();
    bob.mailbox.take();
    expect(await ada.ask(whisper({ event: 'typing', by: 'Ada' }))).toEqual([]);
    expect(bob.mailbox.takeTexts()).toEqual([
      `{"identifier":${JSON.stringify(identifier)},"message":{"event":"typing","by":"Ada"}}`,
    ]);
    expect(base.mailbox.take()).toEqual([
      { identifier: other, message: { event: 'typing', by: 'Ada' } },
    ]);
    expect(only(page.mailbox.take(), 'message')).toEqual([]);
    await ada.ask(whisper('just text'));
    expect(bob.mailbox.take()).toEqual([{ identifier, message: 'just text' }]);
    await ada.ask(whisper({ x: 1 }));
    expect(bob.mailbox.take()).toEqual([{ identifier, message: { x: 1 } }]);
    expect((await scene.log.heads([topic]))[0]?.head).toBe(0);
  });

  it('are not said where the channel or the topic does not allow it; no right to publish is needed', async () => {
    const scene = new Scene();
    scene.grant('quiet', { ...fullGrants, whisper: false });
    scene.grant('read-only', { ...fullGrants, publish: false });
    const silent: Channel = { ...topicChannel, name: 'Silent', whisper: false };
    const cable = new CableScene(scene, { channels: [topicChannel, silent] });
    const bob = await cable.enter(2, { extended: true });
    const ada = await cable.enter(1, { extended: true });
    const say = async (id: string) => {
      await bob.ask({ command: 'subscribe', identifier: id });
      await ada.ask({ command: 'subscribe', identifier: id });
      bob.mailbox.take();
      await ada.ask({ command: 'whisper', identifier: id, data: 1 });
      return bob.mailbox.take().length;
    };
    expect(await say('{"channel":"Silent","name":"chat:1"}')).toBe(0);
    expect(await say(on('quiet'))).toBe(0);
    expect(ada.odd()).toBe(2);
    expect(await say(on('read-only'))).toBe(1);
    expect(await say(on('chat:2'))).toBe(1);
  });
});

describe('what topic clients send each other', () => {
  it('is not told to cable clients unless it is stored', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    const bob = await scene.on(2, topic);
    const transmit = { op: 'transmit', topic, action: 'note', payload: { message: 'hi' } };
    await bob.ask({ ...transmit, id: 2, store: false });
    await bob.ask({ ...transmit, id: 3, store: true });
    const heard = ada.mailbox.take().filter(({ type }) => type === undefined);
    expect(heard).toEqual([
      {
        identifier,
        message: { event: 'note', message: 'hi' },
        stream_id: topic,
        epoch: 'epoch00000',
        offset: 1,
      },
    ]);
  });
});

describe('events of a domain', () => {
  it('are told by their cable shape, and not at all where they have none', async () => {
    const scene = new Scene();
    scene.hub.shapes.add({
      event: 'shop.sold',
      topic: () => ({ event: 'sold', payload: '{"type":"sold"}' }),
      cable: ({ payload }) => ({ event: 'newSale', payload }),
    });
    scene.hub.shapes.add({
      event: 'shop.secret',
      topic: () => ({ event: 'secret', payload: '{}' }),
    });
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    for (const event of ['shop.sold', 'shop.secret', 'shop.sold']) {
      await scene.log.append({
        topic,
        event,
        payload: '{"price":1}',
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
      });
    }
    await scene.clock.settle();
    const told = [
      { message: { event: 'newSale', price: 1 }, offset: 1 },
      { message: { event: 'newSale', price: 1 }, offset: 3 },
    ];
    expect(ada.mailbox.take()).toMatchObject(told);
    const bob = await cable.enter(2, { extended: true });
    const history = { since: 0, streams: {} };
    const frames = await bob.ask({ command: 'subscribe', identifier, history });
    expect(frames.slice(1)).toMatchObject([...told, { type: 'confirm_history' }]);
  });
});

describe('pongs', () => {
  const lastFrame = async (
    { clock }: Scene,
    client: CableClient,
    answer: () => void,
    ms = 12_000,
  ) => {
    for (let at = 0; at < ms; at += 120) {
      await clock.advanceAsync(120);
      if (client.mailbox.closed !== undefined) break;
      answer();
    }
    return client.mailbox.take().at(-1);
  };
  const noPong = { type: 'disconnect', reason: 'no_pong', reconnect: true };

  it('are owed by a client that offered them, as welcome says; two silent pings are the end', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = cable.open(1, { pong: true });
    await scene.clock.settle();
    expect(ada.mailbox.takeTexts()).toEqual([
      `{"type":"welcome","sid":"${ada.sid}","extensions":["pong"]}`,
    ]);
    const pong = () => {
      if (ada.mailbox.take().length > 0) ada.say({ command: 'pong' });
    };
    await lastFrame(scene, ada, pong);
    expect(ada.mailbox.closed).toBeUndefined();
    expect(await lastFrame(scene, ada, () => {})).toEqual(noPong);
  });

  it('are owed by an extended client from its first one on, and not before', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.enter(1, { extended: true });
    await lastFrame(scene, ada, () => {}, 30_000);
    expect(ada.mailbox.closed).toBeUndefined();
    ada.say({ command: 'pong' });
    expect(await lastFrame(scene, ada, () => {})).toEqual(noPong);
  });
});

describe('a refresh in band', () => {
  const renewal = (memberId: number, credential: string, expiresAt: number) => ({
    principal: { memberId, profile: profile(memberId), credential },
    expiresAt,
  });

  it('lets the connection go on under the new token, and no longer', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const start = scene.clock.now();
    const ada = await cable.enter(1, {
      expiresAt: start + 10_000,
      refresh: () => Promise.resolve(renewal(1, 'token:new', start + 60_000)),
    });
    expect(await ada.ask({ command: 'refresh', token: 'new' })).toEqual([
      { type: 'refreshed', expires_at: '2026-01-01T00:01:00.000Z' },
    ]);
    await scene.clock.advanceAsync(59_000);
    expect(ada.mailbox.closed).toBeUndefined();
    await scene.clock.advanceAsync(1000);
    expect(ada.mailbox.take().at(-1)).toEqual({
      type: 'disconnect',
      reason: 'token_expired',
      reconnect: false,
    });
  });

  it('follows the new credential when one is revoked', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const far = scene.clock.now() + 1_000_000;
    const ada = await cable.enter(1, {
      refresh: () => Promise.resolve(renewal(1, 'token:new', far)),
    });
    await ada.ask({ command: 'refresh', token: 'new' });
    const revoke = async (credential: string) => {
      await scene.log.append({
        topic: '$member:1',
        event: 'parley.revoked',
        payload: JSON.stringify({ credential }),
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
        internal: true,
      });
      await scene.clock.settle();
    };
    await revoke('token:1');
    expect(ada.mailbox.closed).toBeUndefined();
    await revoke('token:new');
    expect(ada.mailbox.take()).toEqual([
      { type: 'disconnect', reason: 'token_expired', reconnect: false },
    ]);
  });

  it.each([
    ['a bad token', 'unauthorized', 'unauthorized'],
    ['an old token', 'token_expired', 'token_expired'],
    ['somebody else’s token', renewal(2, 'token:2', 9e15), 'unauthorized'],
  ] as const)('with %s changes nothing', async (_name, found, reason) => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const expiresAt = scene.clock.now() + 5000;
    const ada = await cable.enter(1, { expiresAt, refresh: () => Promise.resolve(found) });
    expect(await ada.ask({ command: 'refresh', token: 'x' })).toEqual([
      { type: 'refresh_rejected', reason },
    ]);
    await scene.clock.advanceAsync(4900);
    expect(ada.mailbox.closed).toBeUndefined();
    await scene.clock.advanceAsync(100);
    expect(ada.mailbox.closed).toBeDefined();
  });
});

describe('listeners at many identifiers', () => {
  it('share what can be shared, and each hears under their own', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const clients = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const client = await cable.enter(index + 1, { extended: index % 2 === 0 });
        const own = JSON.stringify({ channel: 'TopicChannel', name: topic, index });
        await client.ask({ command: 'subscribe', identifier: own });
        return { client, own };
      }),
    );
    for (const { client } of clients) client.mailbox.take();
    await scene.hub.publish({
      topic,
      event: 'note',
      payload: JSON.stringify({ text: 'ü'.repeat(40_000) }),
      store: true,
      publisher: 'app',
    });
    await scene.clock.settle();
    for (const { client, own } of clients) {
      expect(client.mailbox.take()).toMatchObject([
        { identifier: own, message: { event: 'note' } },
      ]);
    }
  });

  it('who does not read is sent away, and told to come back', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    ada.mailbox.queued = scene.hub.limits.queueBytes + 1;
    await scene.hub.publish({ topic, event: 'x', payload: '{}', store: false, publisher: 'app' });
    await scene.clock.settle();
    expect(ada.mailbox.take()).toEqual([]);
    await scene.hub.publish({ topic, event: 'x', payload: '{}', store: true, publisher: 'app' });
    await scene.clock.settle();
    expect(ada.mailbox.take()).toEqual([
      { type: 'disconnect', reason: 'too_slow', reconnect: true },
    ]);
  });
});
