import { startParley, type TestServer } from '@parley/testing';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askFor, type Asker } from './bookings.ts';
import { CableSocket, type Frame } from './cable-socket.ts';
import { ask, signIn, tokenOf } from './people.ts';
import { Heard, newPerson, settled, type SocialPerson } from './social.ts';

let server: TestServer;
let host: Somebody;
let client: Somebody;
let stranger: Somebody;
const open: (() => void)[] = [];

/** Somebody with an account of the social door, and a token. */
interface Somebody {
  readonly id: number;
  readonly token: string;
  readonly ask: Asker;
  /** A stock Socket.IO client that is known, and asks for no topic. */
  readonly socket: SocialPerson['socket'];
}

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_DEMO: '1', PARLEY_SIGN_UP: 'open', PARLEY_TRUST_PROXY: '1' },
  });
  [host, client, stranger] = [
    await somebody('Host'),
    await somebody('Client'),
    await somebody('Stranger'),
  ];
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => server.stop());

async function somebody(name: string): Promise<Somebody> {
  const person = await newPerson(server, name);
  const token = await tokenOf(server, person.id);
  const authorization = `Bearer ${token}`;
  return {
    id: person.id,
    token,
    ask: (request, body) => ask(server, null, request, body, { authorization }),
    socket: async () => {
      const made = await person.socket();
      open.push(() => made.socket.disconnect());
      return made;
    },
  };
}

const identifier = JSON.stringify({ channel: 'ExchangeChannel' });

/** A cable client that has connected. */
async function cable({ token }: Pick<Somebody, 'token'>): Promise<CableSocket> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new CableSocket(server.url, { headers });
  open.push(() => socket.close());
  await socket.next(({ type }) => type === 'welcome');
  return socket;
}

/** A cable client that hears of its member's meetings. */
async function listening(who: Pick<Somebody, 'token'>): Promise<CableSocket> {
  const socket = await cable(who);
  const answer = await socket.ask({ command: 'subscribe', identifier });
  expect(answer).toEqual({ identifier, type: 'confirm_subscription' });
  return socket;
}

/** What the next frame tells. */
async function told(socket: CableSocket): Promise<unknown> {
  const frame = await socket.next((one: Frame) => one['message'] !== undefined && !('type' in one));
  expect(frame['identifier']).toBe(identifier);
  return frame['message'];
}

describe('F1 what happens to a booking', () => {
  it('is told over Action Cable and Socket.IO as over topics: asked, accepted, cancelled, to the two alone', async () => {
    const [hostCable, clientCable] = [await listening(host), await listening(client)];
    const [hostSocket, clientSocket] = [await host.socket(), await client.socket()];
    const others = await stranger.socket();

    const { schedule, quote } = await askFor({ host: host.ask, client: client.ask }, 3);
    const made = { event: 'scheduleChanged', scheduleId: schedule.id };
    expect(await told(hostCable)).toEqual(made);
    expect((await hostSocket.heard.next('scheduleChanged'))[0]).toEqual({
      scheduleId: schedule.id,
    });
    const asked = { event: 'quoteChanged', ...quote.body };
    expect([await told(hostCable), await told(clientCable)]).toEqual([asked, asked]);
    for (const { heard } of [hostSocket, clientSocket]) {
      const [fields, meta] = await heard.next('quoteChanged');
      expect(fields).toEqual(quote.body);
      expect(meta).toMatchObject({
        topic: expect.stringMatching(/^exchange-channel-\d+$/u),
        offset: expect.any(Number),
      });
    }

    const { body: booking } = await host.ask(`POST /api/quotes/${String(quote.body['id'])}/accept`);
    for (const socket of [hostCable, clientCable]) {
      expect(await told(socket)).toEqual({ event: 'bookingChanged', ...booking });
      expect(await told(socket)).toMatchObject({
        event: 'quoteChanged',
        status: 'accepted',
        bookingId: booking['id'],
      });
    }
    for (const { heard } of [hostSocket, clientSocket]) {
      expect((await heard.next('bookingChanged'))[0]).toEqual(booking);
      expect((await heard.next('quoteChanged'))[0]).toMatchObject({ status: 'accepted' });
    }

    const path = `/api/bookings/${String(booking['id'])}`;
    const { body: cancelled } = await client.ask(`POST ${path}/cancel`);
    expect(cancelled['cancelledBy']).toBe(client.id);
    for (const socket of [hostCable, clientCable]) {
      expect(await told(socket)).toEqual({ event: 'bookingChanged', ...cancelled });
    }
    for (const { heard } of [hostSocket, clientSocket]) {
      expect((await heard.next('bookingChanged'))[0]).toEqual(cancelled);
    }
    await settled(others.socket);
    for (const event of ['quoteChanged', 'bookingChanged', 'scheduleChanged']) {
      expect(others.heard.of(event)).toEqual([]);
    }
  });

  it('is told when a question is declined or taken back', async () => {
    const [socket, { heard }] = [await listening(client), await client.socket()];
    for (const [who, verb, status] of [
      [host, 'decline', 'declined'],
      [client, 'withdraw', 'withdrawn'],
    ] as const) {
      const { quote } = await askFor({ host: host.ask, client: client.ask }, 20);
      expect(await told(socket)).toMatchObject({ event: 'quoteChanged', status: 'open' });
      await heard.next('quoteChanged');
      const { body } = await who.ask(`POST /api/quotes/${String(quote.body['id'])}/${verb}`);
      expect(body['status']).toBe(status);
      expect(await told(socket)).toEqual({ event: 'quoteChanged', ...body });
      expect((await heard.next('quoteChanged'))[0]).toEqual(body);
    }
  });

  it('is told when it is rated', async () => {
    const person = await signIn(server, 1);
    const token = await tokenOf(server, person.id);
    const { body } = await ask(server, person, 'GET /api/bookings?when=coming');
    const [booking] = body['bookings'] as readonly { readonly id: number }[];
    const [cableSocket, socket] = [
      await listening({ token }),
      io(server.url, { auth: { token }, forceNew: true }),
    ];
    open.push(() => socket.disconnect());
    const heard = new Heard(socket);
    await socket.emitWithAck('parley:subscribe', { topic: `exchange-channel-${person.id}` });
    await ask(server, person, `PUT /api/exchanges/${booking?.id}/rating`, { thumb: 'up' });
    expect(await told(cableSocket)).toEqual({ event: 'exchangeRated', bookingId: booking?.id });
    expect((await heard.next('exchangeRated'))[0]).toEqual({ bookingId: booking?.id });
  });

  it('is nobody else’s to hear: the channel of another member is rejected', async () => {
    const socket = await cable(stranger);
    const foreign = JSON.stringify({ channel: 'ExchangeChannel', community_member_id: host.id });
    expect(await socket.ask({ command: 'subscribe', identifier: foreign })).toEqual({
      identifier: foreign,
      type: 'reject_subscription',
    });
    const own = JSON.stringify({
      channel: 'ExchangeChannel',
      community_member_id: String(stranger.id),
    });
    expect(await socket.ask({ command: 'subscribe', identifier: own })).toEqual({
      identifier: own,
      type: 'confirm_subscription',
    });
  });
});
