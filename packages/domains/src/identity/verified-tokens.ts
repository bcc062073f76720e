import type { Clock } from '@parley/hub';
import { identityLimits } from './rules.ts';
import { tokenHash } from './secrets.ts';

interface Held<T> {
  readonly said: T;
  readonly since: number;
  readonly until: number;
}

/**
 * What tokens said whose signatures were checked a moment ago: a caller asks with the same one again and
 * again. Only what can never change for a token and its key belongs here; whether it still counts is
 * asked each time. The oldest goes when there are too many.
 */
export class VerifiedTokens<T extends { readonly expiresAt: number }> {
  readonly #clock: Pick<Clock, 'now'>;
  /** By the token's digest, in the order they came. */
  readonly #held = new Map<string, Held<T>>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** How many are held, some that are over among them. */
  get size(): number {
    return this.#held.size;
  }

  /** What it said, while that can be relied upon. */
  find(token: string): T | undefined {
    const held = this.#held.get(tokenHash(token));
    if (held === undefined) return undefined;
    const now = this.#clock.now();
    return held.since <= now && now < held.until ? held.said : undefined;
  }

  keep(token: string, said: T): T {
    const key = tokenHash(token);
    const since = this.#clock.now();
    const until = Math.min(said.expiresAt, since + identityLimits.verifiedTokenAge.default);
    this.#held.delete(key);
    this.#held.set(key, { said, since, until });
    this.#drop(since);
    return said;
  }

  /** The oldest go: those that are over, and as many as are too many. */
  #drop(now: number): void {
    for (const [oldest, { until }] of this.#held) {
      if (until > now && this.#held.size <= identityLimits.verifiedTokens.default) return;
      this.#held.delete(oldest);
    }
  }
}
