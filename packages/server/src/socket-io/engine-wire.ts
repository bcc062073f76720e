import type { SocketIoDialect } from '@parley/dialects/socket-io';
import type { Wire } from '@parley/hub';
import type { Socket } from 'socket.io';

/** One Engine.IO connection, whatever carries it at the moment. */
export type Connection = Socket['conn'];

/** Bytes waiting beyond which nothing is excused: a thousand missed messages of 4 KiB each. */
const MOST_EXCUSED = 4 * 1024 * 1024;

/** Says one thing over a connection, as its library packs it. */
export function say(connection: Connection, dialect: SocketIoDialect, text: string): void {
  for (const packet of dialect.packetsIn(dialect.make(text))) {
    connection.write(packet.text, packet.options);
  }
}

/**
 * The hub's way onto a Socket.IO connection: packets made once, handed to the library with their
 * finished WebSocket frame, which it writes as it is; a polling transport takes the text.
 */
export class EngineWire implements Wire {
  readonly #connection: Connection;
  readonly #dialect: SocketIoDialect;
  readonly #onClose: (code: number) => void;
  #waiting = 0;
  /** Of the bytes that wait, those that a callback of the library will tell of. */
  #marked = 0;
  /** Bytes accepted after those that are excused; -1 while none of those is waiting. */
  #after = -1;
  #closed = false;
  readonly #onSent: () => void;

  /** @param onClose Hears the WebSocket close code; what becomes of the connection is its business. */
  constructor(connection: Connection, dialect: SocketIoDialect, onClose: (code: number) => void) {
    this.#connection = connection;
    this.#dialect = dialect;
    this.#onClose = onClose;
    this.#onSent = () => {
      this.#waiting -= this.#marked;
      this.#marked = 0;
    };
  }

  get queued(): number {
    // What waits leaves in order: the excused bytes are gone when no more waits than came after.
    if (this.#after >= this.#waiting) this.#after = -1;
    return this.#after < 0 ? this.#waiting : this.#after;
  }

  excuse(): void {
    if (this.#waiting <= MOST_EXCUSED) this.#after = 0;
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    for (const { text, options } of this.#dialect.packetsIn(bytes)) {
      const { length } = options.wsPreEncodedFrame?.[0] ?? text;
      this.#waiting += length;
      if (this.#after >= 0) this.#after += length;
      // One mark at a time: it tells of everything before it.
      if (this.#marked > 0) {
        this.#connection.write(text, options);
      } else {
        this.#marked = this.#waiting;
        this.#connection.write(text, options, this.#onSent);
      }
    }
  }

  close(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose(code);
  }
}
