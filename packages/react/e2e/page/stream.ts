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
  /** Sends `<name>-0`, `<name>-1`, … until `count` were sent, continuing after a reload. */
  send(name: string, count: number): void;
}

declare global {
  interface Window {
    stream: Stream;
  }
}

/** Messages on their way at a time; the outbox holds 500. */
const AHEAD = 100;

/** A page without a framework: it sends and it writes down what it gets. */
export function startStream(topic: string): void {
  const client = createClient();
  const seen: Seen[] = [];
  const troubles: string[] = [];
  const states: string[] = [];
  client.on('state', ({ state }) => states.push(state));
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

  const send = (name: string, count: number): void => {
    const next = (): number => Number(localStorage.getItem(`sent ${name}`) ?? 0);
    const fill = (): void => {
      for (let n = next(); n < count && client.pending(topic).length < AHEAD; n = next()) {
        client.transmit(true, 'said', topic, `${name}-${n}`).catch(() => {});
        localStorage.setItem(`sent ${name}`, String(n + 1));
      }
    };
    client.on('pending', () => queueMicrotask(fill));
    fill();
  };
  window.stream = { client, seen, troubles, states, send };
}
