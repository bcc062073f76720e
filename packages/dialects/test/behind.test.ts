import { TopicConversation, topicDialect } from '@parley/dialects/topic';
import { fullGrants, Hub, type Grants, type Limits, type TopicLog } from '@parley/hub';
import { MemoryTopicLog } from '@parley/hub/memory';
import { FakeClock, Mailbox } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { only, profile } from './scene.ts';

type Frame = Record<string, unknown>;
const topic = 'chat:1';

/** A node that hears nothing of what is written elsewhere but by its own looks at the log. */
function setUp(
  options: { limits?: Partial<Limits>; log?: Partial<TopicLog>; grants?: Grants } = {},
) {
  const clock = new FakeClock();
  const log = new MemoryTopicLog({ clock, epoch: () => 'epoch00000' });
  const written = new Map<string, { topic: string; epoch: string; head: number }>();
  log.onCommit((publications) => {
    for (const { topic: name, position } of publications) {
      written.set(name, { topic: name, epoch: position.epoch, head: position.offset });
    }
  });
  const state = { broken: false };
  const reports: unknown[] = [];
  const hub = new Hub({
    log: {
      append: (request) => log.append(request),
      heads: (topics) => log.heads(topics),
      read: (request) => log.read(request),
      onCommit: () => () => {},
      ...options.log,
    },
    clock,
    silence: {
      // As Postgres tells: each change once.
      changed: async () => {
        if (state.broken) throw new Error('database away');
        const changed = [...written.values()];
        written.clear();
        return changed;
      },
    },
    profiles: { find: (ids) => Promise.resolve(ids.map((id) => profile(id))) },
    limits: { pingInterval: 10_000_000, ...options.limits },
    report: (_where, error) => reports.push(error),
  });
  hub.allow('chat:*', () => options.grants ?? fullGrants, { open: true });
  hub.allow('club', () => fullGrants);
  let count = 0;
  const enter = async (memberId: number, request: Frame = {}) => {
    count += 1;
    const mailbox = new Mailbox();
    const session = hub.connect({
      connectionId: `c${count}`,
      principal: { memberId, profile: profile(memberId), credential: `session:${memberId}` },
      dialect: topicDialect,
      wire: mailbox,
    });
    const talk = new TopicConversation(session);
    const say = async (frame: Frame) => {
      talk.receive(JSON.stringify(frame));
      await clock.settle();
    };
    await say({ op: 'subscribe', id: 1, topic, ...request });
    return { mailbox, session, say };
  };
  /** Another node stores something. */
  const store = (text: string, extra: Frame = {}) =>
    log.append({
      topic,
      event: 'said',
      payload: JSON.stringify(text),
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      ...extra,
    });
  return { clock, log, hub, state, reports, enter, store };
}

const offsets = (frames: readonly Frame[]) => only(frames, 'message').map((m) => m['offset']);

describe('a node that is behind', () => {
  it('misses nothing that a look found while the topic was being opened', async () => {
    let answer = (): void => {};
    const scene = setUp({
      log: {
        heads: async (topics) => {
          const heads = await scene.log.heads(topics);
          await new Promise<void>((resolve) => (answer = resolve));
          return heads;
        },
      },
    });
    const ada = scene.enter(1);
    await scene.clock.settle();
    await scene.store('one');
    // The look's answer overtakes the older one of the head.
    await scene.clock.advanceAsync(1000);
    answer();
    const { mailbox } = await ada;
    await scene.clock.advanceAsync(1000);
    const frames = mailbox.take();
    const paged = only(frames, 'page').flatMap((page) => page['messages'] as Frame[]);
    expect([...paged.map((m) => m['offset']), ...offsets(frames)]).toEqual([1]);
  });

  it('misses nothing that a look found while an older fetch was under way', async () => {
    let holding = false;
    const held: (() => void)[] = [];
    const scene = setUp({
      log: {
        read: async (request) => {
          const result = await scene.log.read(request);
          if (holding) await new Promise<void>((resolve) => held.push(resolve));
          return result;
        },
      },
    });
    const ada = await scene.enter(1);
    await scene.store('one');
    holding = true;
    const topics = scene.hub.topics.get(topic);
    const fetching = topics?.feed.reach('epoch00000', 1);
    await scene.clock.settle();
    await scene.store('two');
    const looked = topics?.feed.reach('epoch00000', 2);
    holding = false;
    for (const go of held) go();
    await Promise.all([fetching, looked]);
    await scene.clock.advanceAsync(100);
    expect(offsets(ada.mailbox.take())).toEqual([1, 2]);
  });

  it('looks again for what a look found and could not read: a revocation is not lost', async () => {
    let broken = false;
    const scene = setUp({
      log: {
        read: (request) =>
          broken ? Promise.reject(new Error('database away')) : scene.log.read(request),
      },
    });
    const ada = await scene.enter(1);
    await scene.log.append({
      topic: '$member:1',
      event: 'parley.revoked',
      payload: '{"credential":"session:1"}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    broken = true;
    await scene.clock.advanceAsync(1000);
    expect(ada.mailbox.closed).toBeUndefined();
    broken = false;
    await scene.clock.advanceAsync(1000);
    expect(ada.mailbox.closed).toBe(4500);
  });

  it('does not send again what another node has shown to the one who resumes', async () => {
    const scene = setUp();
    await scene.enter(1);
    await scene.store('one');
    await scene.store('two');
    const bob = await scene.enter(2, { since: { epoch: 'epoch00000', offset: 2 } });
    await scene.store('three');
    await scene.clock.advanceAsync(1000);
    const frames = bob.mailbox.take();
    expect(only(frames, 'subscribed')).toMatchObject([{ offset: 2, recovered: true }]);
    expect(offsets(frames)).toEqual([3]);
  });

  it('fetches what did not fit while a name was looked up', async () => {
    let known = (): void => {};
    const scene = setUp({ limits: { pendingMessages: 3 } });
    const ada = await scene.enter(1);
    scene.hub.profiles.load = () => new Promise<void>((resolve) => (known = resolve));
    for (let n = 0; n < 8; n += 1) await scene.store(`${n}`, n === 0 ? { memberId: 2 } : {});
    const { messages } = await scene.log.read({ topic, after: 0, limit: 8, internal: true });
    scene.hub.topics.offer(messages);
    scene.hub.profiles.learn(profile(2));
    known();
    await scene.clock.advanceAsync(100);
    expect(offsets(ada.mailbox.take())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('shows listeners that something was trimmed before it could be delivered', async () => {
    const scene = setUp();
    const ada = await scene.enter(1);
    for (const text of ['one', 'two', 'three']) await scene.store(text);
    await scene.log.trim(topic, 3);
    await scene.clock.advanceAsync(1000);
    expect(only(ada.mailbox.take(), 'message')).toMatchObject([{ offset: 3, prev: 2 }]);
  });

  it('delivers nothing of a topic with rules while rights are stale, and all of it after', async () => {
    const scene = setUp();
    const ada = await scene.enter(1, { topic: 'club' });
    scene.state.broken = true;
    await scene.clock.advanceAsync(12_000);
    await scene.store('one', { topic: 'club' });
    const { messages } = await scene.log.read({ topic: 'club', limit: 1, internal: true });
    scene.hub.topics.offer(messages);
    await scene.clock.settle();
    expect(offsets(ada.mailbox.take())).toEqual([]);
    await ada.say({ op: 'history', id: 2, topic: 'club' });
    const bob = await scene.enter(2, { topic: 'club' });
    for (const one of [ada, bob]) {
      expect(only(one.mailbox.take(), 'error')).toMatchObject([{ code: 'stale_rights' }]);
    }
    scene.state.broken = false;
    await scene.clock.advanceAsync(1000);
    expect(offsets(ada.mailbox.take())).toEqual([1]);
  });

  it('asks no more once it is closed', async () => {
    const scene = setUp({ log: { read: () => Promise.reject(new Error('closed')) } });
    await scene.enter(1, { history: 0 });
    scene.hub.topics
      .get(topic)
      ?.feed.reach('epoch00000', 5)
      .catch(() => {});
    await scene.clock.settle();
    const { pending } = scene.clock;
    scene.hub.close();
    await scene.clock.advanceAsync(10_000);
    expect(pending).toBeGreaterThan(0);
    expect(scene.clock.pending).toBe(0);
  });
});

describe('a server that is stopping', () => {
  it('sends away who was let in at the last moment', async () => {
    const scene = setUp();
    scene.hub.close();
    const late = await scene.enter(1);
    expect(late.mailbox.closed).toBeDefined();
    expect(scene.hub.sessions.size).toBe(0);
  });
});

describe('old text that was read and is replaced before it is shown', () => {
  const redactWhileReading = async (ask: (scene: ReturnType<typeof setUp>) => Promise<Mailbox>) => {
    let then: (() => Promise<void>) | undefined;
    const scene = setUp({
      log: {
        read: async (request) => {
          const result = await scene.log.read(request);
          const now = then;
          then = undefined;
          await now?.();
          return result;
        },
      },
    });
    await scene.enter(1);
    await scene.store('old text', { subject: 's' });
    await scene.clock.advanceAsync(1000);
    then = async () => {
      await scene.log.redact([topic], 's', 'gone');
      const { messages } = await scene.log.read({ topic, after: 1, limit: 1, internal: true });
      scene.hub.topics.offer(messages);
    };
    scene.hub.topics.get(topic)?.memory.recent.clear();
    return only((await ask(scene)).take(), 'page').flatMap((page) => page['messages'] as Frame[]);
  };

  it('is not on a page of history', async () => {
    const rows = await redactWhileReading(async (scene) => {
      const bob = await scene.enter(2, { history: 0 });
      await bob.say({ op: 'history', id: 2, topic });
      return bob.mailbox;
    });
    expect(rows).toMatchObject([{ payload: 'gone' }]);
  });

  it('is not shown to one who joins', async () => {
    const rows = await redactWhileReading(async (scene) => (await scene.enter(2)).mailbox);
    expect(rows).toMatchObject([{ payload: 'gone' }]);
  });
});

describe('who may not see who is there', () => {
  it('gets no roster changes, and an author with each message', async () => {
    let presence = true;
    const scene = setUp();
    scene.hub.allow('hall', () => ({ ...fullGrants, presence }));
    const ada = await scene.enter(1, { topic: 'hall' });
    presence = false;
    const spy = await scene.enter(2, { topic: 'hall' });
    await scene.clock.advanceAsync(1000);
    await ada.say({ op: 'transmit', id: 2, topic: 'hall', action: 'a', store: false });
    expect(only(ada.mailbox.take(), 'presence')).toHaveLength(1);
    const seen = spy.mailbox.take();
    expect(only(seen, 'presence')).toEqual([]);
    expect(only(seen, 'message')).toMatchObject([{ author: { scid: 'm1' } }]);
  });
});
