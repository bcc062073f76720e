import type { Redis } from 'ioredis';
import type { Clock, Nodes } from '@parley/hub';
import { answered, connect } from './connection.ts';

/** Milliseconds that a lease lasts, and between two renewals. */
const LEASE = 6000;
const RENEWAL = 2000;

/** Renews one node's lease by Redis' own clock; answers who holds one, and who has let one lapse lately. */
const RENEW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
return {redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf'), redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now)}`;

/** How to hold a lease. */
export interface RedisNodesOptions {
  readonly url: string;
  /** This node's name on the bus. */
  readonly node: string;
  readonly clock: Clock;
  readonly prefix?: string;
}

/**
 * Leases in Redis. While Redis is away nobody is called dead, nor for one lease after it is back:
 * an empty Redis knows of nobody yet.
 */
export class RedisNodes implements Nodes {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #node: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(node: string, silentFor: number) => void>();
  #known = new Set<string>();
  #trustedFrom: number;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: RedisNodesOptions) {
    this.#redis = connect(options.url);
    this.#key = `${options.prefix ?? 'parley'}:nodes`;
    this.#node = options.node;
    this.#clock = options.clock;
    this.#trustedFrom = options.clock.elapsed() + LEASE;
    this.#redis.once('ready', () => void this.#renew());
    this.#schedule();
  }

  /** The nodes that held a lease at the last look, this one included. */
  get alive(): readonly string[] {
    return [...this.#known];
  }

  onGone(listener: (node: string, silentFor: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives the lease back, so that the others need not wait for it to lapse. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#redis.zrem(this.#key, this.#node).catch(() => {});
    this.#redis.disconnect();
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(RENEWAL, () => {
      void this.#renew().then(() => {
        if (!this.#closed) this.#schedule();
      });
    });
  }

  async #renew(): Promise<void> {
    let alive: Set<string>;
    let lapsed: Set<string>;
    try {
      const answer: unknown = await answered(
        this.#redis,
        this.#redis.eval(RENEW, 1, this.#key, this.#node, LEASE),
      );
      [alive, lapsed] = Array.isArray(answer)
        ? [namesIn(answer[0]), namesIn(answer[1])]
        : [new Set(), new Set()];
    } catch {
      this.#trustedFrom = this.#clock.elapsed() + LEASE;
      return;
    }
    if (this.#clock.elapsed() < this.#trustedFrom) {
      for (const node of alive) this.#known.add(node);
      return;
    }
    const gone = [...this.#known].filter((node) => !alive.has(node));
    this.#known = alive;
    for (const node of gone) {
      // Who gave it back did so since the last look, and its members are on their way elsewhere.
      const silentFor = lapsed.has(node) ? LEASE : RENEWAL;
      for (const listener of this.#listeners) listener(node, silentFor);
    }
  }
}

function namesIn(answer: unknown): Set<string> {
  return new Set(Array.isArray(answer) ? answer.map(String) : []);
}
