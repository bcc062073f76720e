import type { Author, Json, Position, RosterEntry } from '@parley/protocol';
import type { Clock } from './clock.ts';
import type { ParleyError } from './error.ts';
import type { StateChange } from './link.ts';
import type { HistoryPage, Receipt } from './message.ts';
import type { LeaseSource, OutboxStorage } from './outbox-storage.ts';
import type { PendingMessage } from './outbox-entry.ts';
import type { SocketConstructor } from './socket.ts';
import type { ClientState } from './state.ts';
import type { TicketSource } from './ticket.ts';
import type {
  MessageHandler,
  SubscribeOptions,
  Subscription,
  TopicHandlers,
} from './topic-handlers.ts';
import type { WakeSource } from './wake.ts';

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

export interface TransmitOptions {
  /** A stored message's own id, random, at most 64 characters; the client's choice when not said. */
  readonly id?: string;
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
  transmit(
    store: boolean,
    action: string,
    topic: string,
    payload?: unknown,
    options?: TransmitOptions,
  ): Promise<Receipt>;
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
