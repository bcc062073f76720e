import { createClient, fetchTicket, type Client, type ClientOptions } from '@parley/client';
import { type SwallowProxy, type TestServer } from '@parley/testing';
import { WebSocket } from 'ws';
import { referenceOf } from './reference.ts';

/** Of the demo community. */
const PASSWORD = 'parley-demo';

/** Somebody signed in, as a browser holds them: by a cookie. */
export interface Person {
  readonly id: number;
  readonly email: string;
  readonly cookie: string;
}

/** An answer of the REST door. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Asks the server as a page of its own origin would. `null` stands for somebody not signed in. What is
 * answered is held to what the API document says of it.
 */
export async function ask(
  server: Pick<TestServer, 'url'>,
  person: Pick<Person, 'cookie'> | null,
  request: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const reference = await referenceOf(server);
  const response = await fetch(server.url + path, {
    method,
    headers: {
      origin: server.url,
      ...(person === null ? {} : { cookie: person.cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Answer['body'];
  const answer = { status: response.status, headers: response.headers, body: parsed };
  if (reference.knows(method, path)) reference.check(method, path, answer);
  return answer;
}

/** Signs in; a number stands for the demo's person of that number. */
export async function signIn(
  server: TestServer,
  who: number | string,
  password: string = PASSWORD,
): Promise<Person> {
  const email = typeof who === 'number' ? `demo${who}@example.com` : who;
  const answer = await ask(server, null, 'POST /api/session', { email, password });
  const { member } = answer.body as { member?: { id: number } };
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (member === undefined || cookie === undefined) {
    throw new Error(`${email} could not sign in: ${JSON.stringify(answer.body)}`);
  }
  return { id: member.id, email, cookie };
}

/** A ticket for a page of this origin; absent: the server's own. */
export async function ticketOf(
  server: TestServer,
  person: Person,
  origin: string = server.url,
): Promise<string> {
  const { status, body } = await ask(server, person, 'POST /ticket', undefined, { origin });
  if (typeof body['ticket'] === 'string') return body['ticket'];
  throw new Error(`No ticket (${status}): ${JSON.stringify(body)}`);
}

/** An SDK client that behaves as a page of the server would: a cookie, and an Origin on its socket. */
export function clientOf(
  server: TestServer,
  person: Person,
  options: Partial<ClientOptions> = {},
): Client {
  class PageSocket extends WebSocket {
    constructor(url: string) {
      super(url, { origin: server.url });
    }
  }
  const headers = { cookie: person.cookie, origin: server.url };
  return createClient({
    url: server.url,
    ticket: fetchTicket(server.url, { headers }),
    webSocket: PageSocket,
    ...options,
  });
}

/** An SDK client of a program with an access token, whose socket may go over a bad network. */
export async function programOf(
  server: TestServer,
  memberId: number,
  options: Partial<ClientOptions> & { readonly through?: SwallowProxy } = {},
): Promise<Client> {
  const { through, ...rest } = options;
  const headers = { authorization: `Bearer ${await tokenOf(server, memberId)}` };
  return createClient({
    url: through?.url ?? server.url,
    ticket: fetchTicket(server.url, { headers }),
    webSocket: WebSocket,
    ...rest,
  });
}

/** An access token in a member's name. */
export async function tokenOf(server: TestServer, memberId: number): Promise<string> {
  const authorization = `Bearer ${server.appToken}`;
  const minted = await ask(server, null, 'POST /api/admin/tokens', { memberId }, { authorization });
  return String(minted.body['token']);
}

let made = 0;

/** Makes a member of their own for a test and answers how to sign in. */
export async function newMember(server: TestServer): Promise<{ email: string; password: string }> {
  made += 1;
  const member = {
    email: `new${made}@example.com`,
    name: `New ${made}`,
    password: `password ${made}`,
  };
  const authorization = `Bearer ${server.appToken}`;
  const { status } = await ask(server, null, 'POST /api/admin/members', member, { authorization });
  if (status !== 201) throw new Error(`No member was made: ${status}`);
  return member;
}
