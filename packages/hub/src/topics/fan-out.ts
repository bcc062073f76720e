import type { Dialect } from '../dialect.ts';
import type { Group, Listener } from './listener.ts';

/** A topic's listeners, grouped by (dialect, address), so that a frame is made once per group. */
export class FanOut {
  readonly #groups = new Map<string, Group>();
  readonly #queueBytes: number;
  #size = 0;

  constructor(queueBytes: number) {
    this.#queueBytes = queueBytes;
  }

  get size(): number {
    return this.#size;
  }

  add(listener: Listener): void {
    const { dialect } = listener.subscriber;
    const key = `${dialect.name}\n${listener.address}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { dialect, address: listener.address, listeners: new Set() };
      this.#groups.set(key, group);
    }
    group.listeners.add(listener);
    this.#size += 1;
  }

  remove(listener: Listener): boolean {
    const key = `${listener.subscriber.dialect.name}\n${listener.address}`;
    const group = this.#groups.get(key);
    if (group === undefined || !group.listeners.delete(listener)) return false;
    if (group.listeners.size === 0) this.#groups.delete(key);
    this.#size -= 1;
    return true;
  }

  /** Every listener of one member. */
  *of(memberId: number): Generator<Listener> {
    for (const group of this.#groups.values()) {
      for (const listener of group.listeners) {
        if (listener.subscriber.principal.memberId === memberId) yield listener;
      }
    }
  }

  /**
   * Makes one frame per group and writes its bytes to each listener. A listener whose queue is full
   * misses a transient frame; for a durable one it is ended, and resumes where it was.
   */
  send(
    durable: boolean,
    make: (dialect: Dialect, address: string) => Uint8Array | undefined,
  ): void {
    for (const group of this.#groups.values()) {
      const frame = make(group.dialect, group.address);
      if (frame === undefined) continue;
      for (const { subscriber } of group.listeners) {
        if (subscriber.wire.queued <= this.#queueBytes) subscriber.wire.write(frame);
        else if (durable) subscriber.end('too_slow');
      }
    }
  }
}
