import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type Server as SocketServer } from 'ws';
import { FlushQueue } from './flush-queue.ts';
import { SocketWire } from './socket-wire.ts';
import { TalkSocket, type Talk } from './talk-socket.ts';

/** Why an upgrade is refused: an HTTP status and what to do about it. */
export interface UpgradeRefusal {
  readonly status: 400 | 401 | 403 | 404 | 429 | 503;
  readonly code: string;
  readonly message: string;
}

/** What becomes of an upgrade that is let in. */
export interface Admission {
  readonly open: (wire: SocketWire) => Talk;
  /** The subprotocol to speak; `null`: none of those offered. Absent: the first one offered. */
  readonly protocol?: string | null;
}

/** A path on which WebSockets are let in. */
export interface Door {
  matches(path: string): boolean;
  /** Decides before the upgrade. */
  admit(request: IncomingMessage, url: URL): Promise<UpgradeRefusal | Admission>;
}

/** What all doors share. */
export interface DoorsOptions {
  readonly frameBytes: number;
  /** Upgrades that may wait for admission at once. */
  readonly mostWaiting: number;
  readonly report: (where: string, error: unknown) => void;
}

/** Milliseconds without traffic after which TCP looks whether anybody is there. */
const KEEP_ALIVE = 30_000;

/** Lets WebSockets in: asks the door of the path, then hands the socket to the library to read. */
export class Doors {
  readonly #doors: Door[] = [];
  readonly #queue = new FlushQueue();
  readonly #sockets: SocketServer<typeof TalkSocket>;
  readonly #options: DoorsOptions;
  readonly #protocols = new WeakMap<IncomingMessage, string | null>();
  #waiting = 0;

  constructor(options: DoorsOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      WebSocket: TalkSocket,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      handleProtocols: (offered, request) => {
        const chosen = this.#protocols.get(request);
        return chosen === undefined ? ([...offered][0] ?? false) : (chosen ?? false);
      },
      maxPayload: options.frameBytes,
    });
  }

  add(door: Door): void {
    this.#doors.push(door);
  }

  /**
   * Hears the upgrades of a server. `exclusive`: an upgrade for no door is refused with 404; else it
   * is left to whoever else listens, as are those that `leave` names. Answers the function that stops it.
   */
  listen(
    server: HttpServer,
    options: { readonly exclusive: boolean; readonly leave?: (url: string) => boolean },
  ): () => void {
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (options.leave?.(request.url ?? '') === true) return;
      const url = urlOf(request);
      const door = url && this.#doors.find((candidate) => candidate.matches(url.pathname));
      if (url !== undefined && door !== undefined) {
        void this.#upgrade(door, url, request, socket, head);
      } else if (options.exclusive) {
        refuse(socket, { status: 404, code: 'not_found', message: 'No WebSocket lives here.' });
      }
    };
    server.on('upgrade', onUpgrade);
    return () => server.off('upgrade', onUpgrade);
  }

  async #upgrade(
    door: Door,
    url: URL,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    // A client may hang up while it is looked at; nothing else may be written for it then.
    const onError = (): void => {
      socket.destroy();
    };
    socket.on('error', onError);
    if (this.#waiting >= this.#options.mostWaiting) {
      refuse(socket, { status: 503, code: 'busy', message: 'Too many connections at once.' });
      return;
    }
    this.#waiting += 1;
    try {
      const answer = await door.admit(request, url);
      if (socket.destroyed) return;
      if (!('open' in answer)) {
        refuse(socket, answer);
        return;
      }
      socket.off('error', onError);
      if (answer.protocol !== undefined) this.#protocols.set(request, answer.protocol);
      // A client that owes no answers may be gone without a word; the network is asked.
      if (socket instanceof Socket) socket.setKeepAlive(true, KEEP_ALIVE);
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const wire = new SocketWire(socket, this.#queue);
        webSocket.begin(wire, answer.open(wire));
      });
    } catch (error) {
      this.#options.report('upgrade', error);
      refuse(socket, { status: 503, code: 'internal', message: 'Try again.' });
    } finally {
      this.#waiting -= 1;
    }
  }
}

function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch {
    return undefined;
  }
}

function refuse(socket: Duplex, { status, code, message }: UpgradeRefusal): void {
  if (socket.destroyed || !socket.writable) return;
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      'Cache-Control: no-store\r\nConnection: close\r\n\r\n' +
      body,
  );
}
