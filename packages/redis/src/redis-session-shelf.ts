import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { SavedSession, SessionShelf } from '@parley/hub';
import { answered, connect } from './connection.ts';

/** Sessions that any node can take. Redis holds the digest of the name, not the name. */
export class RedisSessionShelf implements SessionShelf {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(options: { readonly url: string; readonly prefix?: string }) {
    this.#redis = connect(options.url);
    this.#prefix = `${options.prefix ?? 'parley'}:session:`;
  }

  /** Rejects while Redis is away. */
  async save(session: SavedSession, text: string, lifetimeMs: number): Promise<void> {
    const saved = this.#redis.set(this.#key(session), text, 'PX', Math.ceil(lifetimeMs));
    await answered(this.#redis, saved);
  }

  /** Rejects while Redis is away. */
  async take(session: SavedSession): Promise<string | undefined> {
    const text = await answered(this.#redis, this.#redis.getdel(this.#key(session)));
    return text ?? undefined;
  }

  close(): void {
    this.#redis.disconnect();
  }

  #key({ sid, memberId }: SavedSession): string {
    const name = `${memberId} ${sid}`;
    return this.#prefix + createHash('sha256').update(name).digest('base64url');
  }
}
