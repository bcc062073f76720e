import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { TestServer } from '@parley/testing';
import { WebSocket } from 'ws';

/** A frame as it came, parsed. */
export type Frame = Readonly<Record<string, unknown>>;

const all = (): boolean => true;

/** A plain WebSocket that speaks the protocol by hand. */
export class PlainSocket {
  readonly socket: WebSocket;
  /** Everything that came, in its order. */
  readonly frames: Frame[] = [];
  /** How it ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code, reason]) => {
      this.#ring();
      return { code: Number(code), reason: String(reason) };
    });
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.#ring();
    });
  }

  /** Opens one with a ticket and waits for its welcome. */
  static async open(server: TestServer, ticket: string): Promise<PlainSocket> {
    const url = `${server.url.replace('http', 'ws')}/sock?ticket=${encodeURIComponent(ticket)}`;
    const plain = new PlainSocket(new WebSocket(url, { origin: server.url }));
    await plain.next('welcome');
    return plain;
  }

  /** Sends a frame, or a text as it is. */
  send(frame: Frame | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The first frame of that name, or of one of those, after the last one taken. Throws when the connection ends before. */
  async next(
    op: string | readonly string[],
    where: (frame: Frame) => boolean = all,
  ): Promise<Frame> {
    const found = await this.#wait(op, where, () => this.#taken);
    this.#taken = found + 1;
    return this.#at(found);
  }

  /** The same among all frames, where the order is free: takes none. */
  async find(
    op: string | readonly string[],
    where: (frame: Frame) => boolean = all,
  ): Promise<Frame> {
    return this.#at(await this.#wait(op, where, () => 0));
  }

  async #wait(
    op: string | readonly string[],
    where: (frame: Frame) => boolean,
    from: () => number,
  ): Promise<number> {
    const ops = [op].flat();
    for (;;) {
      const at = this.frames.findIndex(
        (frame, index) => index >= from() && ops.includes(String(frame['op'])) && where(frame),
      );
      if (at >= 0) return at;
      if (this.socket.readyState >= WebSocket.CLOSING) {
        throw new Error(`Closed before ${ops.join()}.`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  #at(index: number): Frame {
    return this.frames[index] ?? {};
  }

  close(): void {
    this.socket.terminate();
  }

  #ring(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Asks for an upgrade and answers what came instead, or 101. */
export function upgrade(
  server: TestServer,
  path: string,
  origin: string | null = server.url,
): Promise<{ status: number; type?: string | undefined; code?: string }> {
  const url = server.url.replace('http', 'ws') + path;
  const socket = new WebSocket(url, origin === null ? {} : { origin });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('open', () => {
      socket.terminate();
      resolve({ status: 101 });
    });
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const body = JSON.parse(Buffer.concat(parts).toString()) as { error: { code: string } };
        const type = response.headers['content-type'];
        resolve({ status: response.statusCode ?? 0, type, code: body.error.code });
      });
    });
  });
}
