import { describe, expect, it } from 'vitest';
import {
  callWorld,
  come,
  idOf,
  others,
  TOPIC,
  type CallPage,
  type CallWorld,
} from '../testing/call-world.ts';
import { openCall } from './open-call.ts';
import { levelsOf, type StatisticsReport } from './statistics.ts';

describe('a call of two', () => {
  it('goes by the words of the seed, and connects them once', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    world.server.seen.length = 0;
    await come(world, b);
    const [aId, bId] = [idOf(a), idOf(b)];
    const [inquiry, start, offer, answer, ...rest] = world.signals();
    expect([inquiry, start, offer]).toEqual([
      'stream-inquiry',
      `start-stream → ${bId}`,
      `rtc offer → ${aId}`,
    ]);
    expect(answer).toBe(`rtc answer → ${bId}`);
    expect(rest.sort()).toEqual([`rtc ice → ${aId}`, `rtc ice → ${bId}`].sort());
    expect(others(a)).toEqual(['Member 2 connected']);
    expect(others(b)).toEqual(['Member 1 connected']);
    expect([a.browser.made.length, b.browser.made.length]).toEqual([1, 1]);
    expect(a.call.snapshot).toMatchObject({ state: 'active', error: undefined });
    expect(a.lines).toEqual(['Member 2 joined']);
    expect(b.lines).toEqual(['Member 1 joined']);
    // Who was there before one looked did not come.
    expect((await world.page(3)).lines).toEqual([]);
    expect([...a.errors, ...b.errors]).toEqual([]);
  });

  it('connects them once when both come at the same moment', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
    expect(world.net.open).toHaveLength(2);
    // One of them, the polite one, took its offer back.
    expect(world.net.open.reduce((all, { rollbacks }) => all + rollbacks, 0)).toBe(1);
  });

  it('shows who is in it to those who are not, and asks nothing of their browser', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    expect(others(b)).toEqual(['Member 1 seen']);
    expect(b.call.snapshot).toMatchObject({ state: 'idle', ready: true });
    expect([b.browser.tracks, b.browser.made]).toEqual([[], []]);
    const late = await world.page(3);
    await world.settle();
    expect(others(late)).toEqual(['Member 1 seen']);
    a.call.leave();
    await world.settle();
    expect([others(b), others(late)]).toEqual([[], []]);
  });

  it('ends for both when one leaves, and can be taken up again', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    b.call.leave();
    await world.settle();
    expect(a.lines).toEqual(['Member 2 joined', 'Member 2 left']);
    expect(world.net.open).toEqual([]);
    expect(b.browser.tracks.every(({ stopped }) => stopped)).toBe(true);
    expect(a.browser.live('audio')).toBeDefined();
    await come(world, b);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
  });

  it('ends when the page goes away, or the member is taken off the topic', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    b.browser.leave();
    await world.settle();
    expect(others(a)).toEqual([]);
    await come(world, b);
    world.server.remove(TOPIC);
    await world.settle();
    expect(a.call.snapshot).toMatchObject({
      state: 'idle',
      ready: false,
      error: { code: 'removed' },
    });
    expect(world.net.open).toEqual([]);
    expect(a.browser.live('audio')).toBeUndefined();
  });

  it('leaves no alarm behind', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    const before = world.clock.pending;
    await come(world, a, b);
    a.call.close();
    b.call.close();
    await world.pass(1_000);
    expect(a.call.snapshot.state).toBe('closed');
    expect(world.clock.pending).toBeLessThanOrEqual(before);
    await expect(a.call.join()).rejects.toMatchObject({ code: 'call_closed' });
    for (const { client } of [a, b]) client.disconnect();
    await world.pass(60_000);
    expect(world.clock.pending).toBe(0);
  });
});

describe('a call of several', () => {
  it('A7 connects each with each, and nobody hears what is meant for another', async () => {
    const world = callWorld();
    const pages = [await world.page(1), await world.page(2), await world.page(3)];
    const heard: string[] = [];
    const outsider = await world.page(4);
    outsider.client.subscribe(TOPIC, ({ action }) => heard.push(action));
    await world.settle();
    await come(world, ...pages);
    for (const page of pages) expect(page.call.snapshot.participants.size).toBe(2);
    expect(world.net.open).toHaveLength(6);
    expect(world.net.open.every(({ connectionState }) => connectionState === 'connected')).toBe(
      true,
    );
    expect(heard).not.toContain('rtc');
    expect(heard).not.toContain('start-stream');
  });

  it('joined twice by the same page is the same call, without a second connection', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    const again = openCall(a.client, TOPIC);
    expect(again).toBe(a.call);
    await again.join();
    await Promise.all([a.call.join(), a.call.join({ video: true })]);
    await world.pass(100);
    expect(a.browser.made).toHaveLength(1);
    again.close();
    await world.settle();
    expect(a.call.snapshot.state).toBe('active');
    a.call.close();
    await world.settle();
    expect(a.call.snapshot.state).toBe('closed');
  });

  it('knows the two tabs of a member apart, and says which is one’s own', async () => {
    const world = callWorld();
    const [first, second, b] = [await world.page(1), await world.page(1), await world.page(2)];
    await come(world, first, second, b);
    expect(others(b).sort()).toEqual(['Member 1 connected', 'Member 1 connected']);
    expect(first.call.snapshot.participants.get(idOf(second))?.own).toBe(true);
    expect(first.call.snapshot.participants.get(idOf(b))?.own).toBe(false);
    second.call.leave();
    await world.settle();
    expect(others(b)).toEqual(['Member 1 connected']);
  });

  it('has room for eight: the ninth is told so, and asked for no microphone', async () => {
    const world = callWorld();
    const pages: CallPage[] = [];
    for (let member = 1; member <= 9; member += 1) pages.push(await world.page(member));
    const ninth = pages.pop();
    await come(world, ...pages);
    expect(world.net.open).toHaveLength(56);
    const joining = ninth?.call.join();
    await expect(joining).rejects.toMatchObject({ code: 'call_full', retry: true });
    expect(ninth?.call.snapshot).toMatchObject({ state: 'idle', error: { code: 'call_full' } });
    expect(ninth?.browser.tracks).toEqual([]);
    pages[0]?.call.leave();
    await world.settle();
    await ninth?.call.join();
    await world.pass(100);
    expect(world.net.open).toHaveLength(56);
  });

  it.each([[2], [10]])('has room for %i where the server says so', async (seats) => {
    const world = callWorld();
    world.server.grants = { ...world.server.grants, seats };
    const pages: CallPage[] = [];
    for (let member = 1; member <= seats; member += 1) pages.push(await world.page(member));
    await come(world, ...pages);
    expect(pages.map(({ call }) => call.snapshot.participants.size)).toEqual(
      pages.map(() => seats - 1),
    );
    expect(world.net.open).toHaveLength(seats * (seats - 1));
    const late = await world.page(seats + 1);
    await expect(late.call.join()).rejects.toMatchObject({
      code: 'call_full',
      message: `The call is full. (${seats} at most)`,
    });
  });

  it('ends for one whom the server finds to be one too many later, and the others forget them', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    world.server.refuse = (frame) =>
      frame.op === 'transmit' && frame.action === 'rtc' ? 'full' : undefined;
    await come(world, b);
    expect(b.call.snapshot).toMatchObject({ state: 'idle', error: { code: 'call_full' } });
    expect(others(a)).toEqual([]);
    expect(world.net.open).toEqual([]);
    expect([...a.errors, ...b.errors]).toEqual([]);
  });

  it('ends the attempt of one whom the server refuses as one too many', async () => {
    const world = callWorld();
    const a = await world.page(1);
    world.server.refuse = (frame) =>
      frame.op === 'transmit' && frame.action === 'stream-inquiry' ? 'full' : undefined;
    const joining = a.call.join();
    await expect(joining).rejects.toMatchObject({ code: 'call_full' });
    expect(a.browser.live('audio')).toBeUndefined();
    expect(a.call.snapshot).toMatchObject({ state: 'idle', media: { audio: false } });
  });
});

describe('ringing', () => {
  it('is of one call as long as the caller is in it, over a dropped line, too', async () => {
    const world = callWorld();
    const a = await world.page(1);
    const rings = (): unknown[] =>
      world.server.seen.flatMap((frame) => {
        if (frame.op !== 'transmit' || frame.action !== 'ring') return [];
        return [(frame.payload as Readonly<Record<string, unknown>>)['call_id']];
      });
    await come(world, a);
    await a.call.tell('ring');
    for (const socket of world.server.open) socket.cut();
    await world.settle();
    const again = a.call.tell('ring');
    await world.pass(5000);
    await again;
    a.call.leave();
    await come(world, a);
    await a.call.tell('ring');
    const [first, second, next] = rings();
    expect([typeof first, second]).toEqual(['string', first]);
    expect(next).not.toBe(first);
  });
});

describe('what one sends', () => {
  async function two(): Promise<{ world: CallWorld; a: CallPage; b: CallPage }> {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    return { world, a, b };
  }
  const seen = ({ call }: CallPage): unknown => [...call.snapshot.participants.values()][0]?.media;

  it('is muted and back without negotiating, and the others are told', async () => {
    const { world, a, b } = await two();
    world.server.seen.length = 0;
    await a.call.setMicrophone(false);
    await world.settle();
    expect(a.browser.live('audio')?.enabled).toBe(false);
    expect([a.call.snapshot.media.audio, seen(b)]).toEqual([
      false,
      { audio: false, video: true, screen: false },
    ]);
    await a.call.setMicrophone(true);
    await world.settle();
    expect(a.browser.live('audio')?.enabled).toBe(true);
    expect(world.signals()).toEqual(['stream-state', 'stream-state']);
  });

  it('gives the camera back when it is off, and asks for it again', async () => {
    const { world, a, b } = await two();
    await a.call.setCamera(false);
    await world.settle();
    expect(a.browser.live('video')).toBeUndefined();
    const sender = a.browser.made[0]?.senders.find(({ kind }) => kind === 'video');
    expect(sender?.track).toBeNull();
    await a.call.setCamera(true);
    await world.settle();
    expect(sender?.track).toBe(a.browser.live('video'));
    expect(seen(b)).toMatchObject({ video: true });
  });

  it('shows the screen beside the camera, until the browser’s own bar ends it', async () => {
    const { world, a, b } = await two();
    await a.call.setScreen(true);
    await world.pass(100);
    const [shown] = [...b.call.snapshot.participants.values()];
    expect(shown?.screen?.id).toBe(a.call.snapshot.screen?.id);
    expect(shown?.stream?.id).toBe(a.call.snapshot.stream?.id);
    expect(seen(b)).toMatchObject({ screen: true });
    a.browser.live('video')?.end();
    await world.pass(100);
    expect(seen(b)).toMatchObject({ screen: false });
    expect([...b.call.snapshot.participants.values()][0]?.screen).toBeUndefined();
    expect(a.errors).toEqual([]);
  });

  it('is with the screen what it sounds like, which goes with it and is no voice', async () => {
    const { world, a } = await two();
    await a.call.setScreen(true);
    await world.pass(100);
    const screen = a.call.snapshot.screen?.id;
    const sent = (): (string | undefined)[] =>
      a.browser.made[0]?.senders.flatMap(({ kind, stream }) => (stream === screen ? kind : [])) ??
      [];
    expect(sent()).toEqual(['video', 'audio']);
    const sound = a.browser.live('audio');
    const level = {
      type: 'media-source',
      kind: 'audio',
      trackIdentifier: sound?.id,
      audioLevel: 1,
    };
    const report: StatisticsReport = [['sound', level]];
    expect(levelsOf(report, new Set([sound?.id ?? '']))).toEqual({ local: 0, remote: 0 });
    expect(levelsOf(report)).toEqual({ local: 1, remote: 0 });
    await a.call.setScreen(false);
    await world.pass(100);
    expect([sent(), sound?.stopped]).toEqual([[], true]);
    // Muting meant the microphone all the time.
    expect(a.browser.live('audio')).toMatchObject({ deviceId: 'default-audio' });
    expect(a.errors).toEqual([]);
  });

  it('comes from another microphone once it is chosen, muted if it was', async () => {
    const { world, a } = await two();
    await a.call.setMicrophone(false);
    const before = a.browser.live('audio');
    await a.call.choose('audio', 'headset');
    await world.settle();
    expect(before?.stopped).toBe(true);
    expect(a.browser.live('audio')).toMatchObject({ deviceId: 'headset', enabled: false });
    expect(a.call.snapshot.devices.audio).toBe('headset');
  });

  it('is missing when a device is unplugged, which is told, and plugging is told too', async () => {
    const { world, a } = await two();
    let plugged = 0;
    a.call.on('devices', () => (plugged += 1));
    a.browser.live('audio')?.end();
    a.browser.plug();
    await world.settle();
    expect(a.errors).toEqual(['device_lost']);
    expect([a.call.snapshot.media.audio, plugged]).toEqual([false, 1]);
  });

  it('may be nothing: one listens, and may speak later', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    await b.call.join({ audio: false });
    await world.pass(100);
    expect(others(b)).toEqual(['Member 1 connected']);
    await b.call.setMicrophone(true);
    await world.pass(100);
    expect(seen(a)).toMatchObject({ audio: true });
    expect(b.browser.made[0]?.senders).toHaveLength(1);
  });

  it.each([
    ['NotAllowedError', 'media_denied'],
    ['NotFoundError', 'no_device'],
    ['NotReadableError', 'device_busy'],
    ['TypeError', 'media_failed'],
  ])('was refused with %s: the call does not begin, and says why', async (name, code) => {
    const world = callWorld();
    const a = await world.page(1);
    a.browser.refuse = Object.assign(new Error('no'), { name });
    await expect(a.call.join()).rejects.toMatchObject({ code });
    expect(a.call.snapshot).toMatchObject({ state: 'idle', error: { code } });
    await world.settle();
    expect(world.signals()).toEqual(['ping-channel']);
  });

  it('is given back when one leaves while the browser still asks', async () => {
    const world = callWorld();
    const a = await world.page(1);
    const joining = a.call.join();
    const failed = expect(joining).rejects.toMatchObject({ code: 'call_left' });
    a.call.leave();
    await world.settle();
    await failed;
    expect(a.browser.tracks.every(({ stopped }) => stopped)).toBe(true);
    expect(a.call.snapshot).toMatchObject({ state: 'idle' });
  });

  it('needs one to be in the call', async () => {
    const world = callWorld();
    const a = await world.page(1);
    await expect(a.call.setCamera(true)).rejects.toMatchObject({ code: 'not_in_call' });
  });

  it('is heard: who speaks is shown, and for a pause between words', async () => {
    const { world, a, b } = await two();
    const ears = a.browser.made[0];
    if (ears !== undefined) ears.level = 0.3;
    await world.pass(500);
    const speaking = (): boolean | undefined =>
      [...a.call.snapshot.participants.values()][0]?.speaking;
    expect(speaking()).toBe(true);
    if (ears !== undefined) ears.level = 0;
    await world.pass(1_000);
    expect(speaking()).toBe(true);
    await world.pass(1_000);
    expect(speaking()).toBe(false);
    await expect(a.call.statistics(idOf(b))).resolves.toMatchObject({ framesDecoded: 0 });
    await expect(a.call.statistics('nobody')).resolves.toBeUndefined();
  });
});

describe('relays', () => {
  const soon = (world: CallWorld, ms: number): string =>
    new Date(world.clock.now() + ms).toISOString();

  it('are renewed before their credentials end, and used at once', async () => {
    const world = callWorld();
    let asked = 0;
    const iceServers = async () => {
      asked += 1;
      return {
        iceServers: [{ urls: 'turn:relay', username: `u${asked}` }],
        expiresAt: soon(world, 600_000),
      };
    };
    const [a, b] = [await world.page(1, { iceServers }), await world.page(2)];
    await come(world, a, b);
    expect(a.browser.made[0]?.configuration.iceServers?.[0]?.username).toBe('u1');
    await world.pass(539_000);
    expect(asked).toBe(1);
    await world.pass(2_000);
    expect(asked).toBe(2);
    expect(a.browser.made[0]?.configuration.iceServers?.[0]?.username).toBe('u2');
    expect(a.browser.made[0]?.round).toBe(2);
    expect(others(a)).toEqual(['Member 2 connected']);
  });

  it('that cannot be had are asked for again, and the call begins over direct ways', async () => {
    const world = callWorld();
    let fails = true;
    const iceServers = async () => {
      if (fails) throw new Error('down');
      return { iceServers: [{ urls: 'turn:relay' }] };
    };
    const [a, b] = [await world.page(1, { iceServers }), await world.page(2)];
    await come(world, a, b);
    expect(a.errors).toEqual(['ice_servers_failed']);
    expect(others(a)).toEqual(['Member 2 connected']);
    fails = false;
    await world.pass(11_000);
    expect(a.browser.made[0]?.configuration.iceServers).toHaveLength(1);
  });

  it('for a call that is not the member’s are refused, and with them the call', async () => {
    const world = callWorld();
    const { ParleyError } = await import('../error.ts');
    const iceServers = async () => {
      throw new ParleyError('forbidden');
    };
    const a = await world.page(1, { iceServers });
    await expect(a.call.join()).rejects.toMatchObject({ code: 'forbidden' });
    expect(a.browser.live('audio')).toBeUndefined();
  });
});

describe('bad signals', () => {
  async function two(): Promise<{ world: CallWorld; a: CallPage; b: CallPage }> {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    return { world, a, b };
  }
  const rtc = (from: CallPage, to: CallPage, payload: object): void =>
    void from.client.transmit(false, 'rtc', TOPIC, { ...payload, target: idOf(to) });

  it('to one who is not in the call: the sender is told', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    world.server.seen.length = 0;
    rtc(a, b, { sdp: { type: 'offer', sdp: '{}' }, link: 'x' });
    await world.settle();
    expect(world.signals()).toEqual([`rtc offer → ${idOf(b)}`, `stop-stream → ${idOf(a)}`]);
    expect(b.browser.made).toEqual([]);
  });

  it('that are huge or are none are not taken, and are told of', async () => {
    const { world, a, b } = await two();
    const huge = { type: 'offer', sdp: 'x'.repeat(50_000) };
    const many = Array.from({ length: 101 }, () => ({ candidate: 'c' }));
    for (const payload of [
      { sdp: huge },
      { ice: many },
      { ice: 7 },
      { sdp: { type: 'rollback' } },
      {},
    ])
      rtc(a, b, payload);
    await world.settle();
    expect(b.errors).toEqual(Array.from({ length: 5 }, () => 'bad_signal'));
    expect(others(b)).toEqual(['Member 1 connected']);
  });

  it('candidates of a connection that has no description yet wait for it, up to a limit', async () => {
    const world = callWorld();
    const b = await world.page(2);
    await come(world, b);
    const raw = world.client(1);
    raw.connect();
    raw.subscribe(TOPIC, () => {});
    await world.settle();
    const send = (action: string, payload: object): void =>
      void raw.transmit(false, action, TOPIC, { ...payload, target: idOf(b) });
    send('start-stream', {});
    await world.settle();
    for (let n = 0; n < 150; n += 1) send('rtc', { ice: { candidate: `c${n}` } });
    await world.settle();
    const [connection] = b.browser.made;
    expect(connection?.candidates).toEqual([]);
    expect(b.errors).toEqual(['too_many_candidates']);
    send('rtc', { sdp: { type: 'answer', sdp: '{"lines":[],"streams":[]}' } });
    await world.settle();
    expect(connection?.candidates.map(({ candidate }) => candidate)).toHaveLength(100);
    expect(connection?.candidates[0]?.candidate).toBe('c0');
  });

  it('wait when the server asks to slow down, and get through', async () => {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a);
    let refused = 0;
    world.server.refuse = (frame) => {
      if (frame.op !== 'transmit' || frame.action !== 'rtc' || refused >= 3) return undefined;
      refused += 1;
      return { code: 'rate_limited', retryAfter: 200 };
    };
    await b.call.join();
    await world.pass(1_000);
    expect(refused).toBe(3);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
  });
});
