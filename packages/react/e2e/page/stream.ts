import { createClient, type Client } from '@parley/client';

/** A message as a receiver saw it: `offset`, and the words. */
export type Seen = readonly [offset: number, words: string];

/** What a test may ask of the page. */
export interface Stream {
  readonly client: Client;
  /** Everything that was handed to this page's subscriber, in that order. */
  readonly seen: Seen[];
  /** Holes, errors, and messages that will never be sent. */
  readonly troubles: string[];
  /** The states that the connection has been in. */
  readonly states: string[];
  /** Sends `<name>-0`, `<name>-1`, … until `count` were sent in all, also over reloads. */
  send(name: string, count: number): void;
}

declare global {
  interface Window {
    stream: Stream;
  }
}

/** Messages on their way at a time; the outbox holds 500. */
const AHEAD = 100;

/**
 * A page without a framework: it sends and it writes down what it gets.
 *
 * @param says whether its network tells the page that it is back after a drop
 */
export function startStream(topic: string, says: boolean): void {
  const client = createClient();
  const seen: Seen[] = [];
  const troubles: string[] = [];
  const states: string[] = [];
  client.on('state', ({ state }) => {
    states.push(state);
    // A network that fails every second would be waited for with more and more patience; this one
    // says when it is back, as a phone's does.
    if (state === 'waiting' && says) setTimeout(() => dispatchEvent(new Event('online')), 200);
  });
  client.on('undelivered', ({ error }) => troubles.push(error.code));
  client.subscribe<string>(
    topic,
    {
      message: ({ position, payload }) => void seen.push([position?.offset ?? 0, payload]),
      gap: ({ reason }) => void troubles.push(`gap: ${reason}`),
      error: ({ code }) => void troubles.push(code),
    },
    { history: 0 },
  );
  client.connect();

  const wanted = new Map<string, number>();
  const fill = (name: string): void => {
    const next = (): number => Number(localStorage.getItem(`sent ${name}`) ?? 0);
    const most = wanted.get(name) ?? 0;
    for (let n = next(); n < most && client.pending(topic).length < AHEAD; n = next()) {
      client.transmit(true, 'said', topic, `${name}-${n}`).catch(() => {});
      localStorage.setItem(`sent ${name}`, String(n + 1));
    }
  };
  client.on('pending', () => queueMicrotask(() => wanted.forEach((_, name) => fill(name))));
  const send = (name: string, count: number): void => {
    wanted.set(name, count);
    fill(name);
  };
  window.stream = { client, seen, troubles, states, send };
}
