import { Buffer } from 'node:buffer';

/** Something that holds bytes until the end of the tick. */
export interface Flushable {
  flush(joiner: Joiner): void;
}

/** Frames of one tick up to this size are joined into one write; larger ones are corked instead. */
const JOIN_BYTES = 65_536;

/**
 * Joins the frames that one socket got in one tick. Sockets on the same topic got the very same
 * frames, so the last result serves them all: ten messages to a thousand sockets are joined once.
 */
export class Joiner {
  #frames: readonly Uint8Array[] = [];
  #joined: Uint8Array | undefined;

  /** One buffer with all frames, or `undefined` when they are too large to copy. */
  join(frames: readonly Uint8Array[]): Uint8Array | undefined {
    if (this.#same(frames)) return this.#joined;
    let size = 0;
    for (const frame of frames) size += frame.length;
    this.#frames = frames;
    this.#joined = size <= JOIN_BYTES ? Buffer.concat(frames, size) : undefined;
    return this.#joined;
  }

  #same(frames: readonly Uint8Array[]): boolean {
    const held = this.#frames;
    if (held.length !== frames.length) return false;
    for (let i = 0; i < frames.length; i += 1) if (held[i] !== frames[i]) return false;
    return true;
  }
}

/** How many sockets are written to before others get a turn. */
const TURN = 512;

/**
 * Writes to sockets once per tick, whatever was sent to them in it. A large fan-out is cut into
 * turns, so that reading, timers and the database go on between them.
 */
export class FlushQueue {
  #waiting: Flushable[] = [];
  #scheduled = false;

  add(target: Flushable): void {
    this.#waiting.push(target);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn(new Joiner()));
  }

  #turn(joiner: Joiner): void {
    const targets = this.#waiting;
    const rest = targets.length > TURN ? targets.slice(TURN) : [];
    this.#waiting = rest;
    this.#scheduled = rest.length > 0;
    if (this.#scheduled) setImmediate(() => this.#turn(joiner));
    const end = Math.min(targets.length, TURN);
    for (let i = 0; i < end; i += 1) targets[i]?.flush(joiner);
  }
}
