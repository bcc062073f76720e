import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeNet } from '../../client/src/testing/fake-call.ts';
import { callerOn, connectedTo, roomCallOf, until, type Caller } from './call-people.ts';
import { signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

const patient = { timeout: 20_000 };
let server: TestServer;
/** Those of the room; each has several tabs. */
let people: readonly Person[];
let topic: string;
let net: FakeNet;
const callers: Caller[] = [];
const sockets: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley();
  people = await Promise.all([1, 2, 3, 4].map((who) => signIn(server, who)));
});
afterEach(() => {
  for (const { call, client } of callers.splice(0)) {
    call.close();
    client.disconnect();
  }
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.stop());

/** So many tabs on a new call. */
async function open(count: number): Promise<readonly Caller[]> {
  topic = await roomCallOf(server, people);
  net = new FakeNet();
  return Promise.all(Array.from({ length: count }, (_, n) => page(people[n % people.length])));
}

async function page(person: Person | undefined): Promise<Caller> {
  if (person === undefined) throw new Error('There is nobody.');
  const caller = await callerOn(server, person, topic, net);
  callers.push(caller);
  return caller;
}

const seated = { code: 'full', message: 'at most 8 at a time' };

describe('a call of real clients', () => {
  it('has eight seats: the ninth is refused, and comes in when somebody leaves', async () => {
    const eight = await open(8);
    await Promise.all(eight.map(({ call }) => call.join()));
    await Promise.all(eight.map((one) => connectedTo(one, 7)));
    const ninth = await page(people[2]);
    await until(ninth.call, ({ snapshot }) => snapshot.participants.size === 8);
    await expect(ninth.call.join()).rejects.toMatchObject({
      code: 'call_full',
      message: 'The call is full. (8 at most)',
    });
    // Whatever a client thinks: it is the server that refuses.
    for (const action of ['stream-inquiry', 'start-stream', 'rtc']) {
      await expect(ninth.client.transmit(false, action, topic, {})).rejects.toMatchObject(seated);
    }
    const target = eight[0]?.client.connectionId;
    const aimed = ninth.client.transmit(false, 'anything', topic, { target });
    await expect(aimed).rejects.toMatchObject(seated);
    eight[0]?.call.leave();
    await until(ninth.call, ({ snapshot }) => snapshot.participants.size === 7);
    await ninth.call.join();
    await Promise.all([...eight.slice(1), ninth].map((one) => connectedTo(one, 7)));
    expect(callers.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('joined twice by the same tab takes one seat, and another tab takes another', async () => {
    const seven = await open(7);
    await Promise.all(seven.map(({ call }) => call.join()));
    const [first] = seven;
    const again = first?.client.transmit(false, 'stream-inquiry', topic, {});
    await Promise.all([first?.call.join(), first?.call.join(), again]);
    const secondTab = await page(people[0]);
    await secondTab.call.join();
    await Promise.all([...seven, secondTab].map((one) => connectedTo(one, 7)));
    const late = await page(people[2]);
    await expect(late.client.transmit(false, 'stream-inquiry', topic, {})).rejects.toMatchObject(
      seated,
    );
    secondTab.call.leave();
    await until(late.call, ({ snapshot }) => snapshot.participants.size === 7);
    await late.call.join();
    await connectedTo(late, 7);
  });
});

describe('bad signals in a call', () => {
  /** Two in a call, and a third one's raw socket on its topic. */
  async function withIntruder(): Promise<{ two: readonly Caller[]; raw: PlainSocket }> {
    const two = await open(2);
    await Promise.all(two.map(({ call }) => call.join()));
    await Promise.all(two.map((one) => connectedTo(one, 1)));
    const [, , third] = people;
    if (third === undefined) throw new Error('There is nobody.');
    const raw = await PlainSocket.open(server, await ticketOf(server, third));
    sockets.push(raw);
    raw.send({ op: 'subscribe', id: 1, topic });
    await raw.next('subscribed');
    return { two, raw };
  }
  const rtc = (id: number, payload: object): Record<string, unknown> => ({
    op: 'transmit',
    id,
    topic,
    action: 'rtc',
    store: false,
    payload,
  });
  /** What the two say to each other gets through, and their connection stands. */
  async function undisturbed(two: readonly Caller[]): Promise<void> {
    const [one, other] = two;
    if (one === undefined || other === undefined) throw new Error('There are no two.');
    const { connectionId } = one.client;
    for (const on of [false, true]) {
      await one.call.setMicrophone(on);
      await until(other.call, ({ snapshot: { participants } }) => {
        return participants.get(connectionId)?.media.audio === on;
      });
    }
    const ids = new Set(two.map(({ client }) => client.connectionId));
    for (const { call } of two) {
      const partners = [...call.snapshot.participants.values()].filter((each) =>
        ids.has(each.connectionId),
      );
      expect(partners.map(({ state }) => state)).toEqual(['connected']);
    }
    expect(net.open).toHaveLength(2);
  }

  it('a flood of candidates is limited to what a connection may say, and the call goes on', async () => {
    const { two, raw } = await withIntruder();
    const target = two[0]?.client.connectionId ?? '';
    let heard = 0;
    two[0]?.client.subscribe(topic, ({ action }) => {
      if (action === 'rtc') heard += 1;
    });
    const ice = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' };
    const flood = 5000;
    for (let n = 0; n < flood; n += 1) raw.send(rtc(10 + n, { ice, target }));
    await undisturbed(two);
    await raw.find(['ok', 'error'], ({ id }) => id === 9 + flood);
    const answers = raw.frames.filter(({ id }) => Number(id) >= 10);
    const taken = answers.filter(({ op }) => op === 'ok');
    expect(answers).toHaveLength(flood);
    expect(new Set(answers.map(({ op, code }) => code ?? op))).toEqual(
      new Set(['ok', 'rate_limited']),
    );
    // A hundred at once, then fifty a second.
    expect(taken.length).toBeGreaterThanOrEqual(99);
    expect(taken.length).toBeLessThan(flood / 2);
    await expect.poll(() => heard, patient).toBe(taken.length);
    await undisturbed(two);
  });

  it('candidates without end in one message, and descriptions that are none, are nobody’s', async () => {
    const { two, raw } = await withIntruder();
    const [one] = two;
    const target = one?.client.connectionId ?? '';
    const ice = Array.from({ length: 101 }, () => ({ candidate: 'x' }));
    const sdp = { type: 'offer', sdp: 'x'.repeat(60_000) };
    raw.send(rtc(2, { ice, target }));
    raw.send(rtc(3, { sdp, target }));
    await raw.find('ok', ({ id }) => id === 3);
    await expect.poll(() => one?.errors, patient).toEqual(['bad_signal', 'bad_signal']);
    await undisturbed(two);
  });

  it('a description larger than a frame may be ends its sender’s connection alone', async () => {
    const { two, raw } = await withIntruder();
    const target = two[0]?.client.connectionId ?? '';
    raw.send(rtc(2, { sdp: { type: 'offer', sdp: 'x'.repeat(70_000) }, target }));
    expect(await raw.closed).toMatchObject({ code: 1009 });
    await undisturbed(two);
    expect(two.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('from somebody not in the room reach nobody', async () => {
    const two = await open(2);
    await Promise.all(two.map(({ call }) => call.join()));
    const stranger = await signIn(server, 5);
    const raw = await PlainSocket.open(server, await ticketOf(server, stranger));
    sockets.push(raw);
    raw.send({ op: 'subscribe', id: 1, topic });
    raw.send(rtc(2, { sdp: { type: 'offer', sdp: '' }, target: two[0]?.client.connectionId }));
    expect(await raw.find('error', ({ id }) => id === 1)).toMatchObject({ code: 'forbidden' });
    expect(await raw.find('error', ({ id }) => id === 2)).toMatchObject({ code: 'not_joined' });
    await undisturbed(two);
  });
});
