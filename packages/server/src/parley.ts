import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Server as HttpServer } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Server as SocketServer } from 'socket.io';
import { chatDomain } from '@parley/domains/chat';
import { demoUnits, seedDemo } from '@parley/domains/demo';
import type { Domain } from '@parley/domains/domain';
import { exchangeDomain } from '@parley/domains/exchange';
import { filesDomain } from '@parley/domains/files';
import { createIdentity, identityDomain, type Identity } from '@parley/domains/identity';
import { notificationsDomain } from '@parley/domains/notifications';
import { socialDomain } from '@parley/domains/social';
import type { Clock, Hub, Published, Rule, ServerPublication } from '@parley/hub';
import { FolderFileStore, openDatabase, type Database } from '@parley/store';
import { systemClock } from './clock.ts';
import { countDatabase } from './counted-database.ts';
import { readConfig, type Config } from './config/index.ts';
import { createLogger } from './logger.ts';
import { Node } from './node.ts';
import type { ParleyOptions } from './options.ts';
import type { MemberEmitter } from './socket-io/index.ts';

/** A server of real-time communication, running inside this process. */
export interface Parley {
  /** The HTTP side; routes of the application may be added before it listens. */
  readonly app: FastifyInstance;
  readonly hub: Hub;
  readonly db: Database;
  readonly identity: Identity;
  /** The Socket.IO server, for the application's own events. Throws where it is switched off. */
  readonly io: SocketServer;
  /** Sends to members over their Socket.IO connections. Throws where that is switched off. */
  readonly emitter: MemberEmitter;
  /** The link that makes the first administrator, while there is none. */
  readonly setupToken: string | undefined;
  /** Lets a rule decide on the application's own topics. */
  allow(pattern: string, rule: Rule): void;
  /** Publishes for the application. Stored: resolves after the commit. Throws `HubError`. */
  publish(publication: Omit<ServerPublication, 'publisher'>): Promise<Published>;
  /** Listens on a port of its own; answers where: `http://127.0.0.1:3000`. */
  listen(options?: { port?: number; host?: string }): Promise<string>;
  /** Serves on an existing server: its upgrades for our paths, and requests that we have routes for. */
  attach(server: HttpServer): Promise<void>;
  /** Ends connections so that clients come back, finishes what was asked, closes the database. */
  close(): Promise<void>;
}

/**
 * Makes a server: database, hub, domains, REST and sockets. Every setting that is not given has the
 * default of its row in `config/options.ts`; the demo community only comes when it is asked for.
 * @throws `FolderInUse` when another process has the data folder, `StoreProblem` when the schema
 *   cannot be brought up to date.
 */
export async function createParley(options: ParleyOptions = {}): Promise<Parley> {
  const config: Config = { ...readConfig({}), demo: false, graphiql: false, ...given(options) };
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? createLogger(config.logLevel);
  const domains: readonly Domain[] = [
    identityDomain,
    chatDomain,
    notificationsDomain,
    socialDomain,
    exchangeDomain,
    filesDomain,
    ...(options.domains ?? []),
  ];
  const opened = await openDatabase({
    folder: config.dataDir,
    ...(config.databaseUrl === null ? {} : { url: config.databaseUrl }),
    modules: [...domains.map((domain) => domain.units), demoUnits],
    migrations: domains.flatMap((domain) => domain.migrations),
    clock,
  });
  const { db, counts } = countDatabase(opened);
  try {
    const identity = await identityOf(config, clock, db);
    if (config.demo) await seedDemo(db);
    const files =
      options.files ?? new FolderFileStore(config.filesDir ?? join(config.dataDir, 'files'));
    return await Node.open({
      options,
      config,
      clock,
      logger,
      domains,
      db,
      counts,
      identity,
      files,
    });
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Without what is there but undefined, which would take the place of a default. */
function given(options: ParleyOptions): ParleyOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function identityOf(config: Config, clock: Clock, db: Database): Promise<Identity> {
  const made = (config.secret ?? []).map((secret) =>
    createHash('sha256').update(`access-tokens ${secret}`).digest(),
  );
  const [secret = await db.secret('access-tokens', 32), ...olderSecrets] = made;
  return createIdentity({
    db,
    clock,
    secret,
    olderSecrets,
    communityId: config.communityId,
    signUp: config.signUp,
    applicationTokens: {
      ...(config.jwtSecret === null ? {} : { secret: config.jwtSecret }),
      ...(config.jwksUrl === null ? {} : { jwksUrl: config.jwksUrl }),
      ...(config.jwtIssuer === null ? {} : { issuer: config.jwtIssuer }),
      ...(config.jwtAudience === null ? {} : { audience: config.jwtAudience }),
    },
  });
}
