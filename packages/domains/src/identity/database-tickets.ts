import type { Clock, Ticket, Tickets } from '@parley/hub';
import type { Database } from '@parley/store';
import { tokenHash } from './secrets.ts';
import { hasTicket } from './ticket-repository.ts';
import { putTicketUnit, takeTicketUnit } from './units.ts';

/** Tickets in the database: where several nodes find them while Redis is away. */
export class DatabaseTickets implements Tickets {
  readonly #db: Database;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(db: Database, clock: Pick<Clock, 'now'>) {
    this.#db = db;
    this.#clock = clock;
  }

  async put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<string> {
    const expiresOn = new Date(this.#clock.now() + lifetimeMs).toISOString();
    await this.#db.run(putTicketUnit, { secretHash: tokenHash(secret), ticket, expiresOn });
    return secret;
  }

  async take(secret: string): Promise<Ticket | undefined> {
    const secretHash = tokenHash(secret);
    if (!(await hasTicket(this.#db.read, secretHash))) return undefined;
    return (await this.#db.run(takeTicketUnit, { secretHash })).value?.ticket;
  }
}
