import { defineChannel, fullGrants, type Channel } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { anyParams, CableScene, on, topicChannel } from './cable-scene.ts';
import { Scene } from './scene.ts';

const subscribe = (identifier: string) => ({ command: 'subscribe', identifier });
const unsubscribe = (identifier: string) => ({ command: 'unsubscribe', identifier });

function setUp(options: ConstructorParameters<typeof CableScene>[1] = {}) {
  const scene = new Scene();
  const cable = new CableScene(scene, options);
  let said = 0;
  const store = async (topic: string, payload: string, event = 'note') => {
    said += 1;
    await scene.hub.publish({
      topic,
      event,
      payload,
      store: true,
      publisher: 'app',
      clientId: `id${said}`,
    });
    await scene.clock.settle();
  };
  return { scene, cable, store };
}

describe('C1 the first frames', () => {
  it('are literally these', async () => {
    const { scene, cable, store } = setUp();
    const ada = cable.open(1);
    await scene.clock.settle();
    const [welcome] = ada.mailbox.takeTexts();
    expect(welcome).toMatch(/^\{"type":"welcome","sid":"[\w-]{21}"\}$/u);
    ada.say(subscribe(on('chat:1')));
    await scene.clock.settle();
    expect(ada.mailbox.takeTexts()).toEqual([
      '{"identifier":"{\\"channel\\":\\"TopicChannel\\",\\"name\\":\\"chat:1\\"}","type":"confirm_subscription"}',
    ]);
    await store('chat:1', '{"text":"Grüße 👋🏽"}');
    await store('chat:1', '{"event":"mine","n":1}');
    await store('chat:1', '{}');
    await store('chat:1', '[1]');
    await store('chat:1', '{"deep":{"event":"other"}}');
    const start =
      '{"identifier":"{\\"channel\\":\\"TopicChannel\\",\\"name\\":\\"chat:1\\"}","message":';
    expect(ada.mailbox.takeTexts()).toEqual([
      `${start}{"event":"note","text":"Grüße 👋🏽"}}`,
      `${start}{"event":"mine","n":1}}`,
      `${start}{"event":"note"}}`,
      `${start}[1]}`,
      `${start}{"event":"note","deep":{"event":"other"}}}`,
    ]);
  });

  it('are followed by a ping every 3 seconds, in whole unix seconds, spread over the time', async () => {
    const { scene, cable } = setUp();
    const clients = await Promise.all([1, 2, 3, 4, 5].map((id) => cable.enter(id)));
    const start = scene.clock.now();
    const times: number[][] = clients.map(() => []);
    for (let at = 0; at < 12_000; at += 40) {
      await scene.clock.advanceAsync(40);
      clients.forEach(({ mailbox }, index) => {
        for (const text of mailbox.takeTexts()) {
          const now = scene.clock.now();
          expect(text).toBe(`{"type":"ping","message":${Math.floor(now / 1000)}}`);
          times[index]?.push(now - start);
        }
      });
    }
    for (const heard of times) {
      expect(heard).toHaveLength(4);
      for (let i = 1; i < heard.length; i += 1) {
        expect((heard[i] ?? 0) - (heard[i - 1] ?? 0)).toBe(3000);
      }
    }
    expect(new Set(times.map(([first]) => first)).size).toBe(5);
    // Nobody answered, and nobody was asked to.
    expect(clients.map(({ mailbox }) => mailbox.closed)).toEqual(clients.map(() => undefined));
  });
});

describe('C2 bogus frames change nothing', () => {
  it.each([
    ['{"action":"message","data":"Hello Server!"}'],
    ['not json'],
    ['[]'],
    ['null'],
    ['""'],
    ['{}'],
    ['{"command":"dance","identifier":"{}"}'],
    ['{"command":"subscribe"}'],
    ['{"command":"subscribe","identifier":{"channel":"TopicChannel"}}'],
    ['{"command":"subscribe","identifier":7}'],
    ['{"command":"message","identifier":"{}","data":{"action":"x"}}'],
    ['{"command":"message","identifier":"{}","data":"not json"}'],
    ['{"command":"message","identifier":"{}","data":"[]"}'],
    ['{"command":"message","identifier":"nobody","data":"{\\"action\\":\\"x\\"}"}'],
    ['{"command":"whisper","identifier":"nobody","data":1}'],
    ['{"command":"history","identifier":"nobody"}'],
    ['{"command":"join","identifier":"nobody","presence":{"id":{}}}'],
    ['{"command":"refresh"}'],
  ])('%s: no reply, the socket stays, a counter goes up', async (text) => {
    const { scene, cable, store } = setUp();
    const ada = await cable.enter(1);
    expect(await ada.ask(text)).toEqual([]);
    expect(ada.odd()).toBe(1);
    expect(await ada.ask(subscribe(on('chat:1')))).toMatchObject([
      { type: 'confirm_subscription' },
    ]);
    await store('chat:1', '{}');
    expect(ada.mailbox.take()).toHaveLength(1);
    await scene.clock.advanceAsync(3000);
    expect(ada.mailbox.take()).toMatchObject([{ type: 'ping' }]);
    expect(ada.mailbox.closed).toBeUndefined();
  });

  it('nor does a binary message, or a pong that nobody asked for', async () => {
    const { cable } = setUp();
    const ada = await cable.enter(1);
    ada.talk.binary();
    expect(ada.odd()).toBe(1);
    expect(await ada.ask({ command: 'pong' })).toEqual([]);
    expect(ada.odd()).toBe(1);
    expect(await ada.ask(unsubscribe('never subscribed'))).toEqual([]);
    expect(ada.mailbox.closed).toBeUndefined();
  });

  it('and who sends nothing else is sent away', async () => {
    const { cable } = setUp();
    const ada = await cable.enter(1);
    for (let i = 0; i < 101; i += 1) ada.say('nonsense');
    expect(ada.mailbox.takeTexts()).toEqual([
      '{"type":"disconnect","reason":"invalid_request","reconnect":false}',
    ]);
    expect(ada.mailbox.closed).toBe(1008);
  });
});

describe('C3 a subscribe in the same tick as open', () => {
  it('is confirmed, and welcome still comes first', async () => {
    const { scene, cable } = setUp();
    const ada = cable.open(1);
    ada.say(subscribe(on('chat:1')));
    ada.say(subscribe(on('chat:2')));
    await scene.clock.settle();
    expect(ada.mailbox.take().map(({ type }) => type)).toEqual([
      'welcome',
      'confirm_subscription',
      'confirm_subscription',
    ]);
  });
});

describe('C6 identifiers', () => {
  it.each([
    ['{"channel":"TopicChannel","name":"chat:1"}'],
    ['{"name":"chat:1","channel":"TopicChannel"}'],
    [' { "channel" : "TopicChannel",\n\t"name": "chat:1" } '],
    ['{"channel":"Topic\\u0043hannel","name":"chat:1","ü":"👋🏽 \\u2028 \\"quoted\\""}'],
    ['{"channel":"TopicChannel","name":"chat:1","nul":"\\u0000"}'],
  ])('come back byte for byte: %s', async (identifier) => {
    const { cable, store } = setUp();
    const ada = await cable.enter(1);
    expect(await ada.ask(subscribe(identifier))).toEqual([
      { identifier, type: 'confirm_subscription' },
    ]);
    await store('chat:1', '{"n":1}');
    expect(ada.mailbox.take()).toEqual([{ identifier, message: { event: 'note', n: 1 } }]);
  });

  it('written in two ways are two subscriptions', async () => {
    const { cable, store } = setUp();
    const ada = await cable.enter(1);
    const other = '{"name":"chat:1","channel":"TopicChannel"}';
    await ada.ask(subscribe(on('chat:1')));
    await ada.ask(subscribe(other));
    await store('chat:1', '{}');
    const heard = ada.mailbox.take().map(({ identifier }) => identifier);
    expect(new Set(heard)).toEqual(new Set([on('chat:1'), other]));
    expect(heard).toHaveLength(2);
    await ada.ask(unsubscribe(other));
    await store('chat:1', '{}');
    expect(ada.mailbox.take().map(({ identifier }) => identifier)).toEqual([on('chat:1')]);
  });

  it('a repeated subscribe is confirmed again and delivers once', async () => {
    const { scene, cable, store } = setUp();
    const ada = await cable.enter(1);
    ada.say(subscribe(on('chat:1')));
    ada.say(subscribe(on('chat:1')));
    await scene.clock.settle();
    expect(ada.mailbox.take()).toHaveLength(2);
    expect(await ada.ask(subscribe(on('chat:1')))).toMatchObject([
      { type: 'confirm_subscription' },
    ]);
    await store('chat:1', '{}');
    expect(ada.mailbox.take()).toHaveLength(1);
  });

  it('subscribe, unsubscribe, subscribe in quick succession leaves exactly one', async () => {
    const { scene, cable, store } = setUp();
    const ada = await cable.enter(1);
    ada.say(subscribe(on('chat:1')));
    ada.say(unsubscribe(on('chat:1')));
    ada.say(subscribe(on('chat:1')));
    await scene.clock.settle();
    expect(ada.mailbox.take().map(({ type }) => type)).toEqual([
      'confirm_subscription',
      'confirm_subscription',
    ]);
    await store('chat:1', '{}');
    expect(ada.mailbox.take()).toHaveLength(1);
    expect(await ada.ask(unsubscribe(on('chat:1')))).toEqual([]);
    await store('chat:1', '{}');
    expect(ada.mailbox.take()).toEqual([]);
  });

  it('a repeat that a client sent because it gave up waiting has no second confirmation', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow: Channel = { ...topicChannel, rule: () => gate.then(() => true) };
    const { scene, cable } = setUp({ channels: [slow] });
    const ada = await cable.enter(1);
    ada.say(subscribe(on('chat:1')));
    await scene.clock.advanceAsync(500);
    ada.say(subscribe(on('chat:1')));
    await scene.clock.advanceAsync(5000);
    open();
    await scene.clock.settle();
    const types = ada.mailbox.take().map(({ type }) => type);
    expect(types.filter((type) => type === 'confirm_subscription')).toHaveLength(1);
  });
});

describe('C7 what is not one’s own', () => {
  it.each([
    ['not json'],
    ['{}'],
    ['"TopicChannel"'],
    ['{"channel":"NoSuchChannel"}'],
    ['{"channel":"__proto__"}'],
    ['{"channel":["TopicChannel"],"name":"chat:1"}'],
    [on('secret')],
    [on('$member:1')],
    [on('chat:1\nchat:2')],
    [JSON.stringify({ channel: 'TopicChannel', name: 'chat:1', pad: 'x'.repeat(5000) })],
  ])('is rejected: %.60s', async (identifier) => {
    const { cable } = setUp();
    const ada = await cable.enter(1);
    expect(await ada.ask(subscribe(identifier))).toEqual([
      { identifier, type: 'reject_subscription' },
    ]);
  });

  it('a channel’s own rule and parameters can refuse, and what they throw ends nothing', async () => {
    const channel: Channel = {
      ...topicChannel,
      params: {
        safeParse: (value) =>
          (value as { ok?: boolean }).ok === true
            ? { success: true, data: value }
            : { success: false },
      },
      rule: (params) => {
        if ((params as { boom?: boolean }).boom === true) throw new Error('boom');
        return (params as { me?: boolean }).me === true;
      },
    };
    const { cable } = setUp({ channels: [channel] });
    const ada = await cable.enter(1);
    const tell = async (params: object) => {
      const identifier = JSON.stringify({ channel: 'TopicChannel', name: 'chat:1', ...params });
      return (await ada.ask(subscribe(identifier))).map(({ type }) => type);
    };
    expect(await tell({})).toEqual(['reject_subscription']);
    expect(await tell({ ok: true })).toEqual(['reject_subscription']);
    expect(await tell({ ok: true, boom: true })).toEqual(['reject_subscription']);
    expect(cable.reports).toHaveLength(1);
    expect(await tell({ ok: true, me: true })).toEqual(['confirm_subscription']);
  });

  it('who is removed hears so, and nothing after it; later it can be tried anew', async () => {
    const { scene, cable, store } = setUp();
    let allowed = true;
    scene.hub.allow('room:1', () =>
      allowed ? fullGrants : { refused: 'forbidden', reason: 'not in the room' },
    );
    const ada = await cable.enter(1);
    const bob = await cable.enter(2);
    await ada.ask(subscribe(on('room:1')));
    await bob.ask(subscribe(on('room:1')));
    const append = (event: string, payload: string) =>
      scene.log.append({
        topic: 'room:1',
        event,
        payload,
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
        internal: event.startsWith('parley.'),
      });
    allowed = false;
    await Promise.all([
      append('note', '{"n":1}'),
      append('parley.removed', '{"memberId":1}'),
      append('note', '{"n":2}'),
    ]);
    await scene.clock.settle();
    expect(ada.mailbox.take()).toEqual([
      { identifier: on('room:1'), message: { event: 'note', n: 1 } },
      { identifier: on('room:1'), type: 'reject_subscription' },
    ]);
    expect(bob.mailbox.take()).toHaveLength(2);
    expect(await ada.ask(subscribe(on('room:1')))).toMatchObject([{ type: 'reject_subscription' }]);
    allowed = true;
    expect(await ada.ask(subscribe(on('room:1')))).toMatchObject([
      { type: 'confirm_subscription' },
    ]);
    await store('room:1', '{"n":3}');
    expect(ada.mailbox.take()).toHaveLength(1);
  });
});

describe('an application’s own channels', () => {
  it('stream from several topics, transmit, act, and hear of comings and goings', async () => {
    const heard: unknown[] = [];
    const channel = defineChannel<{ board: string }>({
      name: 'Board',
      params: {
        safeParse: (value) => ({ success: true, data: value as { board: string } }),
      },
      subscribed: async (scope) => {
        heard.push(['subscribed', scope.params.board, scope.principal.memberId]);
        scope.transmit({ hello: scope.params.board });
        await scope.stream('chat:a');
        await scope.stream('chat:b');
      },
      unsubscribed: (scope) => void heard.push(['unsubscribed', scope.params.board]),
      actions: {
        ping: (call) => {
          call.transmit({ pong: call.data });
        },
        less: (call) => {
          call.stopStream('chat:b');
        },
        boom: () => {
          throw new Error('boom');
        },
      },
    });
    const { scene, cable, store } = setUp({ channels: [channel] });
    const ada = await cable.enter(1);
    const identifier = '{"channel":"Board","board":"x"}';
    const act = (data: object) =>
      ada.ask({ command: 'message', identifier, data: JSON.stringify(data) });
    expect(await ada.ask(subscribe(identifier))).toEqual([
      { identifier, type: 'confirm_subscription' },
      { identifier, message: { hello: 'x' } },
    ]);
    await store('chat:a', '{"n":1}');
    await store('chat:b', '{"n":2}');
    expect(ada.mailbox.take()).toMatchObject([{ message: { n: 1 } }, { message: { n: 2 } }]);
    expect(await act({ action: 'ping', n: 3 })).toEqual([
      { identifier, message: { pong: { n: 3 } } },
    ]);
    expect(await act({ action: 'nothing' })).toEqual([]);
    expect(await act({ action: 'toString' })).toEqual([]);
    expect(ada.odd()).toBe(2);
    expect(await act({ action: 'boom' })).toEqual([]);
    expect(cable.reports).toHaveLength(1);
    await act({ action: 'less' });
    await store('chat:b', '{"n":4}');
    await store('chat:a', '{"n":5}');
    expect(ada.mailbox.take()).toMatchObject([{ message: { n: 5 } }]);
    await ada.ask(unsubscribe(identifier));
    await store('chat:a', '{"n":6}');
    expect(ada.mailbox.take()).toEqual([]);
    await ada.ask(subscribe(identifier));
    ada.drop();
    await scene.clock.settle();
    expect(heard).toEqual([
      ['subscribed', 'x', 1],
      ['unsubscribed', 'x'],
      ['subscribed', 'x', 1],
      ['unsubscribed', 'x'],
    ]);
  });

  it('that throw on a subscribe refuse it, and leave nothing of it', async () => {
    const channel: Channel = {
      name: 'No',
      params: anyParams,
      topic: () => 'chat:1',
      subscribed: async (scope) => {
        await scope.stream('chat:2');
        throw new Error('no');
      },
    };
    const { cable, store } = setUp({ channels: [channel] });
    const ada = await cable.enter(1);
    const identifier = '{"channel":"No"}';
    expect(await ada.ask(subscribe(identifier))).toEqual([
      { identifier, type: 'reject_subscription' },
    ]);
    await store('chat:1', '{}');
    await store('chat:2', '{}');
    expect(ada.mailbox.take()).toEqual([]);
  });

  it('hold what is live back until the confirmation', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const channel: Channel = { ...topicChannel, subscribed: () => gate };
    const { scene, cable, store } = setUp({ channels: [channel] });
    const ada = await cable.enter(1);
    ada.say(subscribe(on('chat:1')));
    await scene.clock.settle();
    await store('chat:1', '{"n":1}');
    expect(ada.mailbox.take()).toEqual([]);
    open();
    await scene.clock.settle();
    expect(ada.mailbox.take()).toMatchObject([
      { type: 'confirm_subscription' },
      { message: { n: 1 } },
    ]);
  });
});

describe('the seed’s receiver', () => {
  it('finds `channel` and `data` where the server is told to add them', async () => {
    const { scene, cable, store } = setUp({ echoChannel: true });
    const ada = await cable.enter(1);
    await ada.ask(subscribe(on('chat:1')));
    await store('chat:1', '{"n":1}');
    await scene.clock.settle();
    const message = { event: 'note', n: 1 };
    expect(ada.mailbox.take()).toEqual([
      { identifier: on('chat:1'), message, channel: 'TopicChannel', data: message },
    ]);
  });
});

describe('a connection that sends too fast', () => {
  it('waits, and everything is done in its order', async () => {
    const calls: unknown[] = [];
    const channel: Channel = {
      ...topicChannel,
      actions: { say: ({ data }) => void calls.push(data['n']) },
    };
    const { scene, cable } = setUp({ channels: [channel] });
    const ada = await cable.enter(1);
    await ada.ask(subscribe(on('chat:1')));
    for (let n = 0; n < 300; n += 1) {
      const data = JSON.stringify({ action: 'say', n });
      ada.say({ command: 'message', identifier: on('chat:1'), data });
    }
    await scene.clock.settle();
    expect(calls).toHaveLength(99);
    await scene.clock.advanceAsync(5000);
    expect(calls).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(ada.mailbox.closed).toBeUndefined();
  });
});

describe('the database away', () => {
  it('delays a confirmation, and after a while lets the client come back later', async () => {
    const { scene, cable } = setUp();
    let away = true;
    scene.hub.allow('room:1', () => (away ? Promise.reject(new Error('away')) : fullGrants));
    const ada = await cable.enter(1);
    expect(await ada.ask(subscribe(on('room:1')))).toEqual([]);
    away = false;
    await scene.clock.advanceAsync(1000);
    expect(ada.mailbox.take()).toContainEqual({
      identifier: on('room:1'),
      type: 'confirm_subscription',
    });
    away = true;
    const bob = await cable.enter(2);
    await bob.ask(subscribe(on('room:1')));
    await scene.clock.advanceAsync(5000);
    expect(bob.mailbox.take().filter(({ type }) => type !== 'ping')).toMatchObject([
      { type: 'disconnect', reason: 'server_restart', reconnect: true },
    ]);
  });
});

describe('the last frame', () => {
  it.each([
    ['server_restart', '{"type":"disconnect","reason":"server_restart","reconnect":true}'],
    ['silent', '{"type":"disconnect","reason":"no_pong","reconnect":true}'],
    ['too_slow', '{"type":"disconnect","reason":"too_slow","reconnect":true}'],
    ['expired', '{"type":"disconnect","reason":"token_expired","reconnect":false}'],
    ['signed_out', '{"type":"disconnect","reason":"token_expired","reconnect":false}'],
    ['disconnected', '{"type":"disconnect","reason":"remote","reconnect":false}'],
    ['misbehaving', '{"type":"disconnect","reason":"invalid_request","reconnect":false}'],
  ] as const)('for %s is %s', async (reason, frame) => {
    const { scene, cable } = setUp();
    const ada = await cable.enter(1);
    scene.hub.sessions.get(ada.cid)?.end(reason);
    expect(ada.mailbox.takeTexts()).toEqual([frame]);
    expect(ada.mailbox.closed).toBeDefined();
  });
});
