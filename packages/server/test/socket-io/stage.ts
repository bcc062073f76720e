import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fullGrants, Hub, type Bus, type Limits, type Principal, type TopicLog } from '@parley/hub';
import { MemoryTickets, MemoryTopicLog } from '@parley/hub/memory';
import type { Server } from 'socket.io';
import {
  io as connect,
  type ManagerOptions,
  type Socket,
  type SocketOptions,
} from 'socket.io-client';
import { systemClock } from '../../src/clock.ts';
import { SocketIo, type SocketIoOptions } from '../../src/socket-io/index.ts';

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** How a test wants its server. */
export interface StageOptions extends SocketIoOptions {
  readonly bus?: Bus;
  readonly log?: TopicLog;
  readonly limits?: Partial<Limits>;
  readonly ownTopics?: (memberId: number) => readonly string[];
  /** What the application does with the library's server before anybody comes. */
  readonly application?: (io: Server) => void;
  /** The port of the server that it takes over from. */
  readonly port?: number;
}

/** The secret key of a member of the stage. */
export function keyOf(memberId: number): { id: number; secretkey: string } {
  return { id: memberId, secretkey: `key-${memberId}` };
}

/** A server with Socket.IO over a hub in memory, real sockets, and members of every id below 1000. */
export class Stage {
  readonly hub: Hub;
  readonly tickets: MemoryTickets = new MemoryTickets({ clock: systemClock });
  readonly io: Server;
  readonly side: SocketIo;
  readonly http: HttpServer;
  readonly reports: unknown[] = [];
  /** What the database knows of live sockets, and what may be made of it. */
  readonly live: Map<string, number> = new Map();
  /** The credentials that do not hold any more. */
  readonly ended: Set<string> = new Set();
  /** What asking the database throws at the moment. */
  trouble: Error | undefined;
  readonly #clients: Socket[] = [];
  #url = '';

  constructor(options: StageOptions) {
    const { bus, log, limits, ownTopics: _own, application, port: _port, ...rest } = options;
    this.hub = new Hub({
      log: log ?? new MemoryTopicLog({ clock: systemClock }),
      clock: systemClock,
      profiles: { find: (ids) => Promise.resolve(ids.map((id) => profile(id))) },
      ...(bus === undefined ? {} : { bus }),
      ...(limits === undefined ? {} : { limits }),
    });
    this.hub.allow('chat:*', () => fullGrants, { open: true });
    this.side = new SocketIo(rest);
    this.io = this.side.make();
    application?.(this.io);
    this.http = createServer((_request, response) => response.writeHead(404).end('not ours'));
    this.side.attach(this.http, { destroyUpgrade: true });
  }

  get url(): string {
    return this.#url;
  }

  async open({ bus, ownTopics, port = 0 }: StageOptions): Promise<void> {
    await this.side.start({
      hub: this.hub,
      tickets: this.tickets,
      identity: this.#identity(),
      liveSockets: {
        open: (socketId, { memberId }) => {
          this.live.set(socketId, memberId);
          return Promise.resolve(true);
        },
        close: (socketId) => Promise.resolve(void this.live.delete(socketId)),
        startAlone: () => Promise.resolve(),
        touch: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
      neighbours: bus !== undefined,
      origins: [],
      ...(ownTopics === undefined ? {} : { ownTopics }),
      report: (_where, error) => this.reports.push(error),
    });
    this.http.listen(port, '127.0.0.1');
    await once(this.http, 'listening');
    this.#url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** A stock client, not connected unless it says so. */
  client(options: ClientOptions = {}, namespace = ''): Socket {
    const socket = connect(this.#url + namespace, {
      forceNew: true,
      autoConnect: false,
      ...options,
    });
    this.#clients.push(socket);
    return socket;
  }

  /** A stock client, connected. Throws with the reason where it is refused. */
  async connected(options: ClientOptions = {}, namespace = ''): Promise<Socket> {
    const socket = this.client(options, namespace);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
      socket.connect();
    });
    return socket;
  }

  /** The same, known as a member by their secret key. */
  async member(memberId: number, options: ClientOptions = {}): Promise<Socket> {
    const socket = await this.connected(options);
    const auth = next(socket, 'auth');
    socket.emit('initialConnection', keyOf(memberId));
    if ((await auth)[0] !== true) throw new Error('Not let in.');
    return socket;
  }

  /** Resolves when the server has handled all that this socket sent before, and it all that came. */
  async settled(socket: Socket): Promise<void> {
    await new Promise((resolve) => socket.emit('no such event', resolve));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    this.hub.close();
    await this.side.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  #identity() {
    const found = (memberId: number, credential: string) => {
      if (this.trouble !== undefined) throw this.trouble;
      if (this.ended.has(credential)) return undefined;
      return {
        principal: principal(memberId, credential),
        member: view(memberId),
        expiresAt: Infinity,
      };
    };
    return {
      authenticateSecretKey: async (given: unknown) => {
        if (this.trouble !== undefined) throw this.trouble;
        const { id, secretkey } = Object(given) as { id?: unknown; secretkey?: unknown };
        if (typeof id !== 'number' || secretkey !== keyOf(id).secretkey) return undefined;
        return found(id, `secretkey:${id}`);
      },
      authenticate: async (given: { bearer: string } | { sessionToken: string }) => {
        const token = 'bearer' in given ? given.bearer : given.sessionToken;
        const id = /^token-(\d+)$/.exec(token)?.[1];
        return id === undefined ? undefined : found(Number(id), token);
      },
      principalOf: async ({ memberId, credential }: { memberId: number; credential: string }) =>
        found(memberId, credential),
    };
  }
}

/** Opens one. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const stage = new Stage(options);
  await stage.open(options);
  return stage;
}

/** The arguments of the next event of a name. */
export function next(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    socket.once(event, (...args: unknown[]) => resolve(args));
  });
}

/** Everything that comes to a client from now on. */
export function everything(socket: Socket): unknown[][] {
  const heard: unknown[][] = [];
  socket.onAny((...args: unknown[]) => heard.push(args));
  return heard;
}

export function profile(memberId: number) {
  return { memberId, name: `Member ${memberId}`, role: 'member', color: '#123456' };
}

function principal(memberId: number, credential: string): Principal {
  return { memberId, profile: profile(memberId), credential };
}

function view(memberId: number) {
  const { name, color } = profile(memberId);
  return { id: memberId, name, color, email: null, role: 'member' as const };
}

/** What the tests do with the WebSocket under a client. */
interface Line {
  send(text: string): void;
  close(): void;
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'send' in value && 'close' in value;
}

/** The WebSocket under a client that came by one. */
export function lineOf({ io }: Socket): Line {
  const line: unknown = Reflect.get(io.engine.transport, 'ws');
  if (!isLine(line)) throw new TypeError('This client has no WebSocket.');
  return line;
}
