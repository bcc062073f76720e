import { HubError } from '@parley/hub';
import { StoreUnavailable } from './errors.ts';

/** How much may wait and travel. */
export interface BatchLimits {
  /** Writes in one batch. */
  readonly items: number;
  /** Weight of one batch (characters, roughly). */
  readonly weight: number;
  /** Batches under way at once. */
  readonly inFlight: number;
  /** While a batch is under way, a further one is sent when this many writes wait. */
  readonly early: number;
  /** Writes that may wait; more are refused with `busy`. */
  readonly queueItems: number;
  readonly queueWeight: number;
}

/** One commit carries what came while the one before was under way. */
export const batchLimits: BatchLimits = {
  items: 512,
  weight: 4_194_304,
  inFlight: 2,
  early: 128,
  queueItems: 20_000,
  queueWeight: 67_108_864,
};

interface Waiting<T, R> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
  /** Nobody listens any more whether it is called off. */
  readonly unwatch: () => void;
}

/**
 * Groups writes: what is asked for while a batch is under way goes with the next. First in, first
 * out. `ship` answers one result per item; when it rejects, all of its items are rejected so.
 */
export class Batcher<T, R> {
  readonly #ship: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #limits: BatchLimits;
  #queue: Waiting<T, R>[] = [];
  #queuedWeight = 0;
  #underWay = 0;
  #scheduled = false;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(ship: (items: readonly T[]) => Promise<readonly R[]>, limits: BatchLimits) {
    this.#ship = ship;
    this.#limits = limits;
  }

  /** Queues one write. Throws `busy` when too much waits, and `store_unavailable` once closed. */
  add(item: T, weight: number, options: { signal?: AbortSignal } = {}): Promise<R> {
    const { signal } = options;
    if (this.#closed)
      return Promise.reject(new StoreUnavailable('The database is closed.', 'none'));
    if (signal?.aborted === true) return Promise.reject(asError(signal.reason));
    if (
      this.#queue.length >= this.#limits.queueItems ||
      this.#queuedWeight + weight > this.#limits.queueWeight
    ) {
      const busy = new HubError('busy', 'Too many writes are waiting.', { retryAfter: 500 });
      return Promise.reject(busy);
    }
    return new Promise<R>((resolve, reject) => {
      const waiting = { item, weight, resolve, reject, unwatch: () => undefined };
      this.#queue.push(signal === undefined ? waiting : this.#watched(waiting, signal));
      this.#queuedWeight += weight;
      this.#schedule();
    });
  }

  /** Takes no more, and resolves when all that was taken is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#underWay === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** A write can be called off while it waits; once under way it is awaited. */
  #watched(waiting: Waiting<T, R>, signal: AbortSignal): Waiting<T, R> {
    const giveUp = (): void => {
      const index = this.#queue.indexOf(watched);
      if (index < 0) return;
      this.#queue.splice(index, 1);
      this.#queuedWeight -= waiting.weight;
      waiting.reject(asError(signal.reason));
      this.#settled();
    };
    const unwatch = (): void => signal.removeEventListener('abort', giveUp);
    const watched = { ...waiting, unwatch };
    signal.addEventListener('abort', giveUp, { once: true });
    return watched;
  }

  /** At the end of the tick, so that writes of one tick travel together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#underWay < this.#limits.inFlight) {
      if (this.#underWay > 0 && this.#queue.length < this.#limits.early) return;
      void this.#send(this.#take());
    }
  }

  #take(): Waiting<T, R>[] {
    let count = 0;
    let weight = 0;
    for (const waiting of this.#queue) {
      if (count > 0 && weight + waiting.weight > this.#limits.weight) break;
      if (count >= this.#limits.items) break;
      weight += waiting.weight;
      count += 1;
    }
    this.#queuedWeight -= weight;
    const batch = this.#queue.slice(0, count);
    for (const { unwatch } of batch) unwatch();
    this.#queue = this.#queue.slice(count);
    return batch;
  }

  async #send(batch: readonly Waiting<T, R>[]): Promise<void> {
    this.#underWay += 1;
    try {
      const results = await this.#ship(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as R);
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.#underWay -= 1;
      this.#schedule();
      this.#settled();
    }
  }

  #settled(): void {
    if (this.#underWay > 0 || this.#queue.length > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
