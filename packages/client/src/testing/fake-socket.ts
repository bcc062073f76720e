import type { SocketLike } from '../socket.ts';

type Listener = (event: never) => void;

/** A socket whose two directions are queues that a test moves, frame by frame, or cuts. */
export class FakeSocket implements SocketLike {
  readonly url: string;
  readonly up: string[] = [];
  readonly down: string[] = [];
  bufferedAmount = 0;
  closed = false;
  /** Set by the server: who speaks here. */
  connectionId = '';
  readonly #listeners = new Map<string, Listener[]>();
  readonly #moved: () => void;
  #onClosed: () => void = () => {};

  constructor(url: string, moved: () => void) {
    this.url = url;
    this.#moved = moved;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(data: string): void {
    if (this.closed) return;
    this.up.push(data);
    this.#moved();
  }

  /** The client closes. */
  close(): void {
    this.cut(1000, false);
  }

  onClosed(task: () => void): void {
    this.#onClosed = task;
  }

  /** The server sends. */
  push(text: string): void {
    if (this.closed) return;
    this.down.push(text);
    this.#moved();
  }

  /** Hands the client the next frame. */
  deliver(): void {
    const data = this.down.shift();
    if (data !== undefined) this.#fire('message', { data });
  }

  /** Ends it: what is in the queues is lost. */
  cut(code = 1006, tell = true): void {
    if (this.closed) return;
    this.closed = true;
    this.up.length = 0;
    this.down.length = 0;
    this.#onClosed();
    if (tell) this.#fire('close', { code, reason: '' });
  }

  /** The connection is dead, and neither side is told. */
  goSilent(): void {
    this.closed = true;
    this.#onClosed();
  }

  #fire(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? [])
      (listener as (e: object) => void)(event);
  }
}
