import type { Author, Json, Position, RosterEntry } from '@parley/protocol';
import { systemClock, type Clock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { ParleyError } from './error.ts';
import { fromPage } from './from-frame.ts';
import { Link, type StateChange } from './link.ts';
import type { HistoryPage, Receipt } from './message.ts';
import { Outbox, type PendingMessage } from './outbox.ts';
import {
  browserLeases,
  browserStorage,
  type LeaseSource,
  type OutboxStorage,
} from './outbox-storage.ts';
import { httpOrigin, socketConstructor, socketUrl, type SocketConstructor } from './socket.ts';
import type { ClientState } from './state.ts';
import { fetchTicket, type TicketSource } from './ticket.ts';
import type {
  MessageHandler,
  SubscribeOptions,
  Subscription,
  TopicHandlers,
} from './topic-handlers.ts';
import { Topics } from './topics.ts';
import { browserWakes, type WakeSource } from './wake.ts';

/** How to reach a server. In a browser on the server's own origin nothing is needed. */
export interface ClientOptions {
  /** `wss://host/sock`, or the server's http(s) origin; absent in a browser: this origin. */
  readonly url?: string;
  /** Where tickets come from. Default: `POST /ticket` of that server, with cookies. */
  readonly ticket?: TicketSource;
  /** A WebSocket constructor for Node 20: that of `ws`. Default: the global one. */
  readonly webSocket?: SocketConstructor;
  /** Where unsent messages outlive the page. Default: `localStorage` in a browser; `null`: nowhere. */
  readonly storage?: OutboxStorage | null;
  /** Tells living tabs from dead ones. Default: Web Locks in a browser. */
  readonly leases?: LeaseSource | null;
  /** When to try at once. Default: `online`, `pageshow`, and the tab becoming visible. */
  readonly wakes?: WakeSource;
  readonly clock?: Clock;
  /** 0 ≤ r < 1, for the delays. */
  readonly random?: () => number;
  /** Message ids: 128 random bits. */
  readonly id?: () => string;
  /** Most messages fetched to fill a gap that the server does not fill. Default 1,000. */
  readonly gapLimit?: number;
  /** How long the last subscriber's topic is kept, ms. Default 250: a remount does not leave. */
  readonly leaveDelay?: number;
  /**
   * The stable id (`scid`, as `m7`) of who is signed in, when the application knows it. Then stored
   * messages made before the first connection outlive the page as well: it is known whose they are.
   */
  readonly member?: string;
  /** Most unsent stored messages. Default 500. */
  readonly outboxMessages?: number;
  /** Most characters of payload in unsent stored messages. Default 1,048,576. */
  readonly outboxBytes?: number;
}

/** What a client tells. */
export interface ClientEvents {
  state: StateChange;
  /** The unsent messages of a topic changed. */
  pending: { readonly topic: string };
  /** A stored message will never be sent; its promise, if this page made it, rejects too. */
  undelivered: { readonly message: PendingMessage; readonly error: ParleyError };
}

/** Which page of the history: below `before`, above `after`, or the newest. */
export interface HistoryOptions {
  readonly before?: Position;
  readonly after?: Position;
  /** At most this many; the server has a limit of its own. Default 50. */
  readonly limit?: number;
}

/** A page of a roster, by stable id. */
export interface RosterPage {
  readonly members: readonly RosterEntry[];
  /** How many are online. */
  readonly count: number;
  /** Ask `after` this for the next page; absent at the end. */
  readonly after?: string;
}

/** One connection to a server, kept alive, and everything that goes over it. */
export interface Client {
  readonly state: ClientState;
  /** How `state` came about: the same object until the next change. */
  readonly lastChange: StateChange;
  /** The id of the open connection, `''` without one. */
  readonly connectionId: string;
  /** Who is signed in; known from the first connection on. */
  readonly member: Author | undefined;
  /**
   * Connects, and reconnects whenever needed until `disconnect` or a refusal.
   *
   * @throws {ParleyError} `bad_options` when there is no WebSocket or no URL to use
   */
  connect(): void;
  /** Ends the connection. Subscriptions and unsent messages go on at the next `connect`. */
  disconnect(): void;
  /**
   * Subscribes to a topic, now or as soon as there is a connection, and again after every
   * reconnect from where it was. Several subscribers of a topic share one subscription on the wire.
   */
  subscribe<T = Json>(
    topic: string,
    handlers: TopicHandlers<T> | MessageHandler<T>,
    options?: SubscribeOptions,
  ): Subscription;
  /**
   * Publishes on a topic that this client is subscribed to.
   *
   * Stored messages wait in an outbox for their turn and their connection, survive a drop (and, in
   * a browser, a reload), and are stored once. The promise resolves after the server's commit.
   * Others are sent now or not at all.
   *
   * @throws {ParleyError} (rejects) `not_joined`, `not_connected` (not stored ones), `outbox_full`,
   * `forbidden`, `too_large`, or another final error of the server
   */
  transmit(store: boolean, action: string, topic: string, payload?: unknown): Promise<Receipt>;
  /** A page of the stored messages of a joined topic, ascending. Needs a connection. */
  history<T = Json>(topic: string, options?: HistoryOptions): Promise<HistoryPage<T>>;
  /** A page of the roster of a joined topic: for those too large to be told whole (above 1,000). */
  roster(topic: string, options?: { readonly after?: string }): Promise<RosterPage>;
  /** Stored messages of a topic that are not confirmed yet, in order; the same array until they change. */
  pending(topic: string): readonly PendingMessage[];
  /** Listens; the answer stops it. */
  on<K extends keyof ClientEvents>(
    event: K,
    listener: (event: ClientEvents[K]) => void,
  ): () => void;
}

/** How often what dead tabs left is looked for, ms. */
const ADOPT_EVERY = 30_000;

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Payloads cross the wire as JSON: what JSON cannot say is refused before it is queued. */
function asJson(payload: unknown): Json {
  const text: string | undefined = JSON.stringify(payload ?? {});
  if (text === undefined)
    throw new ParleyError('bad_request', { message: 'The payload is not JSON.' });
  return JSON.parse(text) as Json;
}

/**
 * Makes a client. It does nothing until `connect`, so that a page may be rendered on a server.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:3000', ticket, webSocket: WebSocket });
 * client.connect();
 * client.subscribe('chat:lobby', (message) => log(message.payload));
 * await client.transmit(true, 'said', 'chat:lobby', { message: 'Hello' });
 */
export function createClient(options: ClientOptions = {}): Client {
  const { url, clock = systemClock(), random = Math.random, id = randomId } = options;
  const { gapLimit = 1_000, leaveDelay = 250 } = options;
  const storage = options.storage === undefined ? browserStorage() : (options.storage ?? undefined);
  const leases = options.leases === undefined ? browserLeases() : (options.leases ?? undefined);
  const wakes = options.wakes ?? browserWakes();
  const events = new Emitter<ClientEvents>();
  let connectionId = '';
  let member: Author | undefined;
  let lastChange: StateChange = { state: 'idle', previous: 'idle' };
  let stopWaking = (): void => {};
  let stopAdopting = (): void => {};

  const link = new Link(
    {
      get url() {
        return socketUrl(url);
      },
      ticket: options.ticket ?? fetchTicket(url),
      get webSocket() {
        return socketConstructor(options.webSocket);
      },
      clock,
      random,
    },
    {
      up(welcome) {
        ({ connectionId, member } = welcome);
        outbox.signIn(welcome.member.scid);
        const { connection } = link;
        if (connection !== undefined) topics.up(connection);
      },
      down() {
        connectionId = '';
        topics.down();
      },
      frame: (frame) => topics.frame(frame),
      state(change) {
        lastChange = change;
        events.emit('state', change);
      },
    },
  );

  const topics = new Topics({
    clock,
    random,
    gapLimit,
    leaveDelay,
    requester: () => link.connection,
    changed(stream) {
      if (stream.status === 'joined') outbox.pump(stream.topic);
      else if (stream.error !== undefined && stream.status === 'refused') {
        outbox.refuse(stream.topic, stream.error);
      }
    },
  });

  const outbox = new Outbox({
    clock,
    random,
    id,
    get origin() {
      return httpOrigin(url);
    },
    member: options.member,
    storage,
    leases,
    messages: options.outboxMessages ?? 500,
    bytes: options.outboxBytes ?? 1024 * 1024,
    requester: (topic) => (topics.get(topic)?.status === 'joined' ? link.connection : undefined),
    hold: (topic, wanted) => topics.hold(topic, wanted),
    changed: (topic) => events.emit('pending', { topic }),
    undelivered: (message, error) => events.emit('undelivered', { message, error }),
  });

  function adoptLater(): void {
    if (storage === undefined) return;
    stopAdopting = clock.after(ADOPT_EVERY, () => {
      void outbox.adopt();
      adoptLater();
    });
  }

  return {
    get state() {
      return link.state;
    },
    get lastChange() {
      return lastChange;
    },
    get connectionId() {
      return connectionId;
    },
    get member() {
      return member;
    },
    connect() {
      // Better here than at every attempt.
      socketUrl(url);
      socketConstructor(options.webSocket);
      const asleep = link.state === 'idle' || link.state === 'refused' || link.state === 'closed';
      stopWaking();
      stopWaking = wakes(() => {
        link.wake();
        // The tab that was seen until now may have been closed.
        void outbox.adopt();
      });
      if (asleep) {
        stopAdopting();
        adoptLater();
      }
      link.connect();
    },
    disconnect() {
      stopWaking();
      stopAdopting();
      link.disconnect();
      outbox.close();
    },
    subscribe(topic, handlers, subscribeOptions = {}) {
      const full = typeof handlers === 'function' ? { message: handlers } : handlers;
      return topics.subscribe(topic, full, subscribeOptions);
    },
    async transmit(store, action, topic, payload) {
      const json = asJson(payload);
      const stream = topics.get(topic);
      if (stream === undefined) throw new ParleyError('not_joined');
      if (stream.status === 'refused') throw stream.error ?? new ParleyError('not_joined');
      if (store) return outbox.add(topic, action, json);
      return new Promise((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        const frame = { op: 'transmit', topic, action, store, payload: json } as const;
        connection.request(frame, (answer) => {
          if (answer instanceof Error) reject(answer);
          else resolve({ timestamp: answer.op === 'ok' ? (answer.timestamp ?? '') : '' });
        });
      });
    },
    history<T>(topic: string, historyOptions: HistoryOptions = {}) {
      return new Promise<HistoryPage<T>>((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        connection.request({ op: 'history', topic, ...historyOptions }, (answer) => {
          if (answer instanceof Error) return reject(answer);
          if (answer.op !== 'page') return;
          topics.get(topic)?.know(answer.authors);
          const { epoch, older, authors, next } = answer;
          const messages = fromPage<T>(answer);
          const more = next === undefined ? {} : { next: { epoch, offset: next } };
          resolve({ messages, older, authors, ...more });
        });
      });
    },
    roster(topic, { after } = {}) {
      return new Promise<RosterPage>((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        connection.request({ op: 'roster', topic, ...(after && { after }) }, (answer) => {
          if (answer instanceof Error) return reject(answer);
          if (answer.op !== 'roster') return;
          const { members, count, after: more } = answer;
          resolve({ members, count, ...(more !== undefined && { after: more }) });
        });
      });
    },
    pending: (topic) => outbox.pending(topic),
    on: (event, listener) => events.on(event, listener),
  };
}
