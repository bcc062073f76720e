import { describe, expect, it } from 'vitest';
import type { Gap, Member, Message } from './message.ts';
import { payloads, world } from './testing/setup.ts';

describe('subscribing', () => {
  it('shows a joiner the confirmation, the roster, the newest history ascending, then live messages', async () => {
    const { server, client, settle } = world();
    for (let n = 1; n <= 60; n += 1) server.publish('t', 'said', `${n}`);
    const me = client();
    const order: string[] = [];
    me.subscribe('t', {
      status: (status) => order.push(status),
      roster: ({ count }) => order.push(`roster ${count}`),
      message: ({ payload, replayed }) =>
        order.push(`${replayed ? 'old' : 'new'} ${JSON.stringify(payload)}`),
      ready: ({ older }) => order.push(`ready, older: ${older}`),
    });
    me.connect();
    await settle();
    server.publish('t', 'said', '61');
    await settle();
    expect(order.filter((line) => !line.startsWith('old'))).toEqual([
      'joined',
      'roster 1',
      'roster 1', // the author of the history, who is not here
      'ready, older: true',
      'new "61"',
    ]);
    expect(order.filter((line) => line.startsWith('old'))).toEqual(
      Array.from({ length: 50 }, (_, i) => `old "${i + 11}"`),
    );
    expect(order.indexOf('roster 1')).toBeLessThan(order.indexOf('old "11"'));
  });

  it('gives a message its type and action, and what the server stamped', async () => {
    const { server, client, settle } = world();
    const me = client();
    const got: Message[] = [];
    me.connect();
    me.subscribe('t', (message) => got.push(message));
    await settle();
    await Promise.all([me.transmit(true, 'said', 't', { a: 1 }), settle()]);
    expect(got).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        type: 'said',
        action: 'said',
        topic: 't',
        sender: me.connectionId,
        store: true,
        payload: { a: 1 },
        position: { epoch: 'e-t', offset: 1 },
        replayed: false,
      },
    ]);
    expect(server.log('t').head).toBe(1);
  });

  it('shares one subscription on the wire; a late subscriber gets the same past, none twice', async () => {
    const { server, client, settle } = world();
    server.publish('t', 'said', 'one');
    const me = client();
    const first: Message[] = [];
    const late: Message[] = [];
    me.connect();
    me.subscribe('t', (m) => first.push(m));
    await settle();
    server.publish('t', 'said', 'two');
    await settle();
    me.subscribe('t', (m) => late.push(m));
    // Comes while the late one's page is on its way.
    server.publish('t', 'said', 'three');
    await settle();
    expect(payloads(first)).toEqual(['one', 'two', 'three']);
    expect(payloads(late)).toEqual(['one', 'two', 'three']);
    expect(server.seen.filter((f) => f.op === 'subscribe')).toHaveLength(1);
  });

  it('each subscriber gets as much of the past as it asked for, whoever shares the join', async () => {
    const { server, client, settle } = world();
    for (let n = 1; n <= 5; n += 1) server.publish('t', 'said', `${n}`);
    const me = client();
    const got: Record<number, string[]> = { 9: [], 2: [], 0: [] };
    for (const history of [9, 2, 0]) {
      const handlers = {
        message: ({ payload }: Message<string>) => void got[history]?.push(payload),
        ready: ({ older }: { older: boolean }) => void got[history]?.push(`older: ${older}`),
      };
      me.subscribe<string>('t', handlers, { history });
    }
    me.connect();
    await settle();
    server.publish('t', 'said', 'live');
    await settle();
    expect(got).toEqual({
      9: ['1', '2', '3', '4', '5', 'older: false', 'live'],
      2: ['4', '5', 'older: true', 'live'],
      0: ['older: true', 'live'],
    });
  });

  it('a subscriber who wants more history than the join under way asked for gets it', async () => {
    const { server, client, settle } = world();
    server.publish('t', 'said', 'one');
    const me = client();
    me.connect();
    await settle();
    const none: Message[] = [];
    const all: Message[] = [];
    me.subscribe('t', (m) => none.push(m), { history: 0 });
    me.subscribe('t', (m) => all.push(m));
    await settle();
    expect(payloads(all)).toEqual(['one']);
    server.publish('t', 'said', 'two');
    await settle();
    expect(payloads(all)).toEqual(['one', 'two']);
  });

  it('leaving and coming back at once keeps the subscription; leaving for good ends it', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    me.connect();
    const got: Message[] = [];
    const gone = me.subscribe('t', () => {});
    await settle();
    gone.leave();
    const back = me.subscribe('t', (m) => got.push(m));
    await clock.advanceAsync(1_000);
    server.publish('t', 'said', 'still here');
    await settle();
    expect(payloads(got)).toEqual(['still here']);
    expect(server.seen.filter((f) => f.op === 'unsubscribe')).toHaveLength(0);
    back.leave();
    await clock.advanceAsync(1_000);
    expect(server.seen.filter((f) => f.op === 'unsubscribe')).toHaveLength(1);
    await expect(me.transmit(true, 'said', 't', 1)).rejects.toMatchObject({ code: 'not_joined' });
  });

  it('a refusal is told to the subscribers; a retryable one is tried again', async () => {
    const { server, client, clock, settle } = world();
    let stale = 2;
    server.refuse = (frame) => {
      if (frame.op !== 'subscribe') return undefined;
      if (frame.topic === 'secret') return 'forbidden';
      return stale-- > 0 ? 'stale_rights' : undefined;
    };
    const me = client();
    me.connect();
    const errors: string[] = [];
    const secret = me.subscribe('secret', { error: ({ code }) => errors.push(code) });
    const open = me.subscribe('open', { error: ({ code }) => errors.push(code) });
    await settle();
    expect(errors).toEqual(['forbidden']);
    expect(secret.status).toBe('refused');
    await expect(me.transmit(false, 'x', 'secret')).rejects.toMatchObject({ code: 'forbidden' });
    expect(open.status).toBe('joining');
    await clock.advanceAsync(5_000);
    expect(open.status).toBe('joined');
  });

  it('being removed is told, and unsent messages to that topic are returned', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.connect();
    const errors: string[] = [];
    const subscription = me.subscribe('t', { error: ({ code }) => errors.push(code) });
    await settle();
    server.refuse = (frame) => (frame.op === 'transmit' ? 'busy' : undefined);
    const sent = me.transmit(true, 'said', 't', 'x');
    await settle();
    server.remove('t');
    await expect(sent).rejects.toMatchObject({ code: 'removed' });
    expect(errors).toEqual(['removed']);
    expect(subscription.status).toBe('refused');
    expect(me.pending('t')).toEqual([]);
  });

  it('a subscriber who comes while very much is said gets it, and is told of the past it did not', async () => {
    const { server, client, settle } = world();
    server.publish('t', 'said', 'before');
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    await settle();
    const got: Message[] = [];
    const gaps: Gap[] = [];
    server.auto = false;
    me.subscribe('t', { message: (m) => got.push(m), gap: (g) => gaps.push(g) });
    await settle();
    for (let n = 0; n < 2_500; n += 1) server.publish('t', 'said', `${n}`);
    const [socket] = server.open;
    while ((socket?.down.length ?? 0) > 0) socket?.deliver();
    server.pump();
    expect(payloads(got)).toEqual(Array.from({ length: 2_500 }, (_, n) => `${n}`));
    expect(gaps).toMatchObject([{ after: { offset: 0 }, before: { offset: 2 } }]);
  });

  it('a message that was lost on the way is noticed and fetched', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.connect();
    const got: Message[] = [];
    me.subscribe('t', (m) => got.push(m));
    await settle();
    server.publish('t', 'said', 'one');
    server.publish('t', 'said', 'two', { lose: true });
    server.publish('t', 'said', 'hidden', { internal: true });
    server.publish('t', 'said', 'three');
    server.publish('t', 'said', 'four');
    await settle();
    expect(payloads(got)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('an offset that is not for us is no loss', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.connect();
    const got: Message[] = [];
    me.subscribe('t', (m) => got.push(m));
    await settle();
    server.publish('t', 'said', 'one');
    server.publish('t', 'moved', 'internal', { internal: true });
    server.publish('t', 'said', 'two');
    await settle();
    expect(payloads(got)).toEqual(['one', 'two']);
    expect(server.seen.filter((f) => f.op === 'subscribe')).toHaveLength(1);
  });

  it('a topic without history is live all the same', async () => {
    const { server, client, settle } = world();
    server.grants = { ...server.grants, history: false };
    server.publish('t', 'said', 'before');
    const me = client();
    me.connect();
    const got: Message[] = [];
    me.subscribe('t', (m) => got.push(m));
    await settle();
    server.publish('t', 'said', 'now');
    await settle();
    expect(payloads(got)).toEqual(['now']);
  });
});

describe('coming back after a gap', () => {
  async function away(options: { limit?: number; missed: number; trim?: number; epoch?: string }) {
    const w = world({ resumeLimit: 5, pageSize: 4 });
    const me = w.client(1, { gapLimit: options.limit ?? 1_000 });
    const got: Message[] = [];
    const gaps: Gap[] = [];
    me.connect();
    me.subscribe('t', { message: (m) => got.push(m), gap: (g) => gaps.push(g) }, { history: 4 });
    await w.settle();
    w.server.publish('t', 'said', '1');
    await w.settle();
    w.server.reachable = false;
    for (const socket of w.server.open) socket.cut();
    if (options.epoch !== undefined) w.server.log('t').restart(options.epoch);
    for (let n = 0; n < options.missed; n += 1) w.server.publish('t', 'said', `missed ${n}`);
    w.server.log('t').low = options.trim ?? 1;
    w.server.reachable = true;
    await w.clock.advanceAsync(1_000);
    w.server.publish('t', 'said', 'live');
    await w.settle();
    return { got: payloads(got), gaps };
  }

  it('too many messages for a resume are paged from the history', async () => {
    const { got, gaps } = await away({ missed: 30 });
    expect(got).toEqual(['1', ...Array.from({ length: 30 }, (_, i) => `missed ${i}`), 'live']);
    expect(gaps).toEqual([]);
  });

  it('beyond the limit what is missing is told', async () => {
    const { got, gaps } = await away({ missed: 30, limit: 8 });
    expect(got).toEqual([
      '1',
      ...Array.from({ length: 8 }, (_, i) => `missed ${i}`),
      ...Array.from({ length: 4 }, (_, i) => `missed ${i + 26}`),
      'live',
    ]);
    const at = (offset: number) => ({ epoch: 'e-t', offset });
    expect(gaps).toEqual([{ topic: 't', reason: 'too_many', after: at(9), before: at(28) }]);
  });

  it('what was trimmed is told, what is left is shown', async () => {
    const { got, gaps } = await away({ missed: 10, trim: 6 });
    expect(got).toEqual(['1', ...Array.from({ length: 6 }, (_, i) => `missed ${i + 4}`), 'live']);
    const at = (offset: number) => ({ epoch: 'e-t', offset });
    expect(gaps).toEqual([{ topic: 't', reason: 'trimmed', after: at(1), before: at(6) }]);
  });

  it('a new life of the topic is told and shown from its beginning', async () => {
    const { got, gaps } = await away({ missed: 7, epoch: 'second' });
    expect(got).toEqual(['1', ...Array.from({ length: 7 }, (_, i) => `missed ${i}`), 'live']);
    expect(gaps).toEqual([
      {
        topic: 't',
        reason: 'epoch_changed',
        after: { epoch: 'e-t', offset: 1 },
        before: { epoch: 'second', offset: 1 },
      },
    ]);
  });
});

describe('who is here', () => {
  it('a member with two connections is one entry; closing one is no departure', async () => {
    const { server, client, settle } = world();
    const me = client(1);
    const changes: string[] = [];
    me.connect();
    const topic = me.subscribe('t', {
      roster({ joined, left }) {
        for (const m of joined) changes.push(`+${m.scid}`);
        for (const m of left) changes.push(`-${m.scid}`);
      },
    });
    await settle();
    const tab1 = server.visitor(2, 't');
    const tab2 = server.visitor(2, 't');
    await settle();
    expect(topic.members.get('m2')?.cids).toEqual(['m2', tab1.cid, tab2.cid]);
    tab1.leave();
    await settle();
    expect(changes).toEqual(['+m2']);
    expect(topic.members.get('m2')).toMatchObject({ online: true, cids: ['m2', tab2.cid] });
    tab2.leave();
    await settle();
    expect(changes).toEqual(['+m2', '-m2']);
    // Nothing of theirs was seen: the entry goes.
    expect(topic.members.has('m2')).toBe(false);
    expect(topic.count).toBe(1);
  });

  it('an author stays attributable after leaving, and one only known from the history too', async () => {
    const { server, client, settle } = world();
    server.publish('t', 'said', 'long ago', { member: 7, sender: 'old-connection' });
    const me = client(1);
    const unknown: string[] = [];
    me.connect();
    const topic = me.subscribe('t', ({ sender }) => {
      const users: Member[] = [...topic.members.values()];
      if (!users.some((user) => user.cids.includes(sender))) unknown.push(sender);
    });
    await settle();
    expect(topic.members.get('m7')).toMatchObject({
      online: false,
      cids: ['m7', 'old-connection'],
    });
    const guest = server.visitor(2, 't');
    const quiet = server.visitor(2, 't');
    server.publish('t', 'said', 'hello', { member: 2, sender: guest.cid });
    server.publish('t', 'said', 'from REST', { member: 3 });
    guest.leave();
    quiet.leave();
    await settle();
    expect(topic.members.get('m2')).toMatchObject({ online: false, cids: ['m2', guest.cid] });
    expect(topic.members.get('m3')).toMatchObject({ online: false, name: 'Member 3' });
    expect(unknown).toEqual([]);
  });

  it('the roster is replaced after a reconnect, and the difference is told once', async () => {
    const { server, client, clock, settle } = world();
    const me = client(1);
    const changes: string[] = [];
    me.connect();
    me.subscribe('t', {
      roster({ joined, left }) {
        for (const m of joined) changes.push(`+${m.scid}`);
        for (const m of left) changes.push(`-${m.scid}`);
      },
    });
    const stays = server.visitor(2, 't');
    const goes = server.visitor(3, 't');
    await settle();
    expect(changes).toEqual([]);
    for (const socket of server.open) socket.cut();
    goes.leave();
    server.visitor(4, 't');
    await clock.advanceAsync(1_000);
    expect(changes.sort()).toEqual(['+m4', '-m3']);
    stays.leave();
    await settle();
    expect(changes.at(-1)).toBe('-m2');
  });
});
