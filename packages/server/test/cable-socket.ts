import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export type Frame = Readonly<Record<string, unknown>>;

/** How a client asks for its upgrade. */
export interface CableOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** A plain WebSocket on `/cable`. */
export class CableSocket {
  readonly socket: WebSocket;
  /** Everything that came, in its order. */
  readonly frames: Frame[] = [];
  readonly texts: string[] = [];
  readonly closed: Promise<number>;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(url: string, { path = '/cable', headers = {}, protocols = [] }: CableOptions = {}) {
    const address = url.replace('http', 'ws') + path;
    this.socket = new WebSocket(address, [...protocols], { headers });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        this.#ring();
        resolve(code);
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => {
      this.texts.push(data.toString());
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.#ring();
    });
  }

  send(frame: Frame | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame that is no ping, or that is what is looked for. Throws when it ends before. */
  async next(
    where: (frame: Frame) => boolean = (frame) => frame['type'] !== 'ping',
  ): Promise<Frame> {
    for (;;) {
      const found = this.frames.findIndex((frame, at) => at >= this.#taken && where(frame));
      if (found >= 0) {
        this.#taken = found + 1;
        return this.frames[found] ?? {};
      }
      if (this.socket.readyState >= WebSocket.CLOSING) {
        throw new Error(`Closed after ${JSON.stringify(this.frames.slice(-3))}.`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Says it and answers with the next frame that is no ping. */
  ask(frame: Frame | string): Promise<Frame> {
    this.send(frame);
    return this.next();
  }

  close(): void {
    this.socket.terminate();
  }

  #ring(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** What an upgrade came to: 101 with the subprotocol, or the status of the refusal. */
export function upgradeOf(
  url: string,
  options: CableOptions = {},
): Promise<{ status: number; protocol?: string }> {
  const { path = '/cable', headers = {}, protocols = [] } = options;
  const socket = new WebSocket(url.replace('http', 'ws') + path, [...protocols], { headers });
  return new Promise((resolve) => {
    socket.on('error', (error) => {
      // The library hangs up where none of its offers is taken.
      if (error.message.includes('subprotocol')) resolve({ status: 101, protocol: '' });
    });
    socket.on('open', () => {
      resolve({ status: 101, protocol: socket.protocol });
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
  });
}
