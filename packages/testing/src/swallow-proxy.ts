import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `up`: from the client to the server. */
export type Direction = 'up' | 'down';

/** What happens to one connection, counted in its bytes so that it can be repeated. */
export interface Fault {
  readonly direction: Direction;
  /** Bytes of that direction that pass first. */
  readonly after: number;
  /** Bytes that are then taken and lost before the connection is cut. 0 cuts at once. */
  readonly swallow: number;
}

/** How a proxy misbehaves. */
export interface SwallowProxyOptions {
  /** Asked for each connection by its number, from 0. Absent or `undefined`: it is left alone. */
  readonly faultOf?: (connection: number) => Fault | undefined;
}

/** A connection that swallows, and that nobody says anything on, is cut after this time, ms. */
const QUIET = 50;

/**
 * A bad network on the loopback: a TCP proxy that can take bytes and lose them, as a network does
 * that died unnoticed, or cut a connection at any byte, in either direction.
 */
export class SwallowProxy {
  readonly #server: Server;
  readonly #options: SwallowProxyOptions;
  readonly #lines = new Set<Line>();
  readonly #lost = { up: 0, down: 0 };
  #url = '';
  #connections = 0;

  private constructor(target: URL, options: SwallowProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#take(client, target));
  }

  /** Opens one on a free port. `target`: the URL of the server, which may come and go. */
  static async open(target: string, options: SwallowProxyOptions = {}): Promise<SwallowProxy> {
    const proxy = new SwallowProxy(new URL(target), options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No free port.');
    proxy.#url = `http://127.0.0.1:${address.port}`;
    return proxy;
  }

  /** Where clients connect to instead of the server. */
  get url(): string {
    return this.#url;
  }

  /** How many connections came so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Bytes that were taken and lost so far. */
  lost(direction: Direction): number {
    return this.#lost[direction];
  }

  /** Takes and loses what the open connections say in a direction from now on. */
  swallow(direction: Direction): void {
    for (const line of this.#lines) line.swallow(direction);
  }

  /** Cuts the open connections. New ones may come. */
  cut(): void {
    for (const line of this.#lines) line.cut();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #take(client: Socket, target: URL): void {
    const fault = this.#options.faultOf?.(this.#connections);
    this.#connections += 1;
    const server = connect(Number(target.port), target.hostname);
    const line = new Line(client, server, fault, (direction, bytes) => {
      this.#lost[direction] += bytes;
    });
    this.#lines.add(line);
    client.once('close', () => this.#lines.delete(line));
  }
}

/** One connection through the proxy: two sockets that end together. */
class Line {
  readonly #sockets: readonly Socket[];
  readonly #fault: Fault | undefined;
  readonly #onLost: (direction: Direction, bytes: number) => void;
  readonly #passed = { up: 0, down: 0 };
  readonly #swallowing = { up: false, down: false };
  #left = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    client: Socket,
    server: Socket,
    fault: Fault | undefined,
    onLost: (direction: Direction, bytes: number) => void,
  ) {
    this.#sockets = [client, server];
    this.#fault = fault;
    this.#onLost = onLost;
    this.#pipe('up', client, server);
    this.#pipe('down', server, client);
  }

  swallow(direction: Direction): void {
    this.#swallowing[direction] = true;
  }

  cut(): void {
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #pipe(direction: Direction, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      const rest = this.#pass(direction, chunk, { from, to });
      if (rest > 0) this.#lose(direction, rest);
    });
    to.on('drain', () => from.resume());
    from.on('end', () => (this.#swallowing[direction] ? this.cut() : to.end()));
    from.on('error', () => this.cut());
    from.on('close', () => to.destroySoon());
  }

  /** Hands on what may pass; answers how many bytes may not. */
  #pass(direction: Direction, chunk: Buffer, { from, to }: { from: Socket; to: Socket }): number {
    if (this.#swallowing[direction]) return chunk.length;
    const fault = this.#fault?.direction === direction ? this.#fault : undefined;
    const room = fault === undefined ? chunk.length : fault.after - this.#passed[direction];
    const head = chunk.subarray(0, room);
    this.#passed[direction] += head.length;
    if (head.length > 0 && !to.write(head)) from.pause();
    if (fault === undefined || chunk.length < room) return 0;
    if (fault.swallow === 0) {
      // What passed must arrive: it is part of the fault where exactly the line breaks.
      to.end(() => this.cut());
      this.#swallowing[direction] = true;
    } else {
      this.#swallowing[direction] = true;
      this.#left = fault.swallow;
      this.#timer = setTimeout(() => this.cut(), QUIET);
    }
    return chunk.length - head.length;
  }

  #lose(direction: Direction, bytes: number): void {
    this.#onLost(direction, bytes);
    this.#left -= bytes;
    if (this.#left <= 0) this.cut();
  }
}
