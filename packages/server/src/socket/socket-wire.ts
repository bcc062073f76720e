import { Buffer } from 'node:buffer';
import type { Duplex } from 'node:stream';
import type { Wire } from '@parley/hub';
import type { Flushable, FlushQueue, Joiner } from './flush-queue.ts';

/** How long a closed connection may take to say goodbye, in ms. */
const CLOSE_TIMEOUT = 2000;

/** Bytes waiting beyond which nothing is excused: a thousand missed messages of 4 KiB each. */
const MOST_EXCUSED = 4 * 1024 * 1024;

/**
 * The one writer of a WebSocket's socket. Every frame that leaves goes through it, so frames never
 * cut into each other. The exceptions are the library's own replies to a close and to an oversized
 * frame, after which nothing of ours follows.
 */
export class SocketWire implements Wire, Flushable {
  readonly #socket: Duplex;
  readonly #queue: FlushQueue;
  /** What this tick brought: one frame as it is, several as a list. */
  #pending: Uint8Array | Uint8Array[] | undefined;
  #pendingBytes = 0;
  /** The network did not take everything at once; else the stream's own state need not be asked. */
  #congested = false;
  /** Bytes accepted after those that are excused; -1 while none of those is waiting. */
  #after = -1;
  #closed = false;

  constructor(socket: Duplex, queue: FlushQueue) {
    this.#socket = socket;
    this.#queue = queue;
  }

  get queued(): number {
    const waiting = this.#waiting();
    // What waits leaves in order: the excused bytes are gone when no more waits than came after.
    if (this.#after >= waiting) this.#after = -1;
    return this.#after < 0 ? waiting : this.#after;
  }

  excuse(): void {
    if (this.#waiting() <= MOST_EXCUSED) this.#after = 0;
  }

  #waiting(): number {
    if (!this.#congested) return this.#pendingBytes;
    const { writableLength } = this.#socket;
    this.#congested = writableLength > 0;
    return this.#pendingBytes + writableLength;
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#pendingBytes += bytes.length;
    if (this.#after >= 0) this.#after += bytes.length;
    if (this.#pending === undefined) {
      this.#pending = bytes;
      this.#queue.add(this);
    } else if (Array.isArray(this.#pending)) {
      this.#pending.push(bytes);
    } else {
      this.#pending = [this.#pending, bytes];
    }
  }

  /** Answers a ping of the WebSocket protocol. */
  pong(data: Uint8Array): void {
    this.write(control(0x8a, data));
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    const text = Buffer.from(reason).subarray(0, 123);
    const data = Buffer.allocUnsafe(2 + text.length);
    data.writeUInt16BE(code, 0);
    text.copy(data, 2);
    this.write(control(0x88, data));
    this.#closed = true;
    // The peer answers and hangs up; one that does not is cut off.
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  flush(joiner: Joiner): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#pendingBytes = 0;
    const socket = this.#socket;
    if (pending === undefined || !socket.writable) return;
    const joined = Array.isArray(pending) ? joiner.join(pending) : pending;
    if (joined !== undefined) {
      socket.write(joined);
    } else if (Array.isArray(pending)) {
      socket.cork();
      for (const bytes of pending) socket.write(bytes);
      socket.uncork();
    }
    this.#congested = socket.writableLength > 0;
  }
}

/** A control frame: at most 125 bytes of data (RFC 6455, 5.5). */
function control(first: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([first, data.length]), data]);
}
