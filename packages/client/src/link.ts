import type { Down, Welcome } from '@parley/protocol';
import { QUICK_FOR, reconnectDelay } from './backoff.ts';
import { Connection, type ConnectionOptions, type End } from './connection.ts';
import type { ParleyError } from './error.ts';
import { next, type ClientEvent, type ClientState } from './state.ts';

/** A change of the connection's state. */
export interface StateChange {
  readonly state: ClientState;
  readonly previous: ClientState;
  /** Why, when something went wrong. */
  readonly error?: ParleyError;
  /** `waiting`: how long until the next attempt, ms. */
  readonly retryIn?: number;
}

export interface LinkEvents {
  /** Open: everything may be sent. Comes before {@link LinkEvents.state}. */
  up(welcome: Welcome): void;
  /** What was open is gone. Comes before {@link LinkEvents.state}. */
  down(): void;
  frame(frame: Down): void;
  state(change: StateChange): void;
}

/** A connection that lived this long ends an outage: one that falls at once does not, ms. */
export const SETTLED_AFTER = 5_000;

/** Keeps one connection, or tries to: the machine of `state.ts` with its timers. */
export class Link {
  readonly #options: ConnectionOptions & { readonly random: () => number };
  readonly #events: LinkEvents;
  #state: ClientState = 'idle';
  #connection: Connection | undefined;
  #cancelRetry: () => void = () => {};
  #cancelSettled: () => void = () => {};
  /** The server named a time: waking up does not cut it short. */
  #patient = false;
  #outageSince: number | undefined;
  #slowAttempts = 0;

  constructor(options: ConnectionOptions & { readonly random: () => number }, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The open connection. */
  get connection(): Connection | undefined {
    return this.#state === 'open' ? this.#connection : undefined;
  }

  connect(): void {
    if (next(this.#state, 'connect') === this.#state) return;
    this.#cancelRetry();
    this.#move('connect');
    this.#attempt();
  }

  disconnect(): void {
    if (this.#state === 'closed') return;
    const previous = this.#state;
    this.#cancelRetry();
    this.#cancelSettled();
    this.#outageSince = undefined;
    this.#state = next(previous, 'disconnect');
    this.#connection?.close();
    this.#connection = undefined;
    if (previous === 'open') this.#events.down();
    this.#events.state({ state: 'closed', previous });
  }

  /** The network or the tab is back: try at once, or make sure that the connection lives. */
  wake(): void {
    if (this.#state === 'open') return this.#connection?.check();
    // Should this attempt, or the one under way, still come too early: the next ones come quickly.
    if (this.#outageSince !== undefined) this.#outageSince = this.#options.clock.now();
    if (this.#state === 'waiting' && !this.#patient) this.#retry();
  }

  #move(event: ClientEvent, detail: { error?: ParleyError; retryIn?: number } = {}): void {
    const previous = this.#state;
    this.#state = next(previous, event);
    if (this.#state !== previous) this.#events.state({ state: this.#state, previous, ...detail });
  }

  #retry(): void {
    this.#cancelRetry();
    this.#move('retry');
    this.#attempt();
  }

  #attempt(): void {
    const connection = new Connection(this.#options, {
      welcome: (frame) => {
        this.#cancelSettled = this.#options.clock.after(SETTLED_AFTER, () => {
          this.#outageSince = undefined;
        });
        this.#state = next('connecting', 'welcome');
        this.#events.up(frame);
        if (this.#connection !== connection) return;
        this.#events.state({ state: 'open', previous: 'connecting' });
      },
      frame: (frame) => this.#events.frame(frame),
      end: (end) => this.#ended(end),
    });
    this.#connection = connection;
  }

  #ended({ reconnect, error }: End): void {
    const previous = this.#state;
    this.#cancelSettled();
    this.#connection = undefined;
    const state = next(previous, reconnect ? 'drop' : 'refuse');
    this.#state = state;
    if (previous === 'open') this.#events.down();
    // A listener may have disconnected or connected meanwhile.
    if (this.#state !== state) return;
    if (!reconnect) {
      this.#events.state({ state, previous, error });
      return;
    }
    const { clock, random } = this.#options;
    this.#outageSince ??= clock.now();
    const outage = clock.now() - this.#outageSince;
    this.#slowAttempts = outage < QUICK_FOR ? 0 : this.#slowAttempts + 1;
    this.#patient = error.retryAfter !== undefined;
    const retryIn = error.retryAfter ?? reconnectDelay(outage, this.#slowAttempts, random());
    this.#cancelRetry = clock.after(retryIn, () => this.#retry());
    this.#events.state({ state, previous, error, retryIn });
  }
}
