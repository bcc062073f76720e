import { fullGrants } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { only, Scene } from './scene.ts';

const transmit = (id: number, store: boolean, text: string, extra: object = {}) => ({
  op: 'transmit',
  id,
  topic: 'chat:1',
  action: 'note',
  store,
  payload: { message: text },
  ...extra,
});

describe('the first frames', () => {
  it('are literally these', async () => {
    const scene = new Scene();
    const ada = scene.enter(1);
    ada.say({ op: 'subscribe', id: 7, topic: 'chat:1' });
    await scene.clock.settle();
    expect(ada.mailbox.takeTexts()).toEqual([
      '{"op":"subscribed","id":7,"topic":"chat:1","epoch":"","offset":0,"recovered":false,"grants":{"publish":true,"history":true,"presence":true}}',
      '{"op":"roster","topic":"chat:1","count":1,"members":[{"scid":"m1","name":"Member 1","role":"member","color":"#123456","cids":["m1","c1"],"online":true}]}',
      '{"op":"page","topic":"chat:1","epoch":"","authors":[],"older":false,"last":true,"messages":[]}',
    ]);
    ada.say(transmit(8, true, 'Grüße 👋🏽'));
    await scene.clock.settle();
    const texts = ada.mailbox.takeTexts();
    expect(texts.filter((text) => !text.startsWith('{"op":"presence"'))).toEqual([
      '{"op":"ok","id":8,"timestamp":"2026-01-01T00:00:00.000Z","epoch":"epoch00000","offset":1}',
      '{"op":"message","topic":"chat:1","action":"note","sender":"c1","timestamp":"2026-01-01T00:00:00.000Z","store":true,"payload":{"message":"Grüße 👋🏽"},"epoch":"epoch00000","offset":1,"prev":0}',
    ]);
  });
});

describe('A3 sendMessage', () => {
  it('reaches everyone on the topic, the sender too, stamped by the server, and is not kept', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    ada.mailbox.take();
    const frame = { ...transmit(2, false, 'hi'), sender: 'forged', timestamp: 'forged' };
    const heard = only(await ada.ask(frame), 'message');
    expect(heard).toEqual([
      {
        op: 'message',
        topic: 'chat:1',
        action: 'note',
        sender: ada.cid,
        timestamp: '2026-01-01T00:00:00.000Z',
        store: false,
        payload: { message: 'hi' },
      },
    ]);
    expect(only(bob.mailbox.take(), 'message')).toEqual(heard);
    expect((await scene.log.heads(['chat:1']))[0]?.head).toBe(0);
  });

  it('with payload.target reaches that connection alone', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    const tab = await scene.on(2, 'chat:1');
    for (const one of [ada, bob, tab]) one.mailbox.take();
    const answer = await ada.ask(
      transmit(2, false, '', { payload: { sdp: 'x', target: tab.cid } }),
    );
    expect(only(answer, 'message')).toEqual([]);
    expect(only(answer, 'ok')).toHaveLength(1);
    expect(only(bob.mailbox.take(), 'message')).toEqual([]);
    expect(only(tab.mailbox.take(), 'message')).toMatchObject([{ payload: { sdp: 'x' } }]);
    const away = await ada.ask(transmit(3, false, '', { payload: { target: 'nobody' } }));
    expect(only(away, 'error')).toMatchObject([{ id: 3, code: 'no_such_connection' }]);
    const stored = await ada.ask(transmit(4, true, '', { payload: { target: tab.cid } }));
    expect(only(stored, 'error')).toMatchObject([{ id: 4, code: 'bad_request' }]);
  });
});

describe('A4 and B4 storeMessage and a later joiner', () => {
  it('sees confirmation, roster, the newest page with its authors, then live', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    for (let i = 1; i <= 3; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    ada.session.closed(true);
    const bob = scene.enter(2);
    const frames = await bob.ask({ op: 'subscribe', id: 1, topic: 'chat:1', history: 2 });
    expect(frames.map((f) => f['op'])).toEqual(['subscribed', 'roster', 'page']);
    expect(frames[0]).toMatchObject({ epoch: 'epoch00000', offset: 3 });
    expect(frames[2]).toMatchObject({
      last: true,
      older: true,
      authors: [{ scid: 'm1', name: 'Member 1', cids: ['m1', ada.cid] }],
      messages: [
        { offset: 2, payload: { message: 'm2' }, sender: ada.cid },
        { offset: 3, payload: { message: 'm3' }, sender: ada.cid },
      ],
    });
    const older = await bob.ask({
      op: 'history',
      id: 2,
      topic: 'chat:1',
      before: { epoch: 'epoch00000', offset: 2 },
    });
    expect(older).toMatchObject([{ op: 'page', id: 2, older: false, messages: [{ offset: 1 }] }]);
  });

  it('comes in more pages when messages are large, none twice, none missing', async () => {
    const scene = new Scene({ limits: { pageCharacters: 100 } });
    const ada = await scene.on(1, 'chat:1');
    const sizes = [10, 60, 60, 300, 10];
    for (const [i, size] of sizes.entries()) {
      await ada.ask(transmit(i + 2, true, 'x'.repeat(size)));
    }
    const offsets = (frames: Record<string, unknown>[]) =>
      only(frames, 'page').map((f) => (f['messages'] as { offset: number }[]).map((m) => m.offset));
    const bob = scene.enter(2);
    const joined = await bob.ask({ op: 'subscribe', id: 1, topic: 'chat:1' });
    expect(offsets(joined)).toEqual([[1, 2], [3], [4], [5]]);
    expect(only(joined, 'page').map((f) => f['last'] ?? false)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const position = (offset: number) => ({ epoch: 'epoch00000', offset });
    const ask = (cursor: object) => bob.ask({ op: 'history', id: 9, topic: 'chat:1', ...cursor });
    expect(await ask({ before: position(4) })).toMatchObject([
      { older: true, messages: [{ offset: 3 }] },
    ]);
    expect(await ask({ after: position(3) })).toMatchObject([
      { next: 4, messages: [{ offset: 4 }] },
    ]);
    const none = await scene.enter(3).ask({ op: 'subscribe', id: 1, topic: 'chat:1', history: 0 });
    expect(only(none, 'page')).toMatchObject([{ older: true, messages: [], last: true }]);
  });

  it('pages forward by a cursor, and refuses one of another epoch', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    for (let i = 1; i <= 3; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    const page = (after: object) => ({ op: 'history', id: 9, topic: 'chat:1', after, limit: 2 });
    const first = await ada.ask(page({ epoch: '', offset: 0 }));
    expect(first).toMatchObject([{ next: 2, messages: [{ offset: 1 }, { offset: 2 }] }]);
    const rest = await ada.ask(page({ epoch: 'epoch00000', offset: 2 }));
    expect(rest[0]).toMatchObject({ messages: [{ offset: 3 }] });
    expect(rest[0]).not.toHaveProperty('next');
    expect(await ada.ask(page({ epoch: 'other', offset: 2 }))).toMatchObject([
      { op: 'error', id: 9, code: 'bad_position' },
    ]);
  });

  it('a repeat with the same message id publishes once, another message with it is refused', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    await ada.ask(transmit(2, true, 'once', { messageId: 'x' }));
    const again = await ada.ask(transmit(3, true, 'once', { messageId: 'x' }));
    expect(again).toMatchObject([{ op: 'ok', id: 3, offset: 1, duplicate: true }]);
    const other = await ada.ask(transmit(4, true, 'twice', { messageId: 'x' }));
    expect(other).toMatchObject([{ op: 'error', id: 4, code: 'message_id_reused' }]);
    expect((await scene.log.heads(['chat:1']))[0]?.head).toBe(1);
  });
});

describe('A6 and B3 what is not allowed', () => {
  it('is told to the caller and reaches nobody', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = scene.enter(2);
    ada.mailbox.take();
    expect(await bob.ask(transmit(1, false, 'psst'))).toMatchObject([
      { op: 'error', id: 1, code: 'not_joined', retry: false },
    ]);
    expect(await bob.ask({ op: 'subscribe', id: 2, topic: 'exchange/text:1' })).toMatchObject([
      { op: 'error', id: 2, code: 'forbidden' },
    ]);
    expect(ada.mailbox.take()).toEqual([]);
    scene.grant('read-only', { ...fullGrants, publish: false });
    await bob.ask({ op: 'subscribe', id: 3, topic: 'read-only' });
    expect(await bob.ask({ ...transmit(4, true, 'x'), topic: 'read-only' })).toMatchObject([
      { op: 'error', id: 4, code: 'forbidden' },
    ]);
    expect(await ada.ask({ ...transmit(5, true, 'x'), action: 'parley.removed' })).toMatchObject([
      { op: 'error', id: 5, code: 'bad_request' },
    ]);
  });

  it('says how many may take part, where it is not all', async () => {
    const scene = new Scene();
    const seats = { most: 3, take: ['come'], leave: ['go'] };
    scene.grant('call', { ...fullGrants, seats });
    const ada = scene.enter(1);
    const [told] = await ada.ask({ op: 'subscribe', id: 1, topic: 'call' });
    expect(told).toMatchObject({
      grants: { publish: true, history: true, presence: true, seats: 3 },
    });
    const [plain] = await ada.ask({ op: 'subscribe', id: 2, topic: 'chat:1' });
    expect(plain?.['grants']).toEqual({ publish: true, history: true, presence: true });
  });

  it('clips history to what may be read', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    for (let i = 1; i <= 4; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    const readable = [{ from: 3, to: Number.MAX_SAFE_INTEGER }];
    scene.grant('chat:1', { ...fullGrants, readable });
    const bob = scene.enter(2);
    const page = only(await bob.ask({ op: 'subscribe', id: 1, topic: 'chat:1' }), 'page')[0];
    expect(page).toMatchObject({ messages: [{ offset: 3 }, { offset: 4 }], older: false });
    const cal = scene.enter(3);
    const [answer] = await cal.ask({
      op: 'subscribe',
      id: 1,
      topic: 'chat:1',
      since: { epoch: 'epoch00000', offset: 1 },
    });
    expect(answer).toMatchObject({ recovered: false, gap: { reason: 'unreadable' } });
  });

  it('a removal takes effect at its place in the order', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    await ada.ask(transmit(2, true, 'before'));
    await scene.log.append({
      topic: 'chat:1',
      event: 'parley.removed',
      payload: '{"memberId":2}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    await ada.ask(transmit(3, true, 'after'));
    const seen = bob.mailbox.take().map((f) => f['op']);
    expect(seen.filter((op) => op !== 'presence')).toEqual(['message', 'removed']);
    expect(await bob.ask(transmit(9, false, 'x'))).toMatchObject([{ code: 'not_joined' }]);
    const late = await ada.ask(transmit(4, true, 'more'));
    expect(only(late, 'message')).toMatchObject([{ offset: 4, prev: 3 }]);
    const cal = scene.enter(3);
    const page = only(await cal.ask({ op: 'subscribe', id: 1, topic: 'chat:1' }), 'page')[0];
    expect(page).toMatchObject({ messages: [{ offset: 1 }, { offset: 3 }, { offset: 4 }] });
  });

  it('one who is removed while a page is read does not get it', async () => {
    let release: (() => void) | undefined;
    const scene = new Scene({
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        onCommit: (listener) => inner.onCommit(listener),
        async read(request) {
          const result = await inner.read(request);
          if (request.before === 9) await new Promise<void>((resolve) => (release = resolve));
          return result;
        },
      }),
    });
    const ada = await scene.on(1, 'chat:1');
    await ada.ask(transmit(2, true, 'secret'));
    const before = { epoch: 'epoch00000', offset: 9 };
    ada.say({ op: 'history', id: 3, topic: 'chat:1', before });
    await scene.clock.settle();
    ada.mailbox.take();
    await scene.log.append({
      topic: 'chat:1',
      event: 'parley.removed',
      payload: '{"memberId":1}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    release?.();
    await scene.clock.settle();
    expect(ada.mailbox.take()).toMatchObject([
      { op: 'removed' },
      { op: 'error', id: 3, code: 'not_joined' },
    ]);
  });

  it('one who is removed while on the way in does not get in', async () => {
    const scene = new Scene();
    const asked: ((ok: boolean) => void)[] = [];
    scene.hub.allow('club', async () => {
      const ok = await new Promise<boolean>((resolve) => asked.push(resolve));
      return ok ? fullGrants : { refused: 'forbidden', reason: 'removed' };
    });
    const bob = scene.enter(2);
    bob.say({ op: 'subscribe', id: 1, topic: 'club' });
    await scene.clock.settle();
    await scene.log.append({
      topic: 'club',
      event: 'parley.removed',
      payload: '{"memberId":2}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    asked[0]?.(true);
    await scene.clock.settle();
    asked[1]?.(false);
    await scene.clock.settle();
    expect(bob.mailbox.take()).toMatchObject([{ op: 'error', id: 1, code: 'forbidden' }]);
  });
});

describe('A5 presence', () => {
  it('a second tab joins the same entry, and the last one to close takes it away', async () => {
    const scene = new Scene({ limits: { pingInterval: 1_000_000 } });
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    const tab = await scene.on(2, 'chat:1');
    await scene.clock.advanceAsync(250);
    const told = only(ada.mailbox.take(), 'presence').flatMap((f) => f['changes'] as object[]);
    expect(told.at(-1)).toMatchObject({ scid: 'm2', cids: ['m2', bob.cid, tab.cid], online: true });
    bob.session.closed();
    await scene.clock.advanceAsync(60_000);
    const after = only(ada.mailbox.take(), 'presence').flatMap((f) => f['changes'] as object[]);
    expect(after).toMatchObject([{ scid: 'm2', cids: ['m2', tab.cid], online: true }]);
    tab.session.closed();
    await scene.clock.advanceAsync(14_000);
    // Expected back: nobody is told anything yet.
    expect(only(ada.mailbox.take(), 'presence')).toEqual([]);
    await scene.clock.advanceAsync(2000);
    expect(only(ada.mailbox.take(), 'presence')).toMatchObject([
      { count: 1, changes: [{ scid: 'm2', online: false }] },
    ]);
  });

  it('a name comes before the first message of someone new', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    await scene.clock.advanceAsync(1000);
    ada.mailbox.take();
    const bob = await scene.on(2, 'chat:1');
    await bob.ask(transmit(2, true, 'hello'));
    expect(ada.mailbox.take().map((f) => f['op'])).toEqual(['presence', 'message']);
  });

  it('a message that came without a connection brings its author along', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    await scene.clock.advanceAsync(1000);
    ada.mailbox.take();
    await scene.hub.publish({
      topic: 'chat:1',
      event: 'note',
      payload: '{"message":"from REST"}',
      store: true,
      publisher: 'app',
      memberId: 5,
    });
    await scene.clock.settle();
    expect(ada.mailbox.take()).toMatchObject([
      { op: 'message', sender: 'm5', author: { scid: 'm5', cids: ['m5'], name: 'Member 5' } },
    ]);
  });
});

describe('A8 resume', () => {
  it('brings exactly what was missed, from memory and from the log', async () => {
    for (const recentMessages of [256, 1]) {
      const scene = new Scene({ limits: { recentMessages } });
      const ada = await scene.on(1, 'chat:1');
      for (let i = 1; i <= 6; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
      const bob = scene.enter(2);
      const frames = await bob.ask({
        op: 'subscribe',
        id: 1,
        topic: 'chat:1',
        since: { epoch: 'epoch00000', offset: 2 },
      });
      expect(frames[0]).toMatchObject({ op: 'subscribed', recovered: true, offset: 6 });
      const missed = only(frames, 'page').flatMap((f) => f['messages'] as { offset: number }[]);
      expect(missed.map((m) => m.offset)).toEqual([3, 4, 5, 6]);
    }
  });

  it('tells a gap that cannot be filled: trimmed, too many, another epoch', async () => {
    const scene = new Scene({ limits: { resumeMessages: 3, recentMessages: 1 } });
    const ada = await scene.on(1, 'chat:1');
    for (let i = 1; i <= 6; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    const resume = async (since: object) => {
      const bob = scene.enter(2);
      const [first, , page] = await bob.ask({ op: 'subscribe', id: 1, topic: 'chat:1', since });
      return { gap: first?.['gap'], messages: page?.['messages'] };
    };
    const epoch = 'epoch00000';
    expect((await resume({ epoch, offset: 1 })).gap).toEqual({
      reason: 'too_many',
      after: { epoch, offset: 1 },
    });
    expect((await resume({ epoch: 'old', offset: 1 })).gap).toMatchObject({
      reason: 'epoch_changed',
    });
    expect((await resume({ epoch, offset: 99 })).gap).toMatchObject({ reason: 'epoch_changed' });
    await scene.log.trim('chat:1', 5);
    const trimmed = await resume({ epoch, offset: 2 });
    expect(trimmed.gap).toEqual({ reason: 'trimmed', after: { epoch, offset: 2 } });
    expect(trimmed.messages).toMatchObject([{ offset: 5 }, { offset: 6 }]);
    expect((await resume({ epoch: '', offset: 0 })).gap).toMatchObject({ reason: 'trimmed' });
  });

  it('live messages wait behind a replay, and none comes twice', async () => {
    let release: (() => void) | undefined;
    const scene = new Scene({
      limits: { recentMessages: 1 },
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        onCommit: (listener) => inner.onCommit(listener),
        async read(request) {
          const result = await inner.read(request);
          if (request.after === 1) await new Promise<void>((resolve) => (release = resolve));
          return result;
        },
      }),
    });
    const ada = await scene.on(1, 'chat:1');
    for (let i = 1; i <= 4; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    const bob = scene.enter(2);
    bob.say({
      op: 'subscribe',
      id: 1,
      topic: 'chat:1',
      since: { epoch: 'epoch00000', offset: 1 },
    });
    await scene.clock.settle();
    for (let i = 5; i <= 7; i += 1) await ada.ask(transmit(i + 1, true, `m${i}`));
    expect(bob.mailbox.take()).toEqual([]);
    release?.();
    await scene.clock.settle();
    await ada.ask(transmit(9, true, 'm8'));
    const offsets = bob.mailbox.take().flatMap((frame) => {
      if (frame['op'] === 'page')
        return (frame['messages'] as { offset: number }[]).map((m) => m.offset);
      return frame['op'] === 'message' ? [frame['offset']] : [];
    });
    expect(offsets).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('B7 limits', () => {
  it('messages per second: refused with the time to wait, and nothing is lost of the rest', async () => {
    const scene = new Scene({ limits: { messagesPerSecond: 2 } });
    const ada = await scene.on(1, 'chat:1');
    ada.mailbox.take();
    for (let i = 2; i <= 6; i += 1) ada.say(transmit(i, false, `m${i}`));
    await scene.clock.settle();
    const frames = ada.mailbox.take();
    expect(only(frames, 'message')).toHaveLength(3);
    expect(only(frames, 'error')).toMatchObject([
      { id: 5, code: 'rate_limited', retry: true, retryAfter: 500 },
      { id: 6, code: 'rate_limited', retry: true, retryAfter: 500 },
    ]);
    await scene.clock.advanceAsync(500);
    expect(only(await ada.ask(transmit(7, false, 'again')), 'ok')).toHaveLength(1);
  });

  it('topics per connection', async () => {
    const scene = new Scene({ limits: { topicsPerConnection: 1 } });
    const ada = await scene.on(1, 'chat:1');
    expect(await ada.ask({ op: 'subscribe', id: 2, topic: 'chat:2' })).toMatchObject([
      { id: 2, code: 'too_many_topics' },
    ]);
    expect(await ada.ask({ op: 'subscribe', id: 3, topic: 'chat:1' })).toMatchObject([
      { id: 3, code: 'already_joined' },
    ]);
  });

  it('connections per member', () => {
    const scene = new Scene({ limits: { connectionsPerMember: 2 } });
    scene.enter(1);
    const second = scene.enter(1);
    expect(scene.hub.mayConnect(1)).toBe(false);
    expect(scene.hub.mayConnect(2)).toBe(true);
    second.session.closed();
    expect(scene.hub.mayConnect(1)).toBe(true);
  });

  it('silence: pinged once per interval, closed after two without a word', async () => {
    const scene = new Scene();
    const ada = scene.enter(1);
    const bob = scene.enter(2);
    await scene.clock.advanceAsync(25_000);
    expect(only(ada.mailbox.take(), 'ping')).toHaveLength(1);
    bob.say({ op: 'pong' });
    await scene.clock.advanceAsync(30_000);
    expect(ada.mailbox.closed).toBe(4001);
    expect(ada.mailbox.take().at(-1)).toMatchObject({ op: 'disconnect', reconnect: true });
    expect(bob.mailbox.closed).toBeUndefined();
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('silence is the same when the clock is set %s', async (_way, ms) => {
    const scene = new Scene();
    const ada = scene.enter(1);
    await scene.clock.advanceAsync(20_000);
    ada.say({ op: 'pong' });
    scene.clock.set(ms);
    await scene.clock.advanceAsync(45_000);
    expect(ada.mailbox.closed).toBeUndefined();
    await scene.clock.advanceAsync(30_000);
    expect(ada.mailbox.closed).toBe(4001);
  });

  it('the allowance of messages is the same when the clock is set back', async () => {
    const scene = new Scene({ limits: { messagesPerSecond: 2 } });
    const ada = await scene.on(1, 'chat:1');
    scene.clock.set(-3_600_000);
    await scene.clock.advanceAsync(5000);
    ada.mailbox.take();
    for (let id = 10; id < 14; id += 1) await ada.ask(transmit(id, false, 'x'));
    expect(only(ada.mailbox.take(), 'error')).toEqual([]);
  });

  it('a reader too slow for stored messages is disconnected, one of transient ones just misses them', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    bob.mailbox.take();
    bob.mailbox.queued = 2_000_000;
    await ada.ask(transmit(2, false, 'missed'));
    expect(bob.mailbox.closed).toBeUndefined();
    expect(bob.mailbox.take()).toEqual([]);
    await ada.ask(transmit(3, true, 'kept'));
    expect(bob.mailbox.closed).toBe(4002);
  });

  it('who sends nonsense without end is cut off', () => {
    const scene = new Scene();
    const ada = scene.enter(1);
    for (let i = 0; i < 101; i += 1) ada.raw('{');
    expect(ada.mailbox.closed).toBe(4003);
  });
});

describe('B8 unknown and truncated frames', () => {
  it('are answered and change nothing', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    ada.mailbox.take();
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"op":"fly","id":3}',
      '{"op":"subscribe","id":4}',
    ]) {
      ada.raw(text);
    }
    await scene.clock.settle();
    expect(ada.mailbox.take().map((f) => f['code'])).toEqual([
      'bad_frame',
      'bad_frame',
      'bad_frame',
      'bad_frame',
      'unknown_op',
      'bad_request',
    ]);
    expect(only(await ada.ask(transmit(5, false, 'still here')), 'ok')).toHaveLength(1);
    expect(scene.reports).toEqual([]);
  });
});

describe('a failing database', () => {
  it('refuses stored messages so that they can be sent again, and lets transient ones through', async () => {
    let broken = false;
    const { HubError } = await import('@parley/hub');
    const scene = new Scene({
      log: (inner) => ({
        append: (request) =>
          broken
            ? Promise.reject(new HubError('store_unavailable', 'disk full'))
            : inner.append(request),
        heads: (topics) => inner.heads(topics),
        read: (request) => inner.read(request),
        onCommit: (listener) => inner.onCommit(listener),
      }),
    });
    const ada = await scene.on(1, 'chat:1');
    broken = true;
    expect(await ada.ask(transmit(2, true, 'x', { messageId: 'x' }))).toMatchObject([
      { op: 'error', id: 2, code: 'store_unavailable', retry: true },
    ]);
    expect(only(await ada.ask(transmit(3, false, 'y')), 'message')).toHaveLength(1);
    broken = false;
    expect(only(await ada.ask(transmit(4, true, 'x', { messageId: 'x' })), 'ok')).toHaveLength(1);
  });
});

describe('signing out', () => {
  it('also ends what was let in just before and opened just after', async () => {
    const scene = new Scene();
    await scene.log.append({
      topic: '$member:2',
      event: 'parley.revoked',
      payload: '{"credential":"session:2"}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    expect(scene.enter(2).mailbox.closed).toBe(4500);
    expect(scene.enter(1).mailbox.closed).toBeUndefined();
  });

  it('ends what the session opened, and the member is gone at once', async () => {
    const scene = new Scene();
    const ada = await scene.on(1, 'chat:1');
    const bob = await scene.on(2, 'chat:1');
    await scene.clock.advanceAsync(1000);
    ada.mailbox.take();
    await scene.log.append({
      topic: '$member:2',
      event: 'parley.revoked',
      payload: '{"credential":"session:2"}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    expect(bob.mailbox.closed).toBe(4500);
    await scene.clock.advanceAsync(250);
    expect(only(ada.mailbox.take(), 'presence')).toMatchObject([
      { count: 1, changes: [{ scid: 'm2', online: false }] },
    ]);
  });
});

describe('a lost bus message', () => {
  it('shows as a gap and is fetched from the log after 50 ms', async () => {
    let deaf = false;
    const scene = new Scene({
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        read: (request) => inner.read(request),
        onCommit: (listener) =>
          inner.onCommit((publications) => {
            if (!deaf) listener(publications);
          }),
      }),
    });
    const ada = await scene.on(1, 'chat:1');
    deaf = true;
    await ada.ask(transmit(2, true, 'm1'));
    deaf = false;
    expect(only(await ada.ask(transmit(3, true, 'm2')), 'message')).toEqual([]);
    await scene.clock.advanceAsync(50);
    expect(only(ada.mailbox.take(), 'message').map((m) => m['offset'])).toEqual([1, 2]);
  });
});
