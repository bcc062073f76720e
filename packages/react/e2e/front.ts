import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { textOf } from './frame-text.ts';

/** Client to server, or server to client. */
export type Way = 'up' | 'down';

/** What is done to the bytes of a socket: all of them are swallowed, or the rest after half a piece. */
interface Fault {
  readonly way: Way;
  /** A piece with this text is the last straw: the socket ends with it. */
  readonly until: string;
  /** How many pieces with that text pass first. */
  pass: number;
  /** `swallow`: nothing goes that way from now on. `tear`: half of the last piece still goes. */
  readonly kind: 'swallow' | 'tear';
  readonly done: () => void;
}

/**
 * The one origin that a test's page sees: its files, and a Parley server behind. What goes over the
 * sockets can be swallowed on the way.
 */
export class Front {
  readonly #folder: string;
  readonly #upstream: string;
  readonly #server: Server;
  readonly #sockets = new Set<() => void>();
  #fault: Fault | undefined;
  #watch: ((way: Way, words: string) => void) | undefined;
  #shut = false;
  #url = '';
  /** How many sockets were let through. */
  opened = 0;

  constructor(folder: string, upstream: string) {
    this.#folder = folder;
    this.#upstream = upstream;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#tunnel(request, socket, head));
  }

  get url(): string {
    return this.#url;
  }

  /** How many sockets are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Ends every socket, both ends at once. */
  drop(): void {
    for (const end of this.#sockets) end();
  }

  /** Turns sockets away until `reopen`, and ends those that are open. */
  shut(): void {
    this.#shut = true;
    this.drop();
  }

  reopen(): void {
    this.#shut = false;
  }

  /** The way is clear again; a promise of a fault that did not come about stays open. */
  heal(): void {
    this.#fault = undefined;
  }

  /**
   * Swallows what goes that way, until it has swallowed a piece with this text; then ends the
   * socket. Resolves when that is done.
   */
  swallow(way: Way, until: string): Promise<void> {
    return this.#arm({ way, until, pass: 0, kind: 'swallow' });
  }

  /** Lets `pass` pieces with this text through and tears the next one in its middle. */
  tear(way: Way, until: string, pass = 0): Promise<void> {
    return this.#arm({ way, until, pass, kind: 'tear' });
  }

  /** Resolves with `count` when so many pieces with this text went that way, on any socket. */
  counted(way: Way, text: string, count: number): Promise<number> {
    return new Promise((done) => {
      let seen = 0;
      this.#watch = (moved, words) => {
        if (moved !== way || !words.includes(text) || ++seen < count) return;
        this.#watch = undefined;
        done(seen);
      };
    });
  }

  #arm(fault: Omit<Fault, 'done'>): Promise<void> {
    return new Promise((done) => {
      this.#fault = { ...fault, done };
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://front').pathname;
    if (/^\/(?:api|socket\.io)\/|^\/ticket$/.test(path)) return this.#forward(request, response);
    const asset = path.startsWith('/assets/');
    const body = await readFile(join(this.#folder, asset ? path : 'index.html')).catch(() => null);
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(body === null ? 404 : 200, { 'content-type': type }).end(body);
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers, url } = request;
    const onward = httpRequest(this.#upstream + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  #tunnel(request: IncomingMessage, below: Duplex, head: Buffer): void {
    if (this.#shut) return void below.destroy();
    const { hostname, port } = new URL(this.#upstream);
    const above: Socket = connect(Number(port), hostname);
    const end = (): void => {
      this.#sockets.delete(end);
      below.destroy();
      above.destroy();
    };
    this.#sockets.add(end);
    this.opened += 1;
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    }
    above.write(`${lines.join('\r\n')}\r\n\r\n`);
    above.write(head);
    below.on('data', (piece: Buffer) => this.#pass('up', piece, above, end));
    above.on('data', (piece: Buffer) => this.#pass('down', piece, below, end));
    for (const socket of [above, below]) socket.on('close', end).on('error', end);
  }

  #pass(way: Way, piece: Buffer, to: Duplex, end: () => void): void {
    const fault = this.#fault?.way === way ? this.#fault : undefined;
    this.#watch?.(way, textOf(piece));
    if (fault === undefined) return void to.write(piece);
    const hit = textOf(piece).includes(fault.until);
    if (!hit || fault.pass > 0) {
      if (hit) fault.pass -= 1;
      if (fault.kind === 'tear') to.write(piece);
      return;
    }
    this.#fault = undefined;
    const half = piece.subarray(0, piece.length >> 1);
    if (fault.kind === 'tear') to.write(half, end);
    else end();
    fault.done();
  }
}
