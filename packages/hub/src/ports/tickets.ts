/** What a ticket stands for. */
export interface Ticket {
  readonly connectionId: string;
  readonly memberId: number;
  /** The browser origin it was issued to; `null` for a client without one. */
  readonly origin: string | null;
  /** The session or token behind it, so that its end ends the connection. */
  readonly credential: string;
  /** When that credential ends, milliseconds since 1970; absent: it is looked up, or never. */
  readonly expiresAt?: number;
}

/** Tickets wait here between issue and upgrade. A ticket is taken at most once and dies by itself. */
export interface Tickets {
  /** Answers what it is to be taken with: the secret, or the secret with a mark of the place it lies in. */
  put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<string>;
  take(secret: string): Promise<Ticket | undefined>;
}
