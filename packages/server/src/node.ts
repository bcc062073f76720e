import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createChat } from '@parley/domains/chat';
import type { Domain, DomainDeps } from '@parley/domains/domain';
import { createExchange } from '@parley/domains/exchange';
import type { Identity } from '@parley/domains/identity';
import {
  fullGrants,
  Hub,
  stableId,
  type Clock,
  type Published,
  type Rule,
  type ServerPublication,
} from '@parley/hub';
import type { Database } from '@parley/store';
import { adminPlugin } from './admin/index.ts';
import { adminDeps } from './admin-deps.ts';
import { resolveAppToken, tokenCheck } from './app-token.ts';
import { originAllowed } from './auth/origins.ts';
import type { Config } from './config/index.ts';
import { CountedLog } from './counted-log.ts';
import { createApp } from './http/app.ts';
import { addHealth } from './http/health.ts';
import { Routes } from './http/routes.ts';
import { addWeb, builtWeb } from './http/web.ts';
import type { ParleyOptions } from './options.ts';
import type { Parley } from './parley.ts';
import { alone, overRedis, type Neighbours } from './neighbours.ts';
import { restPlugin } from './rest/index.ts';
import { startJob } from './jobs.ts';
import { startRetention } from './retention.ts';
import { Doors } from './socket/doors.ts';
import { sockDoor } from './socket/sock-door.ts';
import { version } from './version.ts';

/** Connections that may wait for admission at once. */
const MOST_WAITING = 1000;

/**
 * Connections that the kernel keeps until they are accepted; it has a bound of its own (`somaxconn`).
 * Where they do not fit, clients try again after seconds that double: a storm would take minutes.
 */
const BACKLOG = 4096;

/** What a node is made of. */
export interface NodeParts {
  readonly options: ParleyOptions;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly domains: readonly Domain[];
  readonly db: Database;
  readonly identity: Identity;
}

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
    const report = (where: string, error: unknown): void => {
      logger.error({ err: error, where }, 'failed in the background');
    };
    const neighbours =
      config.redisUrl === null
        ? alone(clock)
        : await overRedis({ url: config.redisUrl, clock, db, logger });
    begun.push(() => neighbours.close());
    const log = new CountedLog(db.log);
    const hub = openHub(parts, log, neighbours, report);
    begun.push(() => hub.close());
    const own = config.publicUrl === null ? [] : [new URL(config.publicUrl).origin];
    const allowed = [...own, ...(config.origins ?? [])];
    const app = await createApp({ logger, trustProxy: config.trustProxy });
    const routes = new Routes(app);
    const appToken = await resolveAppToken({ given: config.appToken, db, dataDir: config.dataDir });
    const isAppToken = tokenCheck(appToken);
    const { tickets } = neighbours;
    const doors = new Doors({
      frameBytes: hub.limits.frameBytes,
      mostWaiting: MOST_WAITING,
      report,
    });
    doors.add(
      sockDoor({
        hub,
        tickets,
        // A program names no origin; a page always does.
        originAllowed: ({ headers: { origin, host } }: IncomingMessage) =>
          origin === undefined || originAllowed(origin, { host, allowed }),
        principalOf: (ticket) => identity.principalOf(ticket),
        report,
      }),
    );
    await app.register(
      restPlugin({
        identity,
        chat: createChat({ db }),
        exchange: createExchange({ db }),
        tickets,
        clock,
        isAppToken,
        allowedOrigins: allowed,
        publicUrl: config.publicUrl,
        ticketLifetime: hub.limits.ticketLifetime,
        messageBytes: hub.limits.frameBytes,
        server: { version, demo: config.demo },
        publish: (publication) => hub.publish(publication),
      }),
    );
    await app.register(
      adminPlugin(adminDeps({ config, clock, db, log, identity, hub, isAppToken })),
    );
    // None while there is an administrator, as in the demo.
    const setupToken = await identity.offerSetup();
    const node = new Node(parts, { app, hub, neighbours, doors, routes, setupToken });
    node.#detach.push(startRetention({ db, clock, report }));
    for (const { jobs } of parts.domains) {
      for (const job of jobs?.(domainDeps(parts, hub)) ?? []) {
        node.#detach.push(startJob(job, { clock, report }));
      }
    }
    addHealth(app, {
      db,
      stopping: () => node.#stopping !== undefined,
      rightsAreFresh: () => hub.rightsAreFresh,
      ...(neighbours.state === undefined ? {} : { redis: neighbours.state }),
    });
    const web = options.web === undefined ? builtWeb : options.web;
    if (web !== null) await addWeb(app, web);
    return node;
  }

  allow(pattern: string, rule: Rule): void {
    this.hub.allow(pattern, rule, { open: true });
  }

  publish(publication: Omit<ServerPublication, 'publisher'>): Promise<Published> {
    return this.hub.publish({ ...publication, publisher: 'app' });
  }

  async listen(options: { port?: number; host?: string } = {}): Promise<string> {
    this.#detach.push(this.#doors.listen(this.app.server, { exclusive: true }));
    const { port = 3000, host = '127.0.0.1' } = options;
    return this.app.listen({ port, host, backlog: BACKLOG });
  }

  async attach(server: HttpServer): Promise<void> {
    await this.app.ready();
    this.#detach.push(this.#doors.listen(server, { exclusive: false }));
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
  }

  close(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  async #close(): Promise<void> {
    for (const detach of this.#detach) detach();
    this.hub.close();
    await this.#neighbours.close();
    await this.app.close();
    await this.db.close();
  }
}

/** What domains work with on this node. */
function domainDeps({ db, clock }: NodeParts, hub: Hub): DomainDeps {
  return {
    db,
    signal: (publication) => {
      const { memberId } = publication;
      const sender = memberId === null ? 'app' : stableId(memberId);
      const timestamp = new Date(clock.now()).toISOString();
      hub.transient({ ...publication, sender, timestamp });
    },
  };
}

/** The hub over the database, with what the domains and the application allow. */
function openHub(
  parts: NodeParts,
  log: CountedLog,
  { bus, nodes }: Neighbours,
  report: (where: string, error: unknown) => void,
): Hub {
  const { options, config, clock, domains, db, identity } = parts;
  const hub = new Hub({
    log,
    profiles: identity.profiles,
    clock,
    limits: config.limits,
    report,
    bus,
    ...(nodes === undefined ? {} : { nodes }),
    ...(db.silence === undefined ? {} : { silence: db.silence }),
  });
  const deps = domainDeps(parts, hub);
  for (const { topics, aliases, events = [] } of domains) {
    for (const { pattern, rule, act } of topics(deps)) {
      hub.allow(pattern, rule, act === undefined ? {} : { act });
    }
    for (const { pattern, alias } of aliases?.(deps) ?? []) hub.rules.addAlias(pattern, alias);
    for (const shapes of events) hub.shapes.add(shapes);
  }
  const open = options.openTopics ?? (config.demo ? ['chat:*'] : []);
  for (const pattern of open) hub.allow(pattern, () => fullGrants, { open: true });
  for (const { pattern, rule } of options.allowances ?? [])
    hub.allow(pattern, rule, { open: true });
  return hub;
}
