import { createHmac } from 'node:crypto';
import {
  startCoturn,
  startParley,
  TurnClient,
  type TestCoturn,
  type TestServer,
  type TurnAnswer,
  type TurnCredentials,
} from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, newMember, signIn, type Person } from './people.ts';

let coturn: TestCoturn;
let server: TestServer;
let ada: Person;
let ben: Person;
let stranger: Person;
let call: string;

beforeAll(async () => {
  coturn = await startCoturn();
  const urls = `${coturn.env.PARLEY_TURN_URLS},stun:stun.example.com`;
  server = await startParley({
    env: { ...coturn.env, PARLEY_TURN_URLS: urls, PARLEY_DEMO: '1', PARLEY_LOG_LEVEL: 'trace' },
  });
  ada = await signIn(server, 1);
  const { body } = await ask(server, ada, 'GET /api/bookings');
  const [booking] = body['bookings'] as { id: number; participants: { id: number }[] }[];
  call = `exchange/call:${booking?.id}`;
  for (const number of [2, 3, 4, 5]) {
    const person = await signIn(server, number);
    if (booking?.participants.some(({ id }) => id === person.id)) ben = person;
  }
  const { email, password } = await newMember(server);
  stranger = await signIn(server, email, password);
});
afterAll(async () => {
  await server.stop();
  await coturn.stop();
});

type Told = {
  readonly iceServers: readonly [{ urls: string[] }, { urls: string[] } & TurnCredentials];
  readonly expiresAt: string;
};

async function asked(person: Person, topic: string = call): Promise<Told> {
  const { status, body } = await ask(server, person, 'POST /api/ice-servers', { topic });
  expect(status).toBe(200);
  return body as Told;
}

/** What a Coturn answers to who asks for a relay. */
async function allocate(credentials?: TurnCredentials, of = coturn): Promise<TurnAnswer> {
  const client = await TurnClient.open(of.urls[0] ?? '');
  try {
    return await client.allocate(credentials);
  } finally {
    client.close();
  }
}

function madeWith(secret: string, username: string): TurnCredentials {
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

describe('A7 credentials for a call', () => {
  it('let a member of the call in at a real Coturn, which refuses who has none', async () => {
    const { iceServers, expiresAt } = await asked(ada);
    const [stun, turn] = iceServers;
    expect(stun).toEqual({ urls: ['stun:stun.example.com'] });
    expect(turn.urls).toEqual(coturn.urls);
    expect(turn.username).toBe(`${Date.parse(expiresAt) / 1000}:${ada.id}:${call}`);
    expect(await allocate()).toEqual({ refused: 401 });
    expect(await allocate(turn)).toEqual({
      address: expect.stringMatching(/^127\.0\.0\.1:2\d+$/u),
    });
  });

  it('are another for each member and each call', async () => {
    const [mine, theirs] = [await asked(ada), await asked(ben)];
    expect(mine.iceServers[1].credential).not.toBe(theirs.iceServers[1].credential);
    expect(await allocate(theirs.iceServers[1])).toHaveProperty('address');
    const mixed = { ...theirs.iceServers[1], username: mine.iceServers[1].username };
    expect(await allocate(mixed)).toEqual({ refused: 401 });
  });

  it('are refused by Coturn when they are over, or made with another secret', async () => {
    const name = `${ada.id}:${call}`;
    const past = Math.floor(Date.now() / 1000) - 5;
    expect(await allocate(madeWith(coturn.secret, `${past}:${name}`))).toEqual({ refused: 401 });
    const soon = past + 600;
    expect(await allocate(madeWith('x'.repeat(32), `${soon}:${name}`))).toEqual({ refused: 401 });
    expect(await allocate(madeWith(coturn.secret, `${soon}:${name}`))).toHaveProperty('address');
  });

  it('come with the ticket to who asks for them there, and to nobody else', async () => {
    const path = `/ticket?topic=${encodeURIComponent(call)}`;
    for (const request of [`POST ${path}`, `GET ${path}`]) {
      const { status, body } = await ask(server, ada, request);
      expect(status).toBe(200);
      expect(body['ticket']).toBeTypeOf('string');
      const [, turn] = body['iceServers'] as Told['iceServers'];
      expect(await allocate(turn)).toHaveProperty('address');
    }
    const plain = await ask(server, ada, 'POST /ticket');
    expect(Object.keys(plain.body)).toEqual(['ticket', 'connectionId', 'expiresAt']);
    const foreign = await ask(server, stranger, `POST ${path}`);
    expect(foreign).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(foreign.body).not.toHaveProperty('ticket');
  });

  it('are not given to strangers, nor for topics that are no call', async () => {
    const refused = { status: 403, body: { error: { code: 'forbidden' } } };
    for (const [person, topic] of [
      [stranger, call],
      [ada, 'exchange/call:999999'],
      [ada, call.replace('call', 'text')],
      [ada, 'chat:1'],
      [ada, '$member:1'],
      [ada, `${call}/x`],
    ] as const) {
      expect(await ask(server, person, 'POST /api/ice-servers', { topic })).toMatchObject(refused);
    }
    expect(await ask(server, null, 'POST /api/ice-servers', { topic: call })).toMatchObject({
      status: 401,
    });
    for (const body of [{}, { topic: 7 }, { topic: '' }, { topic: 'x'.repeat(300) }]) {
      expect(await ask(server, ada, 'POST /api/ice-servers', body)).toMatchObject({
        status: 422,
        body: { error: { code: 'invalid', fields: { topic: expect.any(String) } } },
      });
    }
  });

  it('are limited for each member', async () => {
    const { email, password } = await newMember(server);
    const hasty = await signIn(server, email, password);
    const statuses = new Set<number>();
    for (let tries = 0; tries < 121; tries++) {
      const { status } = await ask(server, hasty, 'POST /api/ice-servers', { topic: call });
      statuses.add(status);
    }
    expect([...statuses]).toEqual([403, 429]);
  });

  it('are in no log of ours, and neither is the secret', () => {
    expect(server.output()).toContain('/api/ice-servers');
    expect(server.output()).not.toContain(coturn.secret);
    expect(server.output()).not.toContain(`:${ada.id}:${call}`);
  });
});

it('as deploy/coturn starts it, Coturn relays for members and to no address inside', async () => {
  const relay = await startCoturn({ production: true });
  const client = await TurnClient.open(relay.urls[0] ?? '');
  try {
    const soon = Math.floor(Date.now() / 1000) + 600;
    expect(await client.allocate(madeWith('y'.repeat(32), `${soon}:1:${call}`))).toEqual({
      refused: 401,
    });
    const good = await client.allocate(madeWith(relay.secret, `${soon}:1:${call}`));
    expect(good).toHaveProperty('address');
    for (const inside of [
      '127.0.0.1',
      '10.0.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '172.20.0.1',
    ]) {
      expect(await client.permit(inside), inside).toEqual({ refused: 403 });
    }
    expect(await client.permit('8.8.8.8')).toEqual({});
  } finally {
    client.close();
    await relay.stop();
  }
});
