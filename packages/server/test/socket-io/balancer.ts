import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a server says of a new connection, before anything else. */
const OPENED = /^0\{"sid":"([^"]+)"/;

/**
 * One address before several servers, as an operator sets it up: those that come anew go to each
 * in turn; all requests of one connection, known by its `sid`, go where the first one went.
 */
export class Balancer {
  readonly #http: Server;
  readonly #homes = new Map<string, string>();
  readonly #tunnels = new Set<Duplex>();
  #servers: readonly string[];
  #turns = 0;

  private constructor(servers: readonly string[]) {
    this.#servers = servers;
    this.#http = createServer((request, response) => this.#forward(request, response));
    this.#http.on('upgrade', (request, socket) => this.#tunnel(request, socket));
  }

  static async open(servers: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(servers);
    balancer.#http.listen(0, '127.0.0.1');
    await once(balancer.#http, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** From now on to these alone. */
  use(servers: readonly string[]): void {
    this.#servers = servers;
  }

  async close(): Promise<void> {
    for (const socket of this.#tunnels) socket.destroy();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  /** Where a request goes. */
  #homeOf({ url = '/' }: IncomingMessage): URL {
    const sid = new URL(url, 'http://balancer').searchParams.get('sid');
    const next = (): string => this.#servers[this.#turns++ % this.#servers.length] ?? '';
    return new URL((sid === null ? undefined : this.#homes.get(sid)) ?? next());
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers, url } = request;
    const home = this.#homeOf(request);
    const onward = ask(new URL(url ?? '/', home), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.once('data', (first: Buffer) => {
        const sid = OPENED.exec(first.toString())?.[1];
        if (sid !== undefined) this.#homes.set(sid, home.origin);
      });
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  #tunnel(request: IncomingMessage, below: Duplex): void {
    const { hostname, port } = this.#homeOf(request);
    const above = connect(Number(port), hostname);
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    }
    above.write(`${lines.join('\r\n')}\r\n\r\n`);
    below.pipe(above).pipe(below);
    const end = (): void => {
      for (const socket of [above, below]) this.#tunnels.delete(socket.destroy());
    };
    for (const socket of [above, below]) {
      this.#tunnels.add(socket);
      socket.on('close', end).on('error', end);
    }
  }
}
