import type { Clock } from '@parley/hub';
import { RestError } from './errors.ts';

/** How many tries in how many milliseconds. */
export interface RateLimit {
  readonly most: number;
  readonly per: number;
  readonly reason: string;
}

/** The names of the rate limits. */
export type RateLimitName =
  | 'signInByAccount'
  | 'signInByAddress'
  | 'signUpByAddress'
  | 'setUpByAddress'
  | 'passwordByMember'
  | 'ticketsByMember'
  | 'iceServersByMember'
  | 'uploadsByMember'
  | 'searchesByMember'
  | 'followsByMember'
  | 'quotesByMember'
  | 'typingByMember';

/** The limits of the REST door, as data. */
export const rateLimits: Readonly<Record<RateLimitName, RateLimit>> = {
  signInByAccount: {
    most: 10,
    per: 900_000,
    reason: 'Failed sign-ins of one account: guessing a password takes centuries.',
  },
  signInByAddress: {
    most: 100,
    per: 900_000,
    reason: 'Failed sign-ins from one network address: an office behind one address still works.',
  },
  signUpByAddress: {
    most: 30,
    per: 3_600_000,
    reason: 'New accounts from one network address.',
  },
  setUpByAddress: { most: 20, per: 3_600_000, reason: 'Tries of the set-up link.' },
  passwordByMember: {
    most: 10,
    per: 900_000,
    reason: 'A stolen session must not find out the password.',
  },
  ticketsByMember: {
    most: 600,
    per: 60_000,
    reason: 'Fifty tabs that reconnect for a minute, and no more.',
  },
  iceServersByMember: {
    most: 120,
    per: 60_000,
    reason: 'Each peer of a call of eight that restarts ICE, a few times a minute.',
  },
  uploadsByMember: {
    most: 120,
    per: 60_000,
    reason: 'A folder of pictures dropped at once; each is a write and a file.',
  },
  searchesByMember: { most: 240, per: 60_000, reason: 'Typing fast, not reading everybody out.' },
  followsByMember: {
    most: 120,
    per: 60_000,
    reason: 'Each new one is told to somebody; going through a list of friends fits.',
  },
  quotesByMember: {
    most: 60,
    per: 3_600_000,
    reason: 'Each is told to somebody, who is to answer it.',
  },
  typingByMember: {
    most: 240,
    per: 60_000,
    reason: 'Told every few seconds in a few rooms; each goes to everybody there.',
  },
};

// Above this many counters the oldest are forgotten: memory is worth more than their memory.
const MOST_COUNTERS = 100_000;

interface Counter {
  count: number;
  readonly endsAt: number;
}

/** Counts tries by limit and key within fixed windows, in the memory of this process. */
export class RateLimiter {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: Readonly<Record<RateLimitName, RateLimit>>;
  readonly #most: number;
  readonly #counters = new Map<string, Counter>();

  constructor(
    clock: Pick<Clock, 'now'>,
    options: {
      readonly limits?: Readonly<Record<RateLimitName, RateLimit>>;
      readonly mostCounters?: number;
    } = {},
  ) {
    this.#clock = clock;
    this.#limits = options.limits ?? rateLimits;
    this.#most = options.mostCounters ?? MOST_COUNTERS;
  }

  /** Counts a try. Throws `rate_limited` with the time until the window ends when it is one too many. */
  take(limit: RateLimitName, key: string): void {
    const { most, per } = this.#limits[limit];
    const now = this.#clock.now();
    const id = `${limit} ${key}`;
    let counter = this.#counters.get(id);
    if (counter === undefined || counter.endsAt <= now) {
      this.#counters.delete(id);
      counter = { count: 0, endsAt: now + per };
      this.#drop(now);
      this.#counters.set(id, counter);
    }
    if (counter.count >= most) {
      throw new RestError('rate_limited', { retryAfter: counter.endsAt - now });
    }
    counter.count += 1;
  }

  /** Takes a try back that turned out to be a good one. */
  giveBack(limit: RateLimitName, key: string): void {
    const counter = this.#counters.get(`${limit} ${key}`);
    if (counter !== undefined && counter.count > 0) counter.count -= 1;
  }

  #drop(now: number): void {
    for (const [id, { endsAt }] of this.#counters) {
      if (endsAt > now && this.#counters.size < this.#most) return;
      this.#counters.delete(id);
    }
  }
}

/** What tries from a network address are counted by: IPv6 by its /64, which one person has. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:/u, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = tail?.split(':').filter((group) => group !== '') ?? [];
  const zeros = Math.max(0, 8 - groups.length - after.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
