import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

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

/**
 * What the network between does: `open` passes everything; `cut` breaks what is there and refuses
 * what comes; `silent` takes bytes and loses them, as when packets vanish, on connections that stay.
 */
export type Network = 'open' | 'cut' | 'silent';

/** The server's URL; for a balancer one for each connection, or none at the time. */
export type Target = string | ((connection: number) => string | undefined);

/** A connection that swallows, and that nobody says anything on, is cut after this time, ms. */
const QUIET = 50;

/**
 * A bad network on the loopback: a TCP proxy that can take bytes and lose them, as a network does
 * that died unnoticed, cut a connection at any byte, in either direction, or be slow.
 */
export class SwallowProxy {
  readonly #server: Server;
  readonly #options: SwallowProxyOptions;
  readonly #lines = new Set<Line>();
  readonly #lost = { up: 0, down: 0 };
  #port = 0;
  #connections = 0;
  #network: Network = 'open';
  #delay = 0;

  private constructor(target: Target, options: SwallowProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#take(client, target));
  }

  /** Opens one on a free port. The servers behind it may come and go. */
  static async open(target: Target, options: SwallowProxyOptions = {}): Promise<SwallowProxy> {
    const proxy = new SwallowProxy(target, options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No free port.');
    proxy.#port = address.port;
    return proxy;
  }

  /** Where clients connect to instead of the server. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A server's URL with this proxy's address in it, whatever its scheme, user and path. */
  before(server: string): string {
    const url = new URL(server);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
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

  /** Cuts the open connections, or some of them by their number. New ones may come. */
  cut(which: (connection: number) => boolean = () => true): void {
    for (const line of this.#lines) if (which(line.number)) line.cut();
  }

  /** The numbers of the open connections. */
  get open(): number[] {
    return Array.from(this.#lines, ({ number }) => number);
  }

  /**
   * Changes the network. Connections that lost bytes are cut when it opens again, unless they are
   * `abandoned`: then they stay as they are, dead, as where neither side ever hears of the other.
   */
  become(network: Network, options: { readonly abandoned?: boolean } = {}): void {
    this.#network = network;
    for (const line of this.#lines) {
      if (network === 'cut') line.cut();
      else if (network === 'silent') line.isolate();
      else if (options.abandoned !== true && line.isIsolated) line.cut();
    }
  }

  /** Every piece of data waits so long from now on, in each direction, milliseconds. */
  delay(ms: number): void {
    this.#delay = ms;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #take(client: Socket, target: Target): void {
    const number = this.#connections;
    this.#connections += 1;
    const url = typeof target === 'string' ? target : target(number);
    if (url === undefined || this.#network === 'cut') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const { port, hostname } = new URL(url);
    const server = connect(Number(port), hostname);
    const line = new Line(client, server, {
      number,
      fault: this.#options.faultOf?.(number),
      delay: () => this.#delay,
      onLost: (direction, bytes) => {
        this.#lost[direction] += bytes;
      },
    });
    if (this.#network === 'silent') line.isolate();
    this.#lines.add(line);
    for (const socket of [client, server]) {
      socket.once('close', () => {
        if (client.destroyed && server.destroyed) this.#lines.delete(line);
      });
    }
  }
}

interface LineOptions {
  readonly number: number;
  readonly fault: Fault | undefined;
  readonly delay: () => number;
  readonly onLost: (direction: Direction, bytes: number) => void;
}

/** One connection through the proxy: two sockets that end together. */
class Line {
  readonly number: number;
  readonly #sockets: readonly Socket[];
  readonly #fault: Fault | undefined;
  readonly #delay: () => number;
  readonly #onLost: (direction: Direction, bytes: number) => void;
  readonly #passed = { up: 0, down: 0 };
  readonly #swallowing = { up: false, down: false };
  #isIsolated = false;
  #left = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: Socket, server: Socket, { number, fault, delay, onLost }: LineOptions) {
    this.number = number;
    this.#sockets = [client, server];
    this.#fault = fault;
    this.#delay = delay;
    this.#onLost = onLost;
    this.#pipe('up', client, server);
    this.#pipe('down', server, client);
  }

  swallow(direction: Direction): void {
    this.#swallowing[direction] = true;
  }

  /** Neither side hears of the other from now on, not even of its end. */
  isolate(): void {
    this.#isIsolated = true;
    this.swallow('up');
    this.swallow('down');
  }

  get isIsolated(): boolean {
    return this.#isIsolated;
  }

  cut(): void {
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #pipe(direction: Direction, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    const take = (chunk: Buffer): void => {
      const rest = this.#pass(direction, chunk, { from, to });
      if (rest > 0) this.#lose(direction, rest);
    };
    // What comes after something late is late as well: the order stays, and the end comes last.
    let late: Promise<void> | undefined;
    const inTurn = (task: () => void): void => {
      const delay = this.#delay();
      if (delay === 0 && late === undefined) return task();
      const due = Date.now() + delay;
      const turn = (late ?? Promise.resolve())
        .then(() => wait(Math.max(0, due - Date.now())))
        .then(() => {
          if (late === turn) late = undefined;
          task();
        });
      late = turn;
    };
    from.on('data', (chunk: Buffer) => inTurn(() => take(chunk)));
    to.on('drain', () => from.resume());
    from.on('end', () => {
      if (this.#isIsolated) return;
      inTurn(() => (this.#swallowing[direction] ? this.cut() : to.end()));
    });
    from.on('error', () => {
      if (!this.#isIsolated) this.cut();
    });
    from.on('close', () => {
      if (!this.#isIsolated) inTurn(() => to.destroySoon());
    });
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
