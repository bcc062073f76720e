import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Server as SocketServer } from 'socket.io';
import type { AttendanceBook } from '@parley/domains/domain';
import type { Identity } from '@parley/domains/identity';
import type { Hub, Published, Rule, ServerPublication } from '@parley/hub';
import type { Database } from '@parley/store';
import { addHealth } from './http/health.ts';
import type { Routes } from './http/routes.ts';
import { addWeb, builtWeb } from './http/web.ts';
import { startJob } from './jobs.ts';
import { alone, type Neighbours } from './neighbours.ts';
import type { NodeParts, Report } from './node-parts.ts';
import { openHttp } from './open-http.ts';
import { domainDeps, openBooks, openHub } from './open-hub.ts';
import type { overRedis } from './over-redis.ts';
import type { Parley } from './parley.ts';
import { retentionJob } from './retention.ts';
import { openSocketIo, type MemberEmitter, type SocketIo } from './socket-io/index.ts';
import type { Doors } from './socket/doors.ts';
import { openDoors } from './socket/open-doors.ts';

/**
 * Connections that the kernel keeps until they are accepted; it has a bound of its own (`somaxconn`).
 * Where they do not fit, clients try again after seconds that double: a storm would take minutes.
 */
const BACKLOG = 4096;

/** Over Redis, whose client a node that is alone does not load. */
const neighboursOver: typeof overRedis = async (options) =>
  (await import('./over-redis.ts')).overRedis(options);

/** One running server: the parts put together, from the database up to the sockets. */
export class Node implements Parley {
  readonly app: FastifyInstance;
  readonly hub: Hub;
  readonly db: Database;
  readonly identity: Identity;
  readonly setupToken: string | undefined;
  readonly #neighbours: Neighbours;
  readonly #doors: Doors;
  readonly #routes: Routes;
  readonly #socketIo: SocketIo | undefined;
  readonly #books: readonly AttendanceBook[];
  readonly #detach: (() => void)[] = [];
  #stopping: Promise<void> | undefined;

  private constructor(
    { db, identity }: NodeParts,
    made: {
      app: FastifyInstance;
      hub: Hub;
      neighbours: Neighbours;
      doors: Doors;
      routes: Routes;
      socketIo: SocketIo | undefined;
      books: readonly AttendanceBook[];
      setupToken: string | undefined;
    },
  ) {
    this.db = db;
    this.identity = identity;
    this.app = made.app;
    this.hub = made.hub;
    this.setupToken = made.setupToken;
    this.#neighbours = made.neighbours;
    this.#doors = made.doors;
    this.#routes = made.routes;
    this.#socketIo = made.socketIo;
    this.#books = made.books;
  }

  /** Puts a node together. What fails half-way leaves nothing running; the database is the caller's. */
  static async open(parts: NodeParts): Promise<Node> {
    const begun: (() => void | Promise<void>)[] = [];
    try {
      return await Node.#assemble(parts, begun);
    } catch (error) {
      for (const end of begun.reverse()) await end();
      throw error;
    }
  }

  /** @param begun Takes what ends the parts that go on by themselves, in the order of their beginning. */
  static async #assemble(parts: NodeParts, begun: (() => void | Promise<void>)[]): Promise<Node> {
    const { options, config, clock, logger, db, identity } = parts;
    const report: Report = (where, error) => {
      logger.error({ err: error, where }, 'failed in the background');
    };
    const neighbours =
      config.redisUrl === null
        ? alone(clock)
        : await neighboursOver({ url: config.redisUrl, clock, db, logger });
    begun.push(() => neighbours.close());
    const hub = openHub(parts, neighbours, report);
    begun.push(() => hub.close());
    const deps = domainDeps(parts, hub);
    const books = openBooks(parts, hub, neighbours);
    const own = config.publicUrl === null ? [] : [new URL(config.publicUrl).origin];
    const allowed = [...own, ...(config.origins ?? [])];
    const socketIo = await openSocketIo(parts, { hub, neighbours, allowed, report });
    begun.push(() => socketIo?.close());
    const emitter = socketIo?.emitter ?? { toMembers: () => {} };
    const { app, routes, metrics } = await openHttp(parts, {
      hub,
      neighbours,
      allowed,
      emitter,
      report,
    });
    if (metrics !== undefined) begun.push(() => metrics.close());
    const doors = openDoors(parts, { hub, neighbours, allowed, report });
    // None while there is an administrator, as in the demo.
    const setupToken = await identity.offerSetup();
    const node = new Node(parts, {
      app,
      hub,
      neighbours,
      doors,
      routes,
      socketIo,
      books,
      setupToken,
    });
    if (metrics !== undefined) node.#detach.push(() => metrics.close());
    const jobs = parts.domains.flatMap((domain) => domain.jobs?.(deps) ?? []);
    jobs.push(...books.flatMap((book) => book.jobs));
    for (const job of [...jobs, retentionJob(db)]) {
      node.#detach.push(startJob(job, { clock, report }));
    }
    addHealth(app, {
      db,
      stopping: () => node.#stopping !== undefined,
      rightsAreFresh: () => hub.rightsAreFresh,
      ...(neighbours.state === undefined ? {} : { redis: neighbours.state }),
    });
    await addWeb(app, options.web === undefined ? builtWeb : options.web);
    return node;
  }

  get io(): SocketServer {
    return this.#requireSocketIo().io;
  }

  get emitter(): MemberEmitter {
    return this.#requireSocketIo().emitter;
  }

  allow(pattern: string, rule: Rule): void {
    this.hub.allow(pattern, rule, { open: true });
  }

  publish(publication: Omit<ServerPublication, 'publisher'>): Promise<Published> {
    return this.hub.publish({ ...publication, publisher: 'app' });
  }

  async listen(options: { port?: number; host?: string } = {}): Promise<string> {
    this.#listenFor(this.app.server, { exclusive: true });
    this.#attachSocketIo(this.app.server);
    const { port = 3000, host = '127.0.0.1' } = options;
    return this.app.listen({ port, host, backlog: BACKLOG });
  }

  async attach(server: HttpServer): Promise<void> {
    await this.app.ready();
    this.#listenFor(server, { exclusive: false });
    // Our routes first; what we have none for is left to whoever listened before.
    const before = server.listeners('request');
    server.removeAllListeners('request');
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      const isOurs = this.#routes.has(request.method ?? 'GET', request.url ?? '/');
      if (isOurs) this.app.routing(request, response);
      else for (const listener of before) listener.call(server, request, response);
    };
    server.on('request', onRequest);
    this.#detach.push(() => {
      server.off('request', onRequest);
      for (const listener of before)
        server.on('request', (...args) => listener.call(server, ...args));
    });
    this.#attachSocketIo(server);
  }

  #listenFor(server: HttpServer, options: { readonly exclusive: boolean }): void {
    const leave = (url: string): boolean => this.#socketIo?.isOurs(url) === true;
    this.#detach.push(this.#doors.listen(server, { ...options, leave }));
  }

  #attachSocketIo(server: HttpServer): void {
    // Upgrades that nobody knows are refused by the doors, or left to who listened before.
    const detach = this.#socketIo?.attach(server, { destroyUpgrade: false });
    if (detach !== undefined) this.#detach.push(detach);
  }

  #requireSocketIo(): SocketIo {
    if (this.#socketIo === undefined) throw new TypeError('Socket.IO is switched off.');
    return this.#socketIo;
  }

  close(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  async #close(): Promise<void> {
    // The last first: each puts back what it found.
    for (const detach of this.#detach.reverse()) detach();
    this.hub.close();
    await this.#socketIo?.close();
    await this.#neighbours.close();
    await this.app.close();
    // Without the database the others find out by themselves that nobody is here.
    await Promise.allSettled(this.#books.map((book) => book.close()));
    await this.db.close();
  }
}
