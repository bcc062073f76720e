import type { Tally } from '../tally.ts';
import { HeldWire } from './held-wire.ts';
import type { Group, Listener } from './listener.ts';

/** Whom a frame is made for. */
export type Addressed = Pick<Group, 'dialect' | 'address' | 'presence'>;

/** What a fan-out needs from around it. */
export interface FanOutOptions {
  /** Above this many bytes a listener's queue is full. */
  readonly queueBytes: number;
  /** Runs a task at the end of the tick. */
  readonly soon: (task: () => void) => void;
  readonly tally: Tally;
}

/**
 * A topic's listeners, grouped by (dialect, address, sight of the roster). A frame is made once per group and waits there
 * for the end of the tick, when each listener is handed all of the tick's frames as one: ten
 * messages to a thousand listeners cost a thousand hand-overs, not ten thousand.
 *
 * Frames are for those who were listening when they were sent: whoever comes or goes in between
 * makes the group hand over first.
 */
export class FanOut {
  readonly #groups = new Map<string, Group>();
  readonly #options: FanOutOptions;
  #size = 0;
  #scheduled = false;

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  add(listener: Listener): void {
    const key = keyOf(listener);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {
        dialect: listener.subscriber.dialect,
        address: listener.address,
        presence: listener.grants.presence,
        listeners: new Map(),
        frames: [],
        durable: false,
      };
      this.#groups.set(key, group);
    }
    this.#handOver(group);
    group.listeners.set(listener, listener.subscriber.wire);
    this.#size += 1;
  }

  remove(listener: Listener): boolean {
    const key = keyOf(listener);
    const group = this.#groups.get(key);
    if (group === undefined || !group.listeners.has(listener)) return false;
    this.#handOver(group);
    // A full queue may have ended it just now.
    if (!group.listeners.delete(listener)) return false;
    if (group.listeners.size === 0) this.#groups.delete(key);
    this.#size -= 1;
    return true;
  }

  /** Keeps back what comes for one listener from now on, until the answer is called. */
  hold(listener: Listener): () => void {
    const group = this.#groups.get(keyOf(listener));
    const wire = group?.listeners.get(listener);
    if (group === undefined || wire === undefined) return () => {};
    this.#handOver(group);
    const held = new HeldWire(wire);
    group.listeners.set(listener, held);
    return () => {
      this.#handOver(group);
      // Gone meanwhile, and with it what was kept.
      if (group.listeners.get(listener) !== held) return;
      group.listeners.set(listener, wire);
      held.release();
    };
  }

  /** Every listener of one member; `null`: of everybody. */
  *of(memberId: number | null): Generator<Listener> {
    for (const group of this.#groups.values()) {
      for (const listener of group.listeners.keys()) {
        const isMeant = memberId === null || listener.subscriber.principal.memberId === memberId;
        if (isMeant) yield listener;
      }
    }
  }

  /** Makes one frame per group, for the end of the tick. */
  send(durable: boolean, make: (to: Addressed) => Uint8Array | undefined): void {
    for (const group of this.#groups.values()) {
      const frame = make(group);
      if (frame === undefined) continue;
      group.frames.push(frame);
      group.durable ||= durable;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.soon(() => {
      this.#scheduled = false;
      for (const group of this.#groups.values()) this.#handOver(group);
    });
  }

  /** Makes one frame per group and hands it, transient, to all but one connection. */
  sendExcept(connectionId: string, make: (to: Addressed) => Uint8Array | undefined): void {
    const { queueBytes, tally } = this.#options;
    for (const group of this.#groups.values()) {
      const frame = make(group);
      if (frame === undefined) continue;
      this.#handOver(group);
      tally.deliveries += group.listeners.size;
      for (const [{ subscriber }, wire] of group.listeners) {
        if (subscriber.connectionId === connectionId) tally.deliveries -= 1;
        else if (wire.queued <= queueBytes) wire.write(frame);
        else tally.missed += 1;
      }
    }
  }

  /**
   * Gives a group its frames. A listener whose queue is full misses transient frames; for a durable
   * one it is ended, and resumes where it was.
   */
  #handOver(group: Group): void {
    const { dialect, frames, durable } = group;
    const [first] = frames;
    if (first === undefined) return;
    const bytes = frames.length === 1 ? first : dialect.join(frames);
    group.frames = [];
    group.durable = false;
    const { queueBytes: most, tally } = this.#options;
    tally.deliveries += frames.length * group.listeners.size;
    for (const [listener, wire] of group.listeners) {
      if (wire.queued <= most) wire.write(bytes);
      else if (durable) listener.subscriber.end('too_slow');
      else tally.missed += frames.length;
    }
  }
}

function keyOf({ subscriber, address, grants }: Listener): string {
  return `${subscriber.dialect.name}\n${grants.presence}\n${address}`;
}
