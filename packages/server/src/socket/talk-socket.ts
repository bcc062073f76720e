import { WebSocket } from 'ws';
import type { SocketWire } from './socket-wire.ts';

/** What happens on an open connection. */
export interface Talk {
  /** A text message came. */
  receive(text: string): void;
  /** A binary message came. */
  binary(): void;
  /** The connection is gone. */
  closed(): void;
}

/**
 * A WebSocket that knows its talk, so that all connections share their handlers: closures of each
 * one's own would cost about a kilobyte.
 */
export class TalkSocket extends WebSocket {
  #wire: SocketWire | undefined;
  #talk: Talk | undefined;

  /** From here on what comes in goes to the talk. */
  begin(wire: SocketWire, talk: Talk): void {
    this.#wire = wire;
    this.#talk = talk;
    this.on('message', TalkSocket.#onMessage);
    this.on('ping', TalkSocket.#onPing);
    this.on('error', TalkSocket.#onError);
    this.on('close', TalkSocket.#onClose);
  }

  static #onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
    if (!(this instanceof TalkSocket)) return;
    if (isBinary) this.#talk?.binary();
    else this.#talk?.receive(data.toString());
  }

  static #onPing(this: WebSocket, data: Buffer): void {
    if (this instanceof TalkSocket) this.#wire?.pong(data);
  }

  /** Oversized and broken frames: the library closes with the code that fits; `close` follows. */
  static #onError(this: WebSocket): void {}

  static #onClose(this: WebSocket): void {
    if (this instanceof TalkSocket) this.#talk?.closed();
  }
}
