import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import type { LeaseSource } from './outbox-storage.ts';
import { memoryStorage, payloads, world } from './testing/setup.ts';

/** Web Locks of one browser, as the pages of it see them. */
function locks(): { page: () => { leases: LeaseSource; close: () => void } } {
  const held = new Map<string, object>();
  return {
    page() {
      const me = {};
      const close = (): void => {
        for (const [name, owner] of held) if (owner === me) held.delete(name);
      };
      const take = (name: string): Promise<(() => void) | undefined> => {
        if (held.has(name)) return Promise.resolve(undefined);
        held.set(name, me);
        return Promise.resolve(() => void held.delete(name));
      };
      return { leases: { take }, close };
    },
  };
}

describe('stored messages', () => {
  it('resolve with the position, after the commit', async () => {
    const { client, settle } = world();
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    await settle();
    const sent = me.transmit(true, 'said', 't', { message: 'Hello' });
    expect(me.pending('t')).toMatchObject([{ action: 'said', state: 'sending', tries: 0 }]);
    await expect(sent).resolves.toEqual({
      timestamp: '2026-01-01T00:00:00.000Z',
      position: { epoch: 'e-t', offset: 1 },
    });
    expect(me.pending('t')).toEqual([]);
  });

  it('wait for the connection, and are sent one at a time, in order', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.subscribe('t', () => {});
    const sent = Promise.all(['a', 'b', 'c'].map((text) => me.transmit(true, 'said', 't', text)));
    me.connect();
    let most = 0;
    me.on('pending', () => {
      most = Math.max(most, me.pending('t').filter((m) => m.state === 'sending').length);
    });
    await settle();
    await sent;
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['a', 'b', 'c']);
    expect(most).toBe(1);
  });

  it('a drop after the commit and before the answer stores nothing twice', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    const got: Message[] = [];
    me.connect();
    me.subscribe('t', (m) => got.push(m));
    await settle();
    server.auto = false;
    const sent = me.transmit(true, 'said', 't', 'once');
    await settle();
    const [socket] = server.open;
    if (socket === undefined) throw new Error('not connected');
    server.serve(socket);
    expect(server.log('t').head).toBe(1);
    socket.cut();
    server.auto = true;
    await clock.advanceAsync(1_000);
    await expect(sent).resolves.toMatchObject({ duplicate: true, position: { offset: 1 } });
    expect(server.log('t').head).toBe(1);
    expect(payloads(got)).toEqual(['once']);
  });

  it('a final error returns the message, and the next one goes on', async () => {
    const { server, client, settle } = world();
    server.refuse = (frame) =>
      frame.op === 'transmit' && frame.payload === 'bad' ? 'forbidden' : undefined;
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    const lost: string[] = [];
    me.on('undelivered', ({ message, error }) =>
      lost.push(`${JSON.stringify(message.payload)} ${error.code}`),
    );
    await settle();
    const bad = me.transmit(true, 'said', 't', 'bad');
    const good = me.transmit(true, 'said', 't', 'good');
    await expect(bad).rejects.toMatchObject({ code: 'forbidden', retry: false });
    await expect(good).resolves.toMatchObject({ position: { offset: 1 } });
    expect(lost).toEqual(['"bad" forbidden']);
  });

  it('a retryable error is tried again with a growing wait, as the server asks, or at once by hand', async () => {
    const { server, client, clock, settle } = world();
    const refusals: (string | { code: string; retryAfter: number })[] = [
      'store_unavailable',
      { code: 'rate_limited', retryAfter: 9_000 },
      'busy',
    ];
    server.refuse = (frame) => (frame.op === 'transmit' ? refusals.shift() : undefined);
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    await settle();
    const sent = me.transmit(true, 'said', 't', 'x');
    await settle();
    expect(me.pending('t')).toMatchObject([
      { state: 'waiting', tries: 1, error: { code: 'store_unavailable' } },
    ]);
    await clock.advanceAsync(499);
    expect(me.pending('t')[0]?.tries).toBe(1);
    await clock.advanceAsync(1);
    expect(me.pending('t')[0]?.tries).toBe(2);
    await clock.advanceAsync(8_999);
    expect(me.pending('t')[0]?.tries).toBe(2);
    await clock.advanceAsync(1);
    expect(me.pending('t')[0]?.tries).toBe(3);
    me.pending('t')[0]?.retry();
    await expect(sent).resolves.toMatchObject({ position: { offset: 1 } });
  });

  it('one that waits can be taken back', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.subscribe('t', () => {});
    const first = me.transmit(true, 'said', 't', 'first');
    const second = me.transmit(true, 'said', 't', 'second');
    me.pending('t')[0]?.cancel();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    me.connect();
    await settle();
    await second;
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['second']);
  });

  it('the outbox has an end, in messages and in characters', async () => {
    const { client } = world();
    const me = client(1, { outboxMessages: 2, outboxBytes: 100 });
    me.subscribe('t', () => {});
    void me.transmit(true, 'said', 't', 'a');
    await expect(me.transmit(true, 'said', 't', 'x'.repeat(99))).rejects.toMatchObject({
      code: 'outbox_full',
    });
    void me.transmit(true, 'said', 't', 'b');
    await expect(me.transmit(true, 'said', 't', 'c')).rejects.toMatchObject({
      code: 'outbox_full',
      retry: true,
    });
  });

  it('one larger than a frame is refused before it costs the connection', async () => {
    const { client, settle } = world();
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    await settle();
    await expect(me.transmit(true, 'said', 't', '😀'.repeat(20_000))).rejects.toMatchObject({
      code: 'too_large',
    });
    await expect(me.transmit(false, 'said', 't', 'x'.repeat(65_536))).rejects.toMatchObject({
      code: 'too_large',
    });
    expect(me.state).toBe('open');
  });

  it('one left behind when its subscriber went away still arrives', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    const topic = me.subscribe('t', () => {});
    const sent = me.transmit(true, 'said', 't', 'bye');
    topic.leave();
    await clock.advanceAsync(5_000);
    me.connect();
    await settle();
    await sent;
    expect(server.log('t').head).toBe(1);
    await clock.advanceAsync(1_000);
    expect(server.seen.at(-1)).toMatchObject({ op: 'unsubscribe' });
  });
});

describe('messages that are not stored', () => {
  it('are sent now or not at all', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    const got: Message[] = [];
    me.subscribe('t', (m) => got.push(m));
    await expect(me.transmit(false, 'typing', 't')).rejects.toMatchObject({
      code: 'not_connected',
    });
    me.connect();
    await settle();
    await me.transmit(false, 'typing', 't');
    expect(got).toMatchObject([
      { action: 'typing', store: false, payload: {}, sender: me.connectionId },
    ]);
    expect(server.log('t').head).toBe(0);
    for (const socket of server.open) socket.cut();
    await expect(me.transmit(false, 'typing', 't')).rejects.toMatchObject({
      code: 'not_connected',
    });
    await clock.advanceAsync(1_000);
    expect(got).toHaveLength(1);
  });

  it('to a topic that was not joined tell the caller', async () => {
    const { client, settle } = world();
    const me = client();
    me.connect();
    await settle();
    await expect(me.transmit(false, 'typing', 'elsewhere')).rejects.toMatchObject({
      code: 'not_joined',
    });
    await expect(me.transmit(true, 'said', 'elsewhere')).rejects.toMatchObject({
      code: 'not_joined',
    });
  });
});

describe('a reload', () => {
  it('what was not confirmed is sent by the next page, in order, once', async () => {
    const { server, client, clock, settle } = world();
    const storage = memoryStorage();
    const browser = locks();
    const first = browser.page();
    const old = client(1, { storage, leases: first.leases });
    old.connect();
    old.subscribe('t', () => {});
    await settle();
    server.auto = false;
    for (const text of ['a', 'b', 'c']) void old.transmit(true, 'said', 't', text);
    await settle();
    const [socket] = server.open;
    if (socket === undefined) throw new Error('not connected');
    server.serve(socket); // 'a' is stored, its answer never comes
    socket.goSilent(); // the page is gone
    first.close();
    server.auto = true;
    const page = client(1, { storage, leases: browser.page().leases });
    page.connect();
    await clock.advanceAsync(100);
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['a', 'b', 'c']);
    expect(storage.map.size).toBe(0);
  });

  it('what is written while disconnected by hand is kept too', async () => {
    const { server, client, clock, settle } = world();
    const storage = memoryStorage();
    const old = client(1, { storage });
    old.connect();
    old.subscribe('t', () => {});
    await settle();
    server.refuse = (frame) => (frame.op === 'transmit' ? 'busy' : undefined);
    old.transmit(true, 'said', 't', 'a').catch(() => {});
    await settle();
    old.disconnect();
    old.transmit(true, 'said', 't', 'b').catch(() => {});
    old.connect();
    await settle();
    old.transmit(true, 'said', 't', 'c').catch(() => {});
    old.disconnect();
    server.refuse = () => undefined;
    const page = client(1, { storage });
    page.connect();
    await clock.advanceAsync(100);
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['a', 'b', 'c']);
  });

  it('does not send the messages of another member', async () => {
    const { server, client, clock, settle } = world();
    const storage = memoryStorage();
    const old = client(1, { storage });
    old.connect();
    old.subscribe('t', () => {});
    await settle();
    server.reachable = false;
    for (const socket of server.open) socket.cut();
    old.transmit(true, 'said', 't', 'mine').catch(() => {});
    old.disconnect();
    server.reachable = true;
    const other = client(2, { storage });
    other.connect();
    await clock.advanceAsync(60_000);
    expect(server.log('t').head).toBe(0);
    const again = client(1, { storage });
    again.connect();
    await clock.advanceAsync(100);
    expect(server.log('t').messages).toMatchObject([{ payload: 'mine', member: 1 }]);
  });

  it('a living tab keeps its messages; another takes over when it dies', async () => {
    const { server, client, clock, settle } = world();
    const storage = memoryStorage();
    const browser = locks();
    server.refuse = (frame) => (frame.op === 'transmit' ? 'busy' : undefined);
    const one = browser.page();
    const tab1 = client(1, { storage, leases: one.leases });
    const tab2 = client(1, { storage, leases: browser.page().leases });
    for (const tab of [tab1, tab2]) tab.connect();
    tab1.subscribe('t', () => {});
    await settle();
    tab1.transmit(true, 'said', 't', 'x').catch(() => {});
    await clock.advanceAsync(60_000);
    expect(tab2.pending('t')).toEqual([]);
    server.open[0]?.goSilent();
    one.close();
    await clock.advanceAsync(30_000);
    expect(tab2.pending('t')).toMatchObject([{ payload: 'x' }]);
  });

  it('two tabs without locks may both send one message: it is stored once, and in order', async () => {
    const { server, client, clock, settle } = world();
    const storage = memoryStorage();
    let busy = true;
    server.refuse = (frame) => (busy && frame.op === 'transmit' ? 'busy' : undefined);
    const tab1 = client(1, { storage });
    const tab2 = client(1, { storage });
    tab1.connect();
    tab1.subscribe('t', () => {});
    await settle();
    const sent = Promise.all(['a', 'b', 'c'].map((text) => tab1.transmit(true, 'said', 't', text)));
    tab2.connect();
    await settle();
    expect(tab2.pending('t')).toHaveLength(3);
    busy = false;
    await clock.advanceAsync(30_000);
    await sent;
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['a', 'b', 'c']);
    expect(tab2.pending('t')).toEqual([]);
    expect(storage.map.size).toBe(0);
  });

  it('waking up looks at once for what a closed tab left, and sends it in its order', async () => {
    const { server, client, settle } = world();
    const storage = memoryStorage();
    const browser = locks();
    const dying = browser.page();
    const tab1 = client(1, { storage, leases: dying.leases });
    let wake = (): void => {};
    const wakes = (run: () => void) => {
      wake = run;
      return () => {};
    };
    const tab2 = client(1, { storage, leases: browser.page().leases, wakes });
    for (const tab of [tab1, tab2]) {
      tab.subscribe('t', () => {});
      tab.connect();
    }
    await settle();
    tab1.disconnect();
    for (const text of ['x', 'y', 'z']) tab1.transmit(true, 'said', 't', text).catch(() => {});
    dying.close();
    await settle();
    expect(server.log('t').head).toBe(0);
    wake();
    await settle();
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['x', 'y', 'z']);
  });

  it('made before the first connection they outlive the page when the application says whose they are', async () => {
    const { server, client, settle } = world();
    const storage = memoryStorage();
    const write = (member?: string): void => {
      const page = client(1, { storage, ...(member && { member }) });
      page.subscribe('t', () => {});
      page.transmit(true, 'said', 't', member ?? 'nobody').catch(() => {});
    };
    write();
    expect(storage.map.size).toBe(0);
    write('m1');
    write('m2');
    expect(storage.map.size).toBe(2);
    client(1, { storage }).connect();
    await settle();
    expect(server.log('t').messages.map((m) => m.payload)).toEqual(['m1']);
    // The other one's message waits for its own member.
    expect([...storage.map.keys()].map((key) => key.split(':').at(-3))).toEqual(['m2']);
  });

  it('are not sent when the server knows their maker as somebody else', async () => {
    const { server, client, settle } = world();
    const storage = memoryStorage();
    const me = client(1, { storage, member: 'm2' });
    me.subscribe('t', () => {});
    const sent = me.transmit(true, 'said', 't', 'x');
    const told = expect(sent).rejects.toMatchObject({ code: 'member_changed' });
    me.connect();
    await settle();
    await told;
    expect([server.log('t').head, storage.map.size]).toEqual([0, 0]);
  });

  it('another member signing in on this page gets the unsent messages of the first returned', async () => {
    const { server, client, clock, settle } = world();
    let member = 1;
    const storage = memoryStorage();
    const me = client(1, { storage, ticket: () => server.ticket(member)() });
    me.connect();
    me.subscribe('t', () => {});
    await settle();
    server.reachable = false;
    for (const socket of server.open) socket.cut();
    const sent = me.transmit(true, 'said', 't', 'mine');
    const told = expect(sent).rejects.toMatchObject({ code: 'member_changed' });
    member = 2;
    server.reachable = true;
    await clock.advanceAsync(2_000);
    await told;
    expect(server.log('t').head).toBe(0);
  });
});
