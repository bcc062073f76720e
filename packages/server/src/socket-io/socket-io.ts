import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { SocketIoDialect, type EventEncoder } from '@parley/dialects/socket-io';
import { identityLimits, type Identity, type LiveSockets } from '@parley/domains/identity';
import type { Hub, Line, Principal, Publication, Tickets } from '@parley/hub';
import { Server, type Namespace, type ServerOptions, type Socket } from 'socket.io';
import { attachLibrary, endLibrary } from './attach-library.ts';
import { cut } from './connections.ts';
import { memberEmitter, type MemberEmitter } from './emitter.ts';
import { callAll } from './guard.ts';
import { HubAdapters } from './hub-adapter.ts';
import { methodOf, replaceMethod } from './internals.ts';
import type { SocketIoOptions } from './options.ts';
import { listedOrigins, mayConnect } from './origins.ts';
import { Reception, refused, type ReceptionContext } from './reception.ts';
import { Recovery } from './recovery.ts';
import { endSlowReaders } from './slow-readers.ts';
import type { Visitor } from './visitor.ts';

/** What Socket.IO is served from. */
export interface SocketIoBackend {
  readonly hub: Hub;
  readonly identity: Pick<Identity, 'authenticate' | 'principalOf' | 'authenticateSecretKey'>;
  readonly tickets: Tickets;
  readonly liveSockets: Pick<LiveSockets, 'open' | 'close' | 'startAlone' | 'touch' | 'stop'>;
  /** Whether other nodes may be there. */
  readonly neighbours: boolean;
  /** Origins beside our own that may connect and bring cookies. */
  readonly origins: readonly string[];
  /** Topics that a member hears without asking. */
  readonly ownTopics?: (memberId: number) => readonly string[];
  /** Hears of what members are about to be told on their topics. */
  readonly told?: (publication: Publication) => void;
  readonly report: (where: string, error: unknown) => void;
  /** Hears of sockets that come and go. */
  readonly log?: (event: 'connected' | 'disconnected', socketId: string, reason?: string) => void;
}

/** Milliseconds for which a socket may drop and be recovered: the library's own default. */
const RECOVERY = 120_000;

/** The type of a packet that carries an event. */
const EVENT = 2;

interface Running extends ReceptionContext {
  readonly backend: SocketIoBackend;
}

/**
 * The Socket.IO side of a server: the library with our adapter, our doors and our care for handlers.
 * It may be made before there is a hub; connections wait until `start` has one.
 */
export class SocketIo {
  readonly emitter: MemberEmitter;
  readonly #options: SocketIoOptions;
  readonly #requireAuth: boolean;
  readonly #reception: Reception;
  readonly #adapters: HubAdapters;
  readonly #started: Promise<Running>;
  readonly #stop: (() => void | Promise<void>)[] = [];
  #start: (running: Running) => void = () => {};
  #fail: (reason: unknown) => void = () => {};
  #running: Running | undefined;
  #line: Line | undefined;
  #io: Server | undefined;

  constructor(options: SocketIoOptions = {}) {
    if ('adapter' in options) {
      throw new TypeError('The adapter is ours: several nodes hear each other by REDIS_URL.');
    }
    this.#options = options;
    this.#requireAuth = options.requireAuth ?? true;
    this.#started = new Promise((resolve, reject) => {
      this.#start = resolve;
      this.#fail = reject;
    });
    // Whoever waits for it hears of a failure; nobody may.
    this.#started.catch(() => {});
    const reception = new Reception({ requireAuth: this.#requireAuth });
    this.#reception = reception;
    this.#adapters = new HubAdapters({
      line: () => this.#line,
      hears: (socket) => reception.hears(socket),
      roomsOf: (socket) => reception.roomsOf(socket),
      principalOf: (socket) => reception.principalOf(socket),
      stillHolds: (principal) => this.#stillHolds(principal),
      recovery: () => this.#recovery(),
      report: (where, error) => this.#running?.report(where, error),
    });
    this.emitter = {
      toMembers: (...args) => memberEmitter(this.io).toMembers(...args),
    };
  }

  /** The library's server. Throws until `use` was called. */
  get io(): Server {
    if (this.#io === undefined) throw new TypeError('There is no Socket.IO server yet.');
    return this.#io;
  }

  /** The options for the library: the application's, with our adapter and our look at origins. */
  get serverOptions(): Partial<ServerOptions> {
    const { requireAuth: _ours, ...options } = this.#options;
    const adapters = this.#adapters;
    const { connectionStateRecovery: recovery } = options;
    return {
      ...options,
      // The library calls it with `new`, which an arrow is not made for.
      adapter: function makeAdapter(namespace: Namespace) {
        return adapters.add(namespace);
      },
      // Credentials are looked at on every connection, recovered or not.
      ...(recovery === undefined
        ? {}
        : { connectionStateRecovery: { ...recovery, skipMiddlewares: false } }),
      allowRequest: (request, answer) => void this.#allow(request, answer),
    };
  }

  /** Takes the library's server, before anybody is connected to it. */
  use(io: Server): void {
    this.#io = io;
    this.#prepare(io.sockets);
    io.on('new_namespace', (namespace) => this.#prepare(namespace));
  }

  /** Makes the library's server. */
  make(): Server {
    const io = new Server(this.serverOptions);
    this.use(io);
    return io;
  }

  /** Connections may come in from here on. Resolves when the other nodes are heard. */
  async start(backend: SocketIoBackend): Promise<void> {
    const { hub, liveSockets, neighbours, report } = backend;
    if (neighbours) {
      this.#line = await hub.line(
        'socket.io',
        (text, from) => this.#adapters.hear(text, from),
        () => this.#adapters.opened(),
      );
      this.#adapters.opened();
      await liveSockets.touch();
    } else {
      await liveSockets.startAlone();
    }
    const running: Running = {
      backend,
      hub,
      report,
      liveSockets,
      identity: backend.identity,
      dialect: new SocketIoDialect(
        this.#options.parser === undefined ? undefined : packer(this.io),
        backend.told,
      ),
      handshake: {
        identity: backend.identity,
        tickets: backend.tickets,
        cookieOrigins: [...backend.origins, ...listedOrigins(this.#options.cors)],
      },
      ownTopics: backend.ownTopics ?? (() => []),
      ended: (visitor, code) => end(visitor, code),
      ...(backend.log === undefined ? {} : { log: backend.log }),
    };
    this.#running = running;
    this.#stop.push(
      endSlowReaders(this.io, { clock: hub.clock, queueBytes: hub.limits.queueBytes }),
      beat(hub, liveSockets, report),
      () => liveSockets.stop(),
    );
    this.#start(running);
  }

  /** There will be no hub: connections are refused. */
  fail(reason: unknown): void {
    this.#fail(reason);
  }

  /** Serves on an HTTP server of somebody else; answers the function that stops it. */
  attach(server: HttpServer, options: { readonly destroyUpgrade: boolean }): () => void {
    return attachLibrary(this.io, server, options);
  }

  /** Whether a request's path is the library's. */
  isOurs(url: string): boolean {
    return url.startsWith(`${this.io.path()}/`);
  }

  /** Ends all connections and stops; the HTTP server is left alone. */
  async close(): Promise<void> {
    for (const stop of this.#stop) await stop();
    await endLibrary(this.io);
    this.#line?.close();
    this.#line = undefined;
  }

  async #allow(
    request: IncomingMessage,
    answer: (error: string | null | undefined, success: boolean) => void,
  ): Promise<void> {
    const { allowRequest, cors } = this.#options;
    try {
      const { backend } = await this.#started;
      if (!(await mayConnect(request, cors, backend.origins))) {
        answer('This origin may not connect.', false);
        return;
      }
    } catch {
      answer('The server is not ready.', false);
      return;
    }
    if (allowRequest === undefined) answer(null, true);
    else allowRequest(request, answer);
  }

  #prepare(namespace: Namespace): void {
    replaceMethod(namespace, 'emitReserved', (name, ...args) => {
      const event = String(name);
      const report = (error: unknown): void => {
        this.#running?.report(`socket.io ${event}`, error);
      };
      return callAll(namespace, event, args, report) > 0;
    });
    namespace.use((socket, next) => void this.#judge(socket, next));
    namespace.on('connection', (socket) => {
      if (this.#running !== undefined) this.#reception.welcome(socket, this.#running);
    });
  }

  async #judge(socket: Socket, proceed: (refusal?: Error) => void): Promise<void> {
    let refusal: Error | undefined;
    try {
      refusal = await this.#reception.admit(socket, await this.#started);
    } catch (error) {
      this.#running?.report('socket.io handshake', error);
      refusal = refused('unavailable', 'The server cannot look at this now; try again.', true);
    }
    proceed(refusal);
  }

  #recovery(): Recovery | undefined {
    const { connectionStateRecovery: recovery } = this.#options;
    if (recovery === undefined) return undefined;
    const now = (): number => this.#running?.hub.clock.now() ?? Date.now();
    return new Recovery({ now }, recovery.maxDisconnectionDuration ?? RECOVERY);
  }

  async #stillHolds(principal: Principal | undefined): Promise<boolean> {
    if (principal === undefined) return !this.#requireAuth;
    const { backend } = await this.#started;
    const { memberId, credential } = principal;
    // The end of its own lifetime is looked at by who knows the credential.
    const expiresAt = Number.MAX_SAFE_INTEGER;
    return (await backend.identity.principalOf({ memberId, credential, expiresAt })) !== undefined;
  }
}

/** How the application's own parser packs an event of the main namespace. */
function packer({ encoder }: Server): EventEncoder {
  const encode = methodOf(encoder, 'encode');
  return (data) => encode({ type: EVENT, nsp: '/', data }) as (string | Buffer)[];
}

/** The hub ended a session. Credentials that ended leave a socket that may bring better ones. */
function end(visitor: Visitor, code: number): void {
  if (code === 4500 || code === 4501) {
    visitor.refuse();
    return;
  }
  // Not to come back by itself: the library's word for that.
  if (code > 4501) for (const socket of visitor.sockets) socket.disconnect();
  // Who does not read would not read a goodbye either.
  if (code === 4002) cut(visitor.connection);
  else visitor.connection.close();
}

function beat(
  hub: Hub,
  liveSockets: SocketIoBackend['liveSockets'],
  report: Running['report'],
): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = hub.clock.after(identityLimits.socketNodeBeat.default, () => {
      liveSockets.touch().catch((error: unknown) => report('live sockets', error));
      next();
    });
  };
  next();
  return () => cancel();
}
