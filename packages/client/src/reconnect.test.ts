import { describe, expect, it } from 'vitest';
import { LONGEST_WAIT, reconnectDelay } from './backoff.ts';
import { ParleyError } from './error.ts';
import type { StateChange } from './link.ts';
import { payloads, world } from './testing/setup.ts';
import type { Message } from './message.ts';

describe('reconnecting', () => {
  it('does nothing before connect', async () => {
    const { server, client, clock } = world();
    const me = client();
    me.subscribe('t', () => {});
    await clock.advanceAsync(60_000);
    expect(server.attempts).toBe(0);
    expect(me.state).toBe('idle');
  });

  it('retries every 250 to 750 ms for 5 s, then with full jitter up to 20 s', () => {
    expect([reconnectDelay(0, 0, 0), reconnectDelay(4_999, 0, 0.999_999)].map(Math.round)).toEqual([
      250, 750,
    ]);
    expect(reconnectDelay(5_000, 1, 0)).toBe(0);
    expect(reconnectDelay(60_000, 100, 0.999_999)).toBeCloseTo(LONGEST_WAIT, 0);
  });

  it('after a drop it comes back, joins its topics again and gets what it missed', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    const got: Message[] = [];
    me.connect();
    me.subscribe('t', (m) => got.push(m));
    await settle();
    const first = me.connectionId;
    server.publish('t', 'said', 'one');
    await settle();
    for (const socket of server.open) socket.cut();
    expect(me.state).toBe('waiting');
    expect(me.connectionId).toBe('');
    server.publish('t', 'said', 'two');
    await clock.advanceAsync(499);
    expect(me.state).toBe('waiting');
    await clock.advanceAsync(1);
    expect(me.state).toBe('open');
    expect(me.connectionId).not.toBe(first);
    server.publish('t', 'said', 'three');
    await settle();
    expect(payloads(got)).toEqual(['one', 'two', 'three']);
  });

  it('slows down while the server stays away', async () => {
    const { server, client, clock } = world();
    server.reachable = false;
    const me = client();
    me.connect();
    await clock.advanceAsync(5_000);
    expect(server.attempts).toBe(11);
    await clock.advanceAsync(60_000);
    expect(server.attempts).toBeLessThan(22);
    server.reachable = true;
    await clock.advanceAsync(10_000);
    expect(me.state).toBe('open');
  });

  it('gives up an attempt after 3 s, whether ticket, socket or welcome hangs', async () => {
    const { server, client, clock } = world();
    let hang = true;
    const ticket = server.ticket(1);
    const me = client(1, { ticket: () => (hang ? new Promise(() => {}) : ticket()) });
    me.connect();
    await clock.advanceAsync(2_999);
    expect(me.state).toBe('connecting');
    await clock.advanceAsync(1);
    expect(me.lastChange).toMatchObject({ state: 'waiting', error: { code: 'timeout' } });
    hang = false;
    server.auto = false; // no welcome gets through
    await clock.advanceAsync(500);
    expect(server.sockets).toHaveLength(1);
    await clock.advanceAsync(3_000);
    expect(me.state).toBe('waiting');
    expect(server.open).toHaveLength(0);
    server.auto = true;
    await clock.advanceAsync(500);
    expect(me.state).toBe('open');
  });

  it('tries at once when the network or the tab is back', async () => {
    const { server, client, clock, settle } = world();
    server.reachable = false;
    let wake = (): void => {};
    const me = client(1, {
      wakes: (w) => {
        wake = w;
        return () => {};
      },
    });
    me.connect();
    await clock.advanceAsync(30_000);
    server.reachable = true;
    wake();
    await settle();
    expect(me.state).toBe('open');
  });

  it('woken too early, or in the middle of an attempt, it tries quickly for a while again', async () => {
    const { server, client, clock } = world();
    let wake = (): void => {};
    const never = new Promise<string>(() => {});
    const me = client(1, {
      // A network that swallows everything: nothing fails, nothing answers.
      ticket: () => (server.reachable ? server.ticket(1)() : never),
      wakes: (w) => {
        wake = w;
        return () => {};
      },
    });
    server.reachable = false;
    me.connect();
    await clock.advanceAsync(120_000);
    while (me.state !== 'connecting') await clock.advanceAsync(1_000);
    wake();
    server.reachable = true;
    await clock.advanceAsync(3_000 + 750);
    expect(me.state).toBe('open');
  });

  it('a connection that does not answer the ping of a woken tab is given up after 3 s', async () => {
    const { server, client, clock, settle } = world();
    let wake = (): void => {};
    const me = client(1, {
      wakes: (w) => {
        wake = w;
        return () => {};
      },
    });
    me.connect();
    await settle();
    wake();
    await clock.advanceAsync(4_000);
    expect(me.state).toBe('open');
    const [socket] = server.open;
    socket?.goSilent();
    wake();
    await clock.advanceAsync(2_999);
    expect(me.state).toBe('open');
    await clock.advanceAsync(1);
    expect(me.state).toBe('waiting');
  });

  it('a silence longer than the ping interval and 10 s is a dead connection', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    me.connect();
    await settle();
    await clock.advanceAsync(30_000);
    server.say({ op: 'ping' });
    await clock.advanceAsync(34_999);
    expect(me.state).toBe('open');
    await clock.advanceAsync(1);
    expect(me.state).toBe('waiting');
  });

  it('answers the pings of the server', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.connect();
    await settle();
    server.auto = false;
    const [socket] = server.open;
    server.say({ op: 'ping' });
    socket?.deliver();
    expect(socket?.up).toEqual(['{"op":"pong"}']);
  });

  it('waits as long as the server asks, also when it is woken', async () => {
    const { server, client, clock, settle } = world();
    let wake = (): void => {};
    const me = client(1, {
      wakes: (w) => {
        wake = w;
        return () => {};
      },
    });
    me.connect();
    await settle();
    server.say({
      op: 'disconnect',
      code: 4000,
      reason: 'server_restart',
      reconnect: true,
      retryAfter: 7_000,
    });
    server.pump();
    for (const socket of server.open) socket.cut(4000);
    expect(me.lastChange).toMatchObject({ state: 'waiting', retryIn: 7_000 });
    wake();
    await clock.advanceAsync(6_999);
    expect(me.state).toBe('waiting');
    await clock.advanceAsync(1);
    expect(me.state).toBe('open');
  });

  it('does not come back after a close that says so, until connect is called', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    me.connect();
    await settle();
    for (const socket of server.open) socket.cut(4500);
    expect(me.lastChange).toMatchObject({ state: 'refused', error: { code: 'ended' } });
    await clock.advanceAsync(600_000);
    expect(server.attempts).toBe(1);
    me.connect();
    await settle();
    expect(me.state).toBe('open');
  });

  it('a ticket refused for good ends in refused; a failing ticket service is tried again', async () => {
    const { client, clock } = world();
    const signedOut = client(1, { ticket: () => Promise.reject(new ParleyError('unauthorized')) });
    const foreign = client(1, {
      ticket: () => Promise.reject(Object.assign(new Error('no'), { status: 403 })),
    });
    let tries = 0;
    const broken = client(1, {
      ticket: () => {
        tries += 1;
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    for (const one of [signedOut, foreign, broken]) one.connect();
    await clock.advanceAsync(5_000);
    expect([signedOut.state, foreign.state, broken.state]).toEqual([
      'refused',
      'refused',
      'waiting',
    ]);
    expect(tries).toBeGreaterThan(5);
  });

  it('disconnect ends it at once and connect goes on from there', async () => {
    const { server, client, clock, settle } = world();
    const me = client();
    const got: Message[] = [];
    const changes: StateChange['state'][] = [];
    me.on('state', ({ state }) => changes.push(state));
    me.connect();
    me.subscribe('t', (m) => got.push(m));
    await settle();
    server.publish('t', 'said', 'one');
    await settle();
    me.disconnect();
    expect(server.open).toHaveLength(0);
    server.publish('t', 'said', 'two');
    await clock.advanceAsync(60_000);
    expect(payloads(got)).toEqual(['one']);
    me.connect();
    await settle();
    expect(payloads(got)).toEqual(['one', 'two']);
    expect(changes).toEqual(['connecting', 'open', 'closed', 'connecting', 'open']);
    me.disconnect();
    // No timer is left of it.
    expect(clock.pending).toBe(0);
  });
});
