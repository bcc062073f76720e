import type { Ticket, Tickets } from '@parley/hub';

/** At the end of a ticket that lies in the second place. */
const MARK = '~';

/**
 * Tickets in one place, and in another while the first is away. What the first place did not confirm
 * may get there all the same, later: so a ticket of the second has a mark, and is good nowhere else.
 */
export class FallbackTickets implements Tickets {
  readonly #first: Tickets;
  readonly #second: Tickets;
  #isAway = false;

  constructor(first: Tickets, second: Tickets) {
    this.#first = first;
    this.#second = second;
  }

  /** Whether the first place did not answer when it was last asked. */
  get isAway(): boolean {
    return this.#isAway;
  }

  async put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<string> {
    try {
      const kept = await this.#first.put(secret, ticket, lifetimeMs);
      this.#isAway = false;
      return kept;
    } catch {
      this.#isAway = true;
      return this.#second.put(secret + MARK, ticket, lifetimeMs);
    }
  }

  /** Another node may have been cut off when it put the ticket: the mark tells. */
  async take(secret: string): Promise<Ticket | undefined> {
    if (secret.endsWith(MARK)) return this.#second.take(secret);
    try {
      const ticket = await this.#first.take(secret);
      this.#isAway = false;
      return ticket;
    } catch {
      this.#isAway = true;
      return undefined;
    }
  }
}
