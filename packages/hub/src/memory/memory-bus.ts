import type { Bus, BusMessage } from '../ports/bus.ts';

/** The buses of several hubs in one process, or of the only one. */
export class MemoryBusRoom {
  readonly #buses = new Set<MemoryBus>();
  #made = 0;

  /** A bus of one more node. */
  bus(): MemoryBus {
    this.#made += 1;
    const bus = new MemoryBus(`memory-${this.#made}`, (shard, message) => {
      for (const other of this.#buses) if (other !== bus) other.hear(shard, message);
    });
    this.#buses.add(bus);
    return bus;
  }
}

/** One node's bus. Alone, it has nobody to tell. */
export class MemoryBus implements Bus {
  readonly node: string;
  /** A test may make it lose what is sent to it. */
  deaf = false;
  readonly #send: (shard: number, message: BusMessage) => void;
  readonly #shards = new Set<number>();
  readonly #listeners = new Set<(message: BusMessage) => void>();
  readonly #resets = new Set<() => void>();

  constructor(node = 'memory', send: (shard: number, message: BusMessage) => void = () => {}) {
    this.node = node;
    this.#send = send;
  }

  join(shard: number): Promise<void> {
    this.#shards.add(shard);
    return Promise.resolve();
  }

  leave(shard: number): void {
    this.#shards.delete(shard);
  }

  publish(shard: number, message: BusMessage): void {
    this.#send(shard, message);
  }

  onMessage(listener: (message: BusMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onReset(listener: () => void): () => void {
    this.#resets.add(listener);
    return () => this.#resets.delete(listener);
  }

  /** What another node published. */
  hear(shard: number, message: BusMessage): void {
    if (this.deaf || !this.#shards.has(shard)) return;
    // Nothing is shared between nodes but text.
    const copy = JSON.parse(JSON.stringify(message)) as BusMessage;
    for (const listener of this.#listeners) listener(copy);
  }

  /** The bus was away and is back. */
  reset(): void {
    for (const listener of this.#resets) listener();
  }
}
