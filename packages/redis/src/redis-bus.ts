import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Bus, BusMessage } from '@parley/hub';
import { decode, encode } from './codec.ts';
import { connect } from './connection.ts';

/** Messages on their way to Redis; more are dropped, as a lost bus message may be. */
const MOST_IN_FLIGHT = 10_000;
/** As {@link MOST_IN_FLIGHT}, in UTF-16 units: what a slow Redis may cost in memory. */
const MOST_TEXT_IN_FLIGHT = 32 * 1024 * 1024;
/** Milliseconds between two looks whether a silent connection is alive. */
const PING_INTERVAL = 2000;

/** How to reach the other nodes. */
export interface RedisBusOptions {
  readonly url: string;
  /** Before the names of channels, so that several communities can share one Redis. */
  readonly prefix?: string;
  /** Hears when Redis goes and comes back. */
  readonly onState?: (state: 'up' | 'down') => void;
}

/** The bus over Redis' publish and subscribe: one channel per shard. */
export class RedisBus implements Bus {
  readonly node: string = randomBytes(9).toString('base64url');
  readonly #prefix: string;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #shards = new Set<number>();
  readonly #listeners = new Set<(message: BusMessage) => void>();
  readonly #resets = new Set<() => void>();
  readonly #onState: (state: 'up' | 'down') => void;
  readonly #pinging: NodeJS.Timeout;
  #inFlight = 0;
  #textInFlight = 0;
  /** All shards are subscribed to. */
  #hears = false;
  #up = false;

  constructor(options: RedisBusOptions) {
    this.#prefix = `${options.prefix ?? 'parley'}:shard:`;
    this.#onState = options.onState ?? (() => {});
    this.#publisher = connect(options.url);
    this.#subscriber = connect(options.url, { subscriber: true });
    this.#subscriber.on('message', (_channel: string, text: string) => this.#hear(text));
    this.#subscriber.on('ready', () => void this.#restore());
    this.#subscriber.on('close', () => {
      this.#hears = false;
      this.#look();
    });
    for (const event of ['ready', 'close']) this.#publisher.on(event, () => this.#look());
    this.#pinging = setInterval(() => void this.#ping(), PING_INTERVAL).unref();
  }

  /**
   * Whether messages get through at the moment, as far as is known.
   *
   *   down ──both connections ready, shards subscribed──▶ up ──either one closes──▶ down
   */
  get up(): boolean {
    return this.#up;
  }

  async join(shard: number): Promise<void> {
    this.#shards.add(shard);
    try {
      await this.#subscriber.subscribe(this.#prefix + shard);
    } catch {
      // Away: joined with all others when it is back, and then everything is asked for again.
    }
  }

  leave(shard: number): void {
    this.#shards.delete(shard);
    this.#subscriber.unsubscribe(this.#prefix + shard).catch(() => {});
  }

  publish(shard: number, message: BusMessage): void {
    if (this.#inFlight >= MOST_IN_FLIGHT || this.#publisher.status !== 'ready') return;
    const text = encode(this.node, message);
    if (this.#textInFlight + text.length > MOST_TEXT_IN_FLIGHT) return;
    this.#inFlight += 1;
    this.#textInFlight += text.length;
    this.#publisher
      .publish(this.#prefix + shard, text)
      .catch(() => {})
      .finally(() => {
        this.#inFlight -= 1;
        this.#textInFlight -= text.length;
      });
  }

  onMessage(listener: (message: BusMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onReset(listener: () => void): () => void {
    this.#resets.add(listener);
    return () => this.#resets.delete(listener);
  }

  close(): void {
    clearInterval(this.#pinging);
    // Leaving is no trouble to tell of.
    this.#up = false;
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  #hear(text: string): void {
    const message = decode(this.node, text);
    if (message === undefined) return;
    for (const listener of this.#listeners) listener(message);
  }

  async #restore(): Promise<void> {
    const channels = [...this.#shards].map((shard) => this.#prefix + shard);
    try {
      if (channels.length > 0) await this.#subscriber.subscribe(...channels);
    } catch {
      this.#subscriber.disconnect(true);
      return;
    }
    this.#hears = true;
    this.#look();
  }

  /** A connection into nowhere says nothing; only asking shows it. */
  async #ping(): Promise<void> {
    for (const redis of [this.#publisher, this.#subscriber]) {
      if (redis.status !== 'ready') continue;
      try {
        await redis.ping();
      } catch {
        redis.disconnect(true);
      }
    }
  }

  /** Up is who hears and can speak. What was said or missed before is asked for again. */
  #look(): void {
    const up = this.#hears && this.#publisher.status === 'ready';
    if (this.#up === up) return;
    this.#up = up;
    this.#onState(up ? 'up' : 'down');
    if (up) for (const listener of this.#resets) listener();
  }
}
