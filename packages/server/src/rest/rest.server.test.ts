import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { chatDomain, createChat } from '@parley/domains/chat';
import { createExchange, exchangeDomain } from '@parley/domains/exchange';
import { createIdentity, identityDomain, PasswordHasher } from '@parley/domains/identity';
import { createFiles, filesDomain } from '@parley/domains/files';
import { createNotifications, notificationsDomain } from '@parley/domains/notifications';
import { fullGrants, HubError } from '@parley/hub';
import { MemoryFileStore, MemoryTickets } from '@parley/hub/memory';
import { openDatabase, type Database } from '@parley/store';
import { FakeClock } from '@parley/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenCheck } from '../app-token.ts';
import type { AppPublication, RestDeps } from './deps.ts';
import { restPlugin } from './plugin.ts';

const password = 'a good password';
const appToken = 'the-token-of-the-application';
const appOrigin = 'https://app.example.com';
const own = { host: 'localhost:3000', 'sec-fetch-site': 'same-origin' };

const clock = new FakeClock();
const published: AppPublication[] = [];
let folder: string;
let db: Database;
let deps: RestDeps;
let app: FastifyInstance;

async function newApp(changes: Partial<RestDeps> = {}): Promise<FastifyInstance> {
  const made = Fastify();
  await made.register(restPlugin({ ...deps, ...changes }));
  await made.ready();
  return made;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-rest-'));
  const domains = [identityDomain, chatDomain, notificationsDomain, exchangeDomain, filesDomain];
  db = await openDatabase({
    folder,
    clock,
    modules: domains.map(({ units }) => units),
    migrations: domains.flatMap(({ migrations }) => migrations),
  });
  const identity = createIdentity({
    db,
    clock,
    secret: new Uint8Array(32),
    signUp: 'open',
    hasher: new PasswordHasher({ cost: { ln: 4, r: 8, p: 1 } }),
    applicationTokens: { secret: 'the secret that only the application knows' },
  });
  deps = {
    identity,
    clock,
    chat: createChat({ db, signal: () => {} }),
    notifications: createNotifications({ db }),
    exchange: createExchange({ db, clock }),
    files: createFiles({ db, store: new MemoryFileStore() }),
    tickets: new MemoryTickets({ clock }),
    isAppToken: tokenCheck(appToken),
    allowedOrigins: [appOrigin],
    rightOn: (_principal, topic) => Promise.resolve({ topic, grants: fullGrants }),
    ice: { urls: null, secret: null, lifetime: 1000 },
    publicUrl: null,
    ticketLifetime: 15_000,
    messageBytes: 1000,
    server: { version: '1.2.3', demo: false, fileBytes: 1000 },
    publish: (publication) => {
      if (publication.topic === 'forbidden') {
        return Promise.reject(new HubError('forbidden', 'not there'));
      }
      published.push(publication);
      return Promise.resolve({
        position: { epoch: 'e', offset: published.length },
        timestamp: new Date(clock.now()).toISOString(),
        duplicate: false,
      });
    },
  };
});

// An app of its own for each test, so that none meets the tries counted by another.
beforeEach(async () => {
  app = await newApp();
});

afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

let people = 0;

interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly cookie: string;
}

async function signUp(name = 'Ada'): Promise<Person> {
  people += 1;
  const email = `person${people}@example.com`;
  const response = await app.inject({
    method: 'POST',
    url: '/api/members',
    headers: own,
    payload: { email, name, password },
  });
  expect(response.statusCode).toBe(201);
  const { id } = response.json<{ member: { id: number } }>().member;
  return { id, name, email, cookie: cookieOf(response.headers['set-cookie']) };
}

function cookieOf(header: string | string[] | undefined): string {
  return String(header).split(';')[0] ?? '';
}

function as(person: Person, request: InjectOptions & { readonly url: string }) {
  return app.inject({
    ...request,
    headers: { ...own, cookie: person.cookie, ...request.headers },
  });
}

describe('signing up, in and out', () => {
  it('gives a cookie that no script reads and no foreign page sends', async () => {
    const { email } = await signUp();
    const response = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: own,
      payload: { email, password },
    });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ member: { email, name: 'Ada', role: 'member' } });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['set-cookie']).toMatch(
      /^parley_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const secure = await newApp({ publicUrl: 'https://chat.example.com' });
    const over = await secure.inject({
      method: 'POST',
      url: '/api/session',
      headers: own,
      payload: { email, password },
    });
    expect(over.headers['set-cookie']).toMatch(/; Secure/);
  });

  it('says who one is, with what the page needs to know of the server', async () => {
    const ada = await signUp();
    const response = await as(ada, { url: '/api/session' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      member: {
        id: ada.id,
        name: 'Ada',
        email: ada.email,
        role: 'member',
        color: expect.stringMatching(/^#/),
      },
      session: {
        id: expect.stringMatching(/^\d+$/),
        expiresAt: new Date(clock.now() + 604_800_000).toISOString(),
      },
      server: { version: '1.2.3', signUp: true, demo: false, fileBytes: 1000 },
    });
  });

  it('says that one is nobody, and whether there is a way in', async () => {
    const response = await app.inject({ url: '/api/session' });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      error: { code: 'not_signed_in', message: expect.any(String) },
      server: { signUp: true, demo: false, setup: true },
    });
  });

  it('tells a program that its token is no good, and not to sign in', async () => {
    const url = '/api/headless/v1/messages';
    const headers = { authorization: 'Bearer not-a-token' };
    const withToken = await app.inject({ url, headers });
    expect([withToken.statusCode, withToken.json()]).toMatchObject([
      401,
      {
        message: 'This access token is wrong, over or revoked.',
        error_details: { code: 'not_signed_in' },
      },
    ]);
    expect((await app.inject({ url })).json().message).toBe('Sign in first.');
  });

  it('answers the same to a wrong password and to an unknown address', async () => {
    const { email } = await signUp();
    const answers = await Promise.all(
      [
        { email, password: 'wrong' },
        { email: 'nobody@example.com', password },
      ].map((payload) =>
        app.inject({ method: 'POST', url: '/api/session', headers: own, payload }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    expect(answers[0]?.body).toBe(answers[1]?.body);
    expect(answers[0]?.json()).toMatchObject({ error: { code: 'bad_credentials' } });
    expect(answers[0]?.headers['set-cookie']).toBeUndefined();
  });

  it('refuses an eleventh try on an account from anywhere, until the quarter is over', async () => {
    const { email } = await signUp();
    const attempt = (tried: string, remoteAddress: string) =>
      app.inject({
        method: 'POST',
        url: '/api/session',
        remoteAddress,
        headers: own,
        payload: { email: email.toUpperCase(), password: tried },
      });
    for (let count = 1; count <= 10; count += 1) {
      expect((await attempt('wrong', `192.0.2.${count}`)).statusCode).toBe(401);
    }
    const refused = await attempt(password, '198.51.100.1');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('900');
    expect(refused.json()).toMatchObject({ error: { code: 'rate_limited', retryAfter: 900_000 } });
    clock.advance(900_000);
    expect((await attempt(password, '198.51.100.1')).statusCode).toBe(200);
  });

  it('refuses many failures from one address, whatever the accounts, and no successes', async () => {
    const { email } = await signUp();
    const attempt = (payload: object) =>
      app.inject({ method: 'POST', url: '/api/session', headers: own, payload });
    for (let count = 0; count < 100; count += 1) {
      expect((await attempt({ email, password })).statusCode).toBe(200);
    }
    for (let count = 0; count < 100; count += 1) {
      await attempt({ email: `guess${count}@example.com`, password });
    }
    expect((await attempt({ email, password })).statusCode).toBe(429);
  });

  it('ends the session with signing out, and signing out twice is no mistake', async () => {
    const ada = await signUp();
    const out = await as(ada, { method: 'DELETE', url: '/api/session' });
    expect(out.statusCode).toBe(204);
    expect(out.headers['set-cookie']).toMatch(/^parley_session=; Max-Age=0; /);
    expect((await as(ada, { url: '/api/session' })).statusCode).toBe(401);
    expect((await as(ada, { method: 'DELETE', url: '/api/session' })).statusCode).toBe(204);
  });

  it('says which field is wrong, and that an address is taken', async () => {
    const { email } = await signUp();
    const post = (payload: object) =>
      app.inject({ method: 'POST', url: '/api/members', headers: own, payload });
    const bad = await post({ email: 'no address', name: '  ', password: 'short' });
    expect(bad.statusCode).toBe(422);
    expect(bad.json()).toMatchObject({
      error: {
        code: 'invalid',
        fields: {
          email: 'Enter an e-mail address.',
          name: 'Enter a name.',
          password: 'At least 8 characters.',
        },
      },
    });
    const taken = await post({ email: email.toUpperCase(), name: 'Eve', password });
    expect([taken.statusCode, taken.json()]).toMatchObject([
      409,
      { error: { code: 'email_taken' } },
    ]);
  });

  it('makes no account where sign-up is closed', async () => {
    const closed = await newApp({
      identity: createIdentity({ db, clock, secret: new Uint8Array(32), signUp: 'closed' }),
    });
    const response = await closed.inject({
      method: 'POST',
      url: '/api/members',
      headers: own,
      payload: { email: 'late@example.com', name: 'Late', password },
    });
    expect([response.statusCode, response.json()]).toMatchObject([
      403,
      { error: { code: 'sign_up_closed' } },
    ]);
    expect((await closed.inject({ url: '/api/session' })).json()).toMatchObject({
      server: { signUp: false },
    });
  });

  it('lists sessions and ends another one from afar', async () => {
    const here = await signUp();
    const signIn = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { ...own, 'user-agent': 'A phone' },
      payload: { email: here.email, password },
    });
    const there = { ...here, cookie: cookieOf(signIn.headers['set-cookie']) };
    const list = await as(here, { url: '/api/sessions' });
    const { sessions } = list.json<{ sessions: { id: string; current: boolean }[] }>();
    expect(sessions).toMatchObject([{ userAgent: 'A phone', current: false }, { current: true }]);
    const end = (who: Person, id: string) =>
      as(who, { method: 'DELETE', url: `/api/sessions/${id}` });
    const phone = sessions[0]?.id ?? '';
    const stranger = await signUp('Eve');
    expect((await end(stranger, phone)).statusCode).toBe(404);
    expect((await end(here, 'x')).statusCode).toBe(404);
    expect((await end(here, phone)).statusCode).toBe(204);
    expect((await as(there, { url: '/api/session' })).statusCode).toBe(401);
    expect((await as(here, { url: '/api/session' })).statusCode).toBe(200);
  });

  it('changes the password and the name', async () => {
    const ada = await signUp();
    const put = (current: string) =>
      as(ada, {
        method: 'PUT',
        url: '/api/session/password',
        payload: { current, password: 'the next good one' },
      });
    const wrong = await put('wrong');
    expect([wrong.statusCode, wrong.json()]).toMatchObject([
      422,
      { error: { code: 'wrong_password' } },
    ]);
    expect((await put(password)).statusCode).toBe(204);
    const renamed = await as(ada, {
      method: 'PATCH',
      url: '/api/session/profile',
      payload: { name: ' Ada Lovelace ' },
    });
    expect(renamed.json()).toMatchObject({ member: { id: ada.id, name: 'Ada Lovelace' } });
    expect((await as(ada, { url: '/api/session' })).statusCode).toBe(200);
  });

  it('makes the first administrator by the link, once', async () => {
    const token = (await deps.identity.offerSetup()) ?? '';
    const post = (given: string, email: string) =>
      app.inject({
        method: 'POST',
        url: '/api/setup',
        headers: own,
        payload: { token: given, email, name: 'Root', password },
      });
    expect((await post('guess', 'root@example.com')).statusCode).toBe(403);
    const made = await post(token, 'root@example.com');
    expect([made.statusCode, made.json()]).toMatchObject([201, { member: { role: 'admin' } }]);
    expect(made.headers['set-cookie']).toMatch(/^parley_session=/);
    expect((await post(token, 'root2@example.com')).json()).toMatchObject({
      error: { code: 'setup_refused' },
    });
    expect((await app.inject({ url: '/api/session' })).json()).toMatchObject({
      server: { setup: false },
    });
  });
});

describe('where a request may come from', () => {
  const change = (ada: Person, headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/api/headless/v1/messages',
      headers: { host: 'localhost:3000', cookie: ada.cookie, ...headers },
      payload: { chat_room: { name: 'A room', kind: 'group_chat', access: 'open' } },
    });

  it('is our own page, an allowed origin or a person; not a foreign page with the cookie', async () => {
    const ada = await signUp();
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://localhost:3000' },
      { origin: appOrigin, 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await change(ada, headers)).statusCode).toBe(201);
    }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.test' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      {},
    ]) {
      const refused = await change(ada, headers);
      expect([refused.statusCode, refused.json()]).toMatchObject([
        403,
        { success: false, error_details: { code: 'cross_site' } },
      ]);
    }
  });

  it('is anywhere for a program with a token', async () => {
    const ada = await signUp();
    const { token } = await deps.identity.mintToken(ada.id);
    const response = await app.inject({
      method: 'POST',
      url: '/api/headless/v1/messages',
      headers: { authorization: `Bearer ${token}` },
      payload: { chat_room: { name: 'By program', kind: 'group_chat' } },
    });
    expect(response.statusCode).toBe(201);
  });

  it('does not sign anybody in by a form of a foreign page', async () => {
    const { email } = await signUp();
    const response = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { host: 'localhost:3000', origin: 'https://evil.test' },
      payload: { email, password },
    });
    expect(response.statusCode).toBe(403);
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it('tells browsers which origins may read the answers', async () => {
    const allow = async (origin: string) =>
      (await app.inject({ url: '/api/session', headers: { origin } })).headers[
        'access-control-allow-origin'
      ];
    expect(await allow(appOrigin)).toBe(appOrigin);
    expect(await allow('https://evil.test')).toBeUndefined();
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/api/headless/v1/messages/1',
      headers: { origin: appOrigin, 'access-control-request-method': 'PATCH' },
    });
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': appOrigin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
    });
  });
});

describe('bodies', () => {
  it('are JSON or refused, and the refusal is JSON too', async () => {
    const post = (payload: string, type: string) =>
      app.inject({
        method: 'POST',
        url: '/api/session',
        headers: { ...own, 'content-type': type },
        payload,
      });
    for (const [payload, type, status, code] of [
      ['{"email":', 'application/json', 400, 'bad_request'],
      ['email=a', 'application/x-www-form-urlencoded', 415, 'not_json'],
      ['{}', 'text/plain', 415, 'not_json'],
      ['{}', 'application/json', 422, 'invalid'],
      ['[]', 'application/json', 422, 'invalid'],
      ['null', 'application/json', 422, 'invalid'],
      ['7', 'application/json', 422, 'invalid'],
      [`"${'x'.repeat(2_000_000)}"`, 'application/json', 413, 'too_large'],
    ] as const) {
      const response = await post(payload, type);
      expect([payload.slice(0, 9), response.statusCode, response.json()]).toMatchObject([
        payload.slice(0, 9),
        status,
        { error: { code, message: expect.any(String) } },
      ]);
    }
    const { error } = (await post('{"email":', 'application/json')).json();
    expect(error.message).toBe('The body is not JSON.');
  });
});

describe('members', () => {
  it('are found by name by those signed in, without their addresses', async () => {
    const ada = await signUp('Ada Searching');
    const found = await as(ada, { url: '/api/headless/v1/community_members?search=SEARCHING' });
    expect(found.json()).toEqual({
      members: [{ id: ada.id, name: 'Ada Searching', role: 'member', color: expect.any(String) }],
    });
    expect((await app.inject({ url: '/api/headless/v1/community_members' })).statusCode).toBe(401);
  });

  it('meet by bookings, which only the two see', async () => {
    const [ada, bob, eve] = [await signUp(), await signUp('Bob'), await signUp('Eve')];
    await deps.exchange.createBooking({
      scheduleMemberId: ada.id,
      clientMemberId: bob.id,
      title: 'Talk',
      startsOn: '2026-06-02T10:00:00.000Z',
      endsOn: '2026-06-02T10:30:00.000Z',
    });
    expect((await as(bob, { url: '/api/bookings' })).json()).toMatchObject({
      bookings: [
        {
          title: 'Talk',
          startsOn: '2026-06-02T10:00:00.000Z',
          participants: [{ id: ada.id, name: 'Ada' }, { id: bob.id }],
        },
      ],
    });
    expect((await as(eve, { url: '/api/bookings' })).json()).toEqual({
      bookings: [],
      next: null,
    });
  });
});

describe('tickets', () => {
  interface Answer {
    ticket: string;
    connectionId: string;
    expiresAt: string;
  }

  it('are given to the signed-in, twice at once too, for the page that asked', async () => {
    const ada = await signUp();
    const headers = { origin: 'http://localhost:3000' };
    const answers = await Promise.all(
      [1, 2].map(() => as(ada, { method: 'POST', url: '/ticket', headers })),
    );
    const [one, two] = answers.map((answer) => answer.json<Answer>());
    expect(answers[0]?.headers['cache-control']).toBe('no-store');
    expect(one).toEqual({
      ticket: expect.stringMatching(new RegExp(`^${one?.connectionId}:[\\w-]{32}$`)),
      connectionId: expect.stringMatching(/^[\w-]{22}$/),
      expiresAt: new Date(clock.now() + 15_000).toISOString(),
    });
    expect(two?.connectionId).not.toBe(one?.connectionId);
    for (const answer of [one, two]) {
      expect(await deps.tickets.take(answer?.ticket ?? '')).toMatchObject({
        connectionId: answer?.connectionId,
        memberId: ada.id,
        origin: 'http://localhost:3000',
        credential: expect.stringMatching(/^session:\d+$/),
        expiresAt: expect.any(Number),
      });
    }
    expect(await deps.tickets.take(one?.ticket ?? '')).toBeUndefined();
  });

  it('are bound to our own origin when a page of ours asks by GET', async () => {
    const ada = await signUp();
    const { ticket } = (await as(ada, { url: '/ticket' })).json<Answer>();
    expect(await deps.tickets.take(ticket)).toMatchObject({ origin: 'http://localhost:3000' });
  });

  it('of a program with a token have no origin', async () => {
    const ada = await signUp();
    const { token } = await deps.identity.mintToken(ada.id);
    const response = await app.inject({
      method: 'POST',
      url: '/ticket',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await deps.tickets.take(response.json<Answer>().ticket)).toMatchObject({
      origin: null,
      memberId: ada.id,
      credential: expect.stringMatching(/^token:/),
    });
  });

  it('are refused to strangers, to foreign pages, and to a cookie that says nothing of its page', async () => {
    const ada = await signUp();
    const status = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'POST') =>
      (
        await app.inject({
          method,
          url: '/ticket',
          headers: { host: 'localhost:3000', ...headers },
        })
      ).statusCode;
    const { cookie } = ada;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer nonsense' })).toBe(401);
    expect(await status({ authorization: `Bearer ${appToken}` })).toBe(401);
    expect(await status({ cookie })).toBe(403);
    expect(await status({ cookie, origin: 'https://evil.test' })).toBe(403);
    expect(await status({ cookie, 'sec-fetch-site': 'cross-site' }, 'GET')).toBe(403);
    expect(await status({ cookie, 'sec-fetch-site': 'same-site' }, 'GET')).toBe(403);
    const { token } = await deps.identity.mintToken(ada.id);
    const bearer = { authorization: `Bearer ${token}`, origin: 'https://evil.test' };
    expect(await status(bearer)).toBe(403);
    expect(await status({ cookie, origin: appOrigin })).toBe(200);
  });
});

describe('publishing by the application', () => {
  const post = (payload: object, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/api/publish',
      headers: { authorization: `Bearer ${appToken}`, ...headers },
      payload,
    });

  it('takes one message, or many with a result each in their order', async () => {
    published.length = 0;
    const one = await post({ topic: 'news', action: 'added', payload: { a: 'é' } });
    expect(one.statusCode).toBe(200);
    expect(one.json()).toEqual({
      results: [
        {
          position: { epoch: 'e', offset: 1 },
          timestamp: expect.any(String),
          duplicate: false,
        },
      ],
    });
    expect(published[0]).toEqual({
      topic: 'news',
      event: 'added',
      payload: '{"a":"é"}',
      store: true,
      publisher: 'app',
    });
    const many = await post({
      messages: [
        { topic: 'news', action: 'a', store: false },
        { topic: 'forbidden', action: 'b', payload: 1 },
        { topic: 'news', action: 'c', payload: 'x'.repeat(1000) },
        { topic: 'news', action: 'd', payload: [], id: 'mine' },
      ],
    });
    expect(many.json()).toMatchObject({
      results: [
        { duplicate: false },
        { error: { code: 'forbidden' } },
        { error: { code: 'too_large' } },
        { duplicate: false },
      ],
    });
    expect(published.slice(1)).toMatchObject([
      { event: 'a', payload: 'null', store: false },
      { event: 'd', payload: '[]', clientId: 'mine' },
    ]);
  });

  it('gives each message of a repeated batch the same id', async () => {
    published.length = 0;
    const messages = [
      { topic: 'a', action: 'x' },
      { topic: 'a', action: 'y', id: 'own' },
      { topic: 'b', action: 'z' },
    ];
    await post({ messages }, { 'idempotency-key': 'order-17' });
    await post({ messages }, { 'idempotency-key': 'order-17' });
    const ids = published.map(({ clientId }) => clientId);
    expect(ids).toEqual(['order-17:0', 'own', 'order-17:2', 'order-17:0', 'own', 'order-17:2']);
  });

  it('is for the app token alone, and checks what it is given', async () => {
    const ada = await signUp();
    const body = { topic: 'a', action: 'x' };
    expect((await as(ada, { method: 'POST', url: '/api/publish', payload: body })).statusCode).toBe(
      401,
    );
    expect((await post(body, { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await post({ topic: 'a' })).json()).toMatchObject({
      error: { code: 'invalid', fields: { action: 'Required.' } },
    });
    expect((await post({ messages: [] })).statusCode).toBe(422);
    const tooMany = { messages: Array.from({ length: 101 }, () => body) };
    expect((await post(tooMany)).statusCode).toBe(422);
  });
});
