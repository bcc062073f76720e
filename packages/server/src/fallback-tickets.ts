import type { Ticket, Tickets } from '@parley/hub';

/** Tickets in one place, and in another while the first is away. A ticket is in one of them only. */
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

  async put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<void> {
    try {
      await this.#first.put(secret, ticket, lifetimeMs);
      this.#isAway = false;
    } catch {
      this.#isAway = true;
      await this.#second.put(secret, ticket, lifetimeMs);
    }
  }

  /** Another node may have been cut off when it put the ticket, so the second place is looked at too. */
  async take(secret: string): Promise<Ticket | undefined> {
    let ticket: Ticket | undefined;
    try {
      ticket = await this.#first.take(secret);
      this.#isAway = false;
    } catch {
      this.#isAway = true;
    }
    return ticket ?? this.#second.take(secret);
  }
}
