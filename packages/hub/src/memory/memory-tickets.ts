import type { Clock } from '../ports/clock.ts';
import type { Ticket, Tickets } from '../ports/tickets.ts';

/** More than a storm of reconnecting clients needs within one lifetime. */
const MOST = 100_000;

interface Held {
  readonly ticket: Ticket;
  readonly diesAt: number;
}

/**
 * Tickets of one process. Expired ones are dropped as others come and go; when there are too many,
 * the oldest die early and their holders ask again.
 */
export class MemoryTickets implements Tickets {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #most: number;
  /** In the order they were put, which with one lifetime is the order in which they die. */
  readonly #held = new Map<string, Held>();

  constructor(options: { readonly clock: Pick<Clock, 'elapsed'>; readonly most?: number }) {
    this.#clock = options.clock;
    this.#most = options.most ?? MOST;
  }

  /** How many are held, dead ones that were not dropped yet included. */
  get size(): number {
    return this.#held.size;
  }

  put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<string> {
    this.#held.delete(secret);
    this.#drop();
    this.#held.set(secret, { ticket, diesAt: this.#clock.elapsed() + lifetimeMs });
    return Promise.resolve(secret);
  }

  take(secret: string): Promise<Ticket | undefined> {
    const held = this.#held.get(secret);
    this.#held.delete(secret);
    this.#drop();
    const alive = held !== undefined && held.diesAt > this.#clock.elapsed();
    return Promise.resolve(alive ? held.ticket : undefined);
  }

  #drop(): void {
    for (const [secret, { diesAt }] of this.#held) {
      if (diesAt > this.#clock.elapsed() && this.#held.size < this.#most) return;
      this.#held.delete(secret);
    }
  }
}
