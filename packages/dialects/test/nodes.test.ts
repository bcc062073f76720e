import { TopicConversation, topicDialect } from '@parley/dialects/topic';
import { fullGrants, Hub, type Nodes } from '@parley/hub';
import { MemoryBusRoom, MemoryTopicLog, type MemoryBus } from '@parley/hub/memory';
import { FakeClock, Mailbox } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { only, profile } from './scene.ts';

type Frame = Record<string, unknown>;

/** Nodes that a test declares dead. */
class Undertaker implements Nodes {
  readonly #listeners = new Set<(node: string, silentFor: number) => void>();

  onGone(listener: (node: string, silentFor: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  bury(node: string): void {
    for (const listener of this.#listeners) listener(node, 6000);
  }
}

/** Two nodes on one log, each hearing its own commits and the other's over the bus. */
function setUp() {
  const clock = new FakeClock();
  const log = new MemoryTopicLog({ clock, epoch: () => 'epoch00000' });
  const room = new MemoryBusRoom();
  const nodes = new Undertaker();
  let committing: MemoryBus | undefined;
  const changed = new Map<string, { topic: string; epoch: string; head: number }>();
  log.onCommit((publications) => {
    for (const { topic, position } of publications) {
      changed.set(topic, { topic, epoch: position.epoch, head: position.offset });
    }
  });
  let broken = false;
  const hub = () => {
    const bus = room.bus();
    const made = new Hub({
      log: {
        append: async (request) => {
          committing = bus;
          return log.append(request);
        },
        heads: (topics) => log.heads(topics),
        read: (request) => log.read(request),
        onCommit: (listener) =>
          log.onCommit((publications) => {
            if (committing === bus) listener(publications);
          }),
      },
      clock,
      bus,
      nodes,
      silence: {
        changed: () =>
          broken
            ? Promise.reject(new Error('database away'))
            : Promise.resolve([...changed.values()]),
      },
      profiles: { find: (ids) => Promise.resolve(ids.map((id) => profile(id))) },
      limits: { pingInterval: 10_000_000 },
    });
    made.allow('chat:*', () => fullGrants, { open: true });
    made.allow('club', () => fullGrants);
    const seats = { most: 2, take: ['come'], leave: ['go'] };
    made.allow('call', () => ({ ...fullGrants, seats }));
    // Member 9 was let in after the second message.
    made.allow('late', ({ principal }) =>
      principal.memberId === 9
        ? { ...fullGrants, readable: [{ from: 3, to: Number.MAX_SAFE_INTEGER }] }
        : fullGrants,
    );
    return { hub: made, bus };
  };
  let count = 0;
  const enter = async (node: { hub: Hub }, memberId: number, topic = 'chat:1') => {
    count += 1;
    const cid = `c${count}`;
    const mailbox = new Mailbox();
    const session = node.hub.connect({
      connectionId: cid,
      principal: { memberId, profile: profile(memberId), credential: `session:${memberId}` },
      dialect: topicDialect,
      wire: mailbox,
    });
    const talk = new TopicConversation(session);
    const say = async (frame: Frame) => {
      talk.receive(JSON.stringify(frame));
      await clock.settle();
    };
    await say({ op: 'subscribe', id: 1, topic });
    let id = 1;
    const transmit = (store: boolean, text: string, extra: Frame = {}) => {
      id += 1;
      const payload = { message: text, ...extra };
      return say({ op: 'transmit', id, topic, action: 'note', store, payload });
    };
    return { session, mailbox, cid, say, transmit };
  };
  const break_ = (value: boolean) => {
    broken = value;
  };
  return { clock, nodes, a: hub(), b: hub(), enter, breakDatabase: break_, log };
}

/** The roster that a page shows: its first frame, with all changes since applied. */
function roster(frames: readonly Frame[]): Record<string, string[]> {
  const shown: Record<string, string[]> = {};
  type Entry = { scid: string; cids: string[]; online: boolean };
  for (const frame of frames) {
    const key = frame['op'] === 'roster' ? 'members' : 'changes';
    if (frame['op'] !== 'roster' && frame['op'] !== 'presence') continue;
    for (const { scid, cids, online } of frame[key] as Entry[]) {
      if (online) shown[scid] = cids.slice(1).sort();
      else delete shown[scid];
    }
  }
  return shown;
}

describe('two nodes', () => {
  describe('on a topic with seats', () => {
    const come = { op: 'transmit', id: 50, topic: 'call', action: 'come', store: false };
    const answers = ({ mailbox }: { mailbox: Mailbox }) =>
      mailbox.take().flatMap(({ op, id, code }) => (id === 50 ? [code ?? op] : []));

    it('refuse one too many on whichever node, also on one that nobody was on before', async () => {
      const { a, b, enter } = setUp();
      const [ada, bob] = [await enter(a, 1, 'call'), await enter(a, 2, 'call')];
      await ada.say(come);
      await bob.say(come);
      expect([answers(ada), answers(bob)]).toEqual([['ok'], ['ok']]);
      const cyd = await enter(b, 3, 'call');
      await cyd.say(come);
      expect(answers(cyd)).toEqual(['full']);
      await ada.say({ ...come, action: 'go' });
      await cyd.say(come);
      expect(answers(cyd)).toEqual(['ok']);
    });

    it('refuse the later of two who found the last seat in the same moment, with the next they say', async () => {
      const { clock, a, b, enter } = setUp();
      const [ada, bob] = [await enter(a, 1, 'call'), await enter(a, 2, 'call')];
      const cyd = await enter(b, 3, 'call');
      await ada.say(come);
      ada.mailbox.take();
      const both = [cyd.say(come), bob.say(come)];
      await Promise.all(both);
      await clock.settle();
      expect([answers(bob), answers(cyd)]).toEqual([['ok'], ['ok']]);
      await cyd.say({ ...come, action: 'x', payload: { target: bob.cid } });
      await bob.say({ ...come, action: 'x', payload: { target: ada.cid } });
      expect([answers(bob), answers(cyd)]).toEqual([['ok'], ['full']]);
    });
  });

  it('pass stored and transient messages to each other, in the order of the log', async () => {
    const { a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    bob.mailbox.take();
    await ada.transmit(true, 'one');
    await bob.transmit(true, 'two');
    await ada.transmit(false, 'three');
    const heard = only(bob.mailbox.take(), 'message');
    expect(heard.map((m) => (m['payload'] as { message: string }).message)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(heard.map((m) => m['offset'])).toEqual([1, 2, undefined]);
  });

  it('bring the author of what is said in passing by somebody whom nobody there knows', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    ada.mailbox.take();
    const said = { topic: 'chat:1', event: 'typing', payload: '{}', store: false, publisher: 'x' };
    await b.hub.publish({ ...said, memberId: 7 });
    await clock.settle();
    expect(only(ada.mailbox.take(), 'message')).toMatchObject([
      { action: 'typing', sender: 'm7', author: { scid: 'm7' } },
    ]);
    b.hub.transient({ ...said, sender: 'm8', memberId: 8, timestamp: '2026-06-01T12:00:00.000Z' });
    await clock.settle();
    expect(only(ada.mailbox.take(), 'message')).toMatchObject([{ author: { scid: 'm8' } }]);
  });

  it('show each other who is there, and those who come later the whole', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    await clock.advanceAsync(1000);
    const both = { m1: [ada.cid], m2: [bob.cid] };
    expect(roster(ada.mailbox.take())).toEqual(both);
    expect(roster(bob.mailbox.take())).toEqual(both);
    const tab = await enter(b, 1);
    await clock.advanceAsync(1000);
    expect(roster(tab.mailbox.take())).toEqual({ m1: [ada.cid, tab.cid].sort(), m2: [bob.cid] });
    await ada.say({ op: 'unsubscribe', id: 99, topic: 'chat:1' });
    await clock.advanceAsync(1000);
    const seen = tab.mailbox.take();
    expect(only(seen, 'presence').flatMap((f) => f['changes'] as Frame[])).toMatchObject([
      { scid: 'm1', cids: ['m1', tab.cid], online: true },
    ]);
  });

  it('find out that a change was lost, and ask for the whole', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    await clock.advanceAsync(1000);
    a.bus.deaf = true;
    const cal = await enter(b, 3);
    await clock.advanceAsync(1000);
    a.bus.deaf = false;
    await clock.advanceAsync(6000);
    expect(roster(ada.mailbox.take())).toEqual({
      m1: [ada.cid],
      m2: [bob.cid],
      m3: [cal.cid],
    });
  });

  it('find out that someone has left, though nobody is there any more to say it again', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    await clock.advanceAsync(6000);
    a.bus.deaf = true;
    await bob.say({ op: 'unsubscribe', id: 2, topic: 'chat:1' });
    a.bus.deaf = false;
    await clock.advanceAsync(6000);
    expect(roster(ada.mailbox.take())).toEqual({ m1: [ada.cid] });
  });

  it('hear each other although a clock was set back in between', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    await clock.advanceAsync(1000);
    await bob.say({ op: 'unsubscribe', id: 2, topic: 'chat:1' });
    await clock.advanceAsync(1000);
    const now = clock.now.bind(clock);
    clock.now = () => now() - 60_000;
    const back = await enter(b, 2);
    await clock.advanceAsync(6000);
    expect(roster(ada.mailbox.take())).toEqual({ m1: [ada.cid], m2: [back.cid] });
  });

  it('start over when the bus was away', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    a.bus.deaf = true;
    b.bus.deaf = true;
    const bob = await enter(b, 2);
    await clock.advanceAsync(1000);
    a.bus.deaf = false;
    b.bus.deaf = false;
    b.bus.reset();
    await clock.advanceAsync(1000);
    const both = { m1: [ada.cid], m2: [bob.cid] };
    expect(roster(ada.mailbox.take())).toEqual(both);
    expect(roster(bob.mailbox.take())).toEqual(both);
  });

  it('bury a dead node: its members are offline when the grace time is over', async () => {
    const { clock, nodes, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    await enter(b, 2);
    await clock.advanceAsync(1000);
    b.bus.deaf = true;
    a.bus.deaf = true;
    // Its lease was 6 s; so much of the grace time is over already.
    await clock.advanceAsync(6000);
    ada.mailbox.take();
    nodes.bury(b.bus.node);
    await clock.advanceAsync(8000);
    expect(only(ada.mailbox.take(), 'presence')).toEqual([]);
    await clock.advanceAsync(2000);
    expect(only(ada.mailbox.take(), 'presence').at(-1)).toMatchObject({
      count: 1,
      changes: [{ scid: 'm2', online: false }],
    });
  });

  it('a member who moves to another node within the grace time was never gone', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    await clock.advanceAsync(1000);
    bob.session.closed();
    const back = await enter(a, 2);
    await clock.advanceAsync(60_000);
    const frames = ada.mailbox.take();
    expect(roster(frames)).toEqual({ m1: [ada.cid], m2: [back.cid] });
    const changes = only(frames, 'presence').flatMap((f) => f['changes'] as Frame[]);
    expect(changes.every((change) => change['online'] === true)).toBe(true);
  });

  it('a stored message that the bus lost comes with the next look at the log', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    b.bus.deaf = true;
    await ada.transmit(true, 'unheard');
    expect(only(bob.mailbox.take(), 'message')).toEqual([]);
    await clock.advanceAsync(1000);
    expect(only(bob.mailbox.take(), 'message')).toMatchObject([{ offset: 1 }]);
  });

  it('a newcomer hears nothing live that was said before, though the node be behind', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1, 'late');
    const bob = await enter(b, 2, 'late');
    b.bus.deaf = true;
    for (const text of ['one', 'two', 'three']) await ada.transmit(true, text);
    expect(only(bob.mailbox.take(), 'message')).toEqual([]);
    const newcomer = await enter(b, 9, 'late');
    b.bus.deaf = false;
    await ada.transmit(true, 'four');
    await clock.advanceAsync(1000);
    const frames = newcomer.mailbox.take();
    const paged = only(frames, 'page').flatMap((f) => f['messages'] as Frame[]);
    const heard = [...paged, ...only(frames, 'message')].map((m) => m['offset']);
    expect(heard.filter((offset) => Number(offset) < 3)).toEqual([]);
    expect(heard).toContain(4);
  });

  it('a revocation takes effect on the other node, bus or no bus', async () => {
    const { clock, a, b, enter } = setUp();
    const bob = await enter(b, 2);
    b.bus.deaf = true;
    await a.hub.log.append({
      topic: '$member:2',
      event: 'parley.revoked',
      payload: '{"credential":null}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    await clock.advanceAsync(1000);
    expect(bob.mailbox.closed).toBe(4500);
    // Who comes back after it is not meant, once it must have been committed.
    await clock.advanceAsync(20_000);
    const again = await enter(b, 2);
    await clock.advanceAsync(5000);
    expect(again.mailbox.closed).toBeUndefined();
  });

  it('a revocation is found among all that happened to a member while the bus was silent', async () => {
    const { clock, a, b, enter } = setUp();
    const bob = await enter(b, 2);
    b.bus.deaf = true;
    const tell = (event: string, payload: string): Promise<unknown> =>
      a.hub.log.append({
        topic: '$member:2',
        event,
        payload,
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
        internal: true,
      });
    await tell('parley.revoked', JSON.stringify({ credential: bob.session.principal.credential }));
    for (let i = 0; i < 250; i += 1) await tell('parley.profile', '{}');
    await clock.advanceAsync(1000);
    expect(bob.mailbox.closed).toBe(4500);
  });

  it('a revocation that waited for a lock ends those who came in meanwhile', async () => {
    const { clock, a, b, enter } = setUp();
    const bob = await enter(b, 2);
    const now = clock.now.bind(clock);
    // The write began, and got its time, five seconds ago.
    clock.now = () => now() - 5000;
    await a.hub.log.append({
      topic: '$member:2',
      event: 'parley.revoked',
      payload: '{"credential":null}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    clock.now = now;
    await clock.advanceAsync(1000);
    expect(bob.mailbox.closed).toBe(4500);
  });

  it('a target on the other node is reached, and one that is nowhere is told', async () => {
    const { clock, a, b, enter } = setUp();
    const ada = await enter(a, 1);
    const bob = await enter(b, 2);
    const cal = await enter(b, 3);
    await clock.advanceAsync(1000);
    for (const one of [ada, bob, cal]) one.mailbox.take();
    await ada.transmit(false, 'sdp', { target: bob.cid });
    expect(only(bob.mailbox.take(), 'message')).toHaveLength(1);
    expect(only(cal.mailbox.take(), 'message')).toEqual([]);
    await ada.transmit(false, 'sdp', { target: 'nobody' });
    expect(only(ada.mailbox.take(), 'error')).toMatchObject([{ code: 'no_such_connection' }]);
  });

  it('protected topics go silent when the log was not seen for 10 s, open ones go on', async () => {
    const { clock, a, b, enter, breakDatabase } = setUp();
    const ada = await enter(a, 1, 'club');
    const bob = await enter(b, 2, 'club');
    const cal = await enter(b, 3);
    breakDatabase(true);
    await clock.advanceAsync(9000);
    await ada.transmit(false, 'still');
    expect(only(bob.mailbox.take(), 'message')).toHaveLength(1);
    await clock.advanceAsync(3000);
    expect(b.hub.rightsAreFresh).toBe(false);
    ada.mailbox.take();
    await ada.transmit(false, 'silence');
    // She may have been removed: the other nodes are not to pass it on for this one.
    expect(only(ada.mailbox.take(), 'error')).toMatchObject([{ code: 'stale_rights' }]);
    await cal.transmit(false, 'open');
    expect(only(bob.mailbox.take(), 'message')).toEqual([]);
    expect(only(cal.mailbox.take(), 'message')).toHaveLength(1);
    breakDatabase(false);
    await clock.advanceAsync(2000);
    await ada.transmit(false, 'again');
    expect(only(bob.mailbox.take(), 'message')).toHaveLength(1);
  });

  it('… whatever the time of day is set to meanwhile', async () => {
    const { clock, b, breakDatabase } = setUp();
    await clock.advanceAsync(1000);
    clock.set(60_000);
    expect(b.hub.rightsAreFresh).toBe(true);
    breakDatabase(true);
    await clock.advanceAsync(5000);
    clock.set(-3_600_000);
    await clock.advanceAsync(7000);
    expect(b.hub.rightsAreFresh).toBe(false);
  });
});
