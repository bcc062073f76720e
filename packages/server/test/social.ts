import type { TestServer } from '@parley/testing';
import { io, type Socket } from 'socket.io-client';

/** An answer of the GraphQL door. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors:
    | readonly {
        readonly message: string;
        readonly extensions?: Readonly<Record<string, unknown>>;
      }[]
    | undefined;
  readonly text: string;
}

/** Asks the GraphQL door; as a program, unless headers say else. */
export async function graphql(
  { url }: Pick<TestServer, 'url'>,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data = null, errors } = JSON.parse(text) as Partial<GraphqlAnswer>;
  return { status: response.status, headers: response.headers, data, errors, text };
}

/** The codes of the errors of an answer. */
export function codes({ errors = [] }: GraphqlAnswer): unknown[] {
  return errors.map(({ extensions }) => extensions?.['code']);
}

/** Somebody with an account of the social door, and the sockets that they have open. */
export class SocialPerson {
  readonly id: number;
  readonly username: string;
  readonly secretkey: string;
  readonly #server: Pick<TestServer, 'url'>;
  readonly #sockets: Socket[] = [];

  constructor(
    server: Pick<TestServer, 'url'>,
    who: { readonly id: number; readonly username: string; readonly secretkey: string },
  ) {
    this.#server = server;
    this.id = who.id;
    this.username = who.username;
    this.secretkey = who.secretkey;
  }

  /** The headers that say who asks. */
  get headers(): Readonly<Record<string, string>> {
    return { id: String(this.id), secretkey: this.secretkey };
  }

  /** Asks; answers the one field that was asked for. Throws with the errors when there are some. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const answer = await this.try(query, variables);
    if (answer.errors !== undefined) throw new Error(answer.text);
    return Object.values(answer.data ?? {})[0] as T;
  }

  /** Asks; answers whatever comes. */
  try(query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return graphql(this.#server, query, variables, this.headers);
  }

  /** A stock Socket.IO client, known to the server, and all that it hears. */
  async socket(): Promise<{ readonly socket: Socket; readonly heard: Heard }> {
    const socket = io(this.#server.url, { forceNew: true, autoConnect: false });
    this.#sockets.push(socket);
    const heard = new Heard(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
      socket.connect();
    });
    socket.emit('initialConnection', { id: String(this.id), secretkey: this.secretkey });
    const [known] = await heard.next('auth');
    if (known !== true) throw new Error(`${this.username} was not let in.`);
    return { socket, heard };
  }

  close(): void {
    for (const socket of this.#sockets) socket.disconnect();
  }
}

/** All that a socket hears, by event. */
export class Heard {
  readonly #all: { readonly event: string; readonly args: readonly unknown[] }[] = [];
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    socket.onAny((event: string, ...args: unknown[]) => {
      this.#all.push({ event, args });
      for (const resolve of this.#waiting) resolve();
      this.#waiting.clear();
    });
  }

  /** What came of an event so far: the first arguments. */
  of(event: string): unknown[] {
    return this.#all.filter((one) => one.event === event).map(({ args }) => args[0]);
  }

  /** The arguments of the next of an event, in the order in which they came. */
  async next(event: string): Promise<readonly unknown[]> {
    const taken = this.#taken.get(event) ?? 0;
    for (;;) {
      const found = this.#all.filter((one) => one.event === event)[taken];
      if (found !== undefined) {
        this.#taken.set(event, taken + 1);
        return found.args;
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }
}

/** Waits until all that was sent to a socket before has come: what did not come does not. */
export async function settled(socket: Socket): Promise<void> {
  await new Promise((resolve) => {
    socket.emit('no such event', resolve);
  });
}

let made = 0;

/** Makes an account by `createUser`. */
export async function newPerson(
  server: Pick<TestServer, 'url'>,
  name: string,
): Promise<SocialPerson> {
  made += 1;
  const username = `${name.toLowerCase()}_${made}`;
  const { data, text } = await graphql(
    server,
    `
      mutation ($n: String!, $u: String!) {
        createUser(firstName: $n, lastName: "Test", username: $u, password: "a good password") {
          id
          secretkey
        }
      }
    `,
    { n: name, u: username },
    // Everybody from a place of their own, where the server believes it: accounts are counted by it.
    { 'x-forwarded-for': `10.0.${made >> 8}.${made & 255}` },
  );
  const key = data?.['createUser'] as { id: number; secretkey: string } | undefined;
  if (key === undefined) throw new Error(text);
  return new SocialPerson(server, { ...key, username });
}
