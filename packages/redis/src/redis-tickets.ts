import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Ticket, Tickets } from '@parley/hub';
import { answered, connect } from './connection.ts';

/** Tickets that any node can take. Redis holds the digest of the secret, not the secret. */
export class RedisTickets implements Tickets {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(options: { readonly url: string; readonly prefix?: string }) {
    this.#redis = connect(options.url);
    this.#prefix = `${options.prefix ?? 'parley'}:ticket:`;
  }

  /** Rejects while Redis is away. */
  async put(secret: string, ticket: Ticket, lifetimeMs: number): Promise<string> {
    const text = JSON.stringify(ticket);
    await answered(this.#redis, this.#redis.set(this.#key(secret), text, 'PX', lifetimeMs, 'NX'));
    return secret;
  }

  /** Rejects while Redis is away. */
  async take(secret: string): Promise<Ticket | undefined> {
    const text = await answered(this.#redis, this.#redis.getdel(this.#key(secret)));
    return text === null ? undefined : (JSON.parse(text) as Ticket);
  }

  close(): void {
    this.#redis.disconnect();
  }

  #key(secret: string): string {
    return this.#prefix + createHash('sha256').update(secret).digest('base64url');
  }
}
