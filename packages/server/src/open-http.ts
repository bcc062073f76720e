import type { FastifyInstance } from 'fastify';
import { createChat } from '@parley/domains/chat';
import { createFiles } from '@parley/domains/files';
import { createExchange } from '@parley/domains/exchange';
import { createNotifications } from '@parley/domains/notifications';
import { createSocial } from '@parley/domains/social';
import type { Hub } from '@parley/hub';
import { adminPlugin } from './admin/index.ts';
import { adminDeps } from './admin-deps.ts';
import { resolveAppToken, tokenCheck } from './app-token.ts';
import type { CallerDeps } from './auth/callers.ts';
import { countFiles, DoorCounts } from './counted-doors.ts';
import { createApp } from './http/app.ts';
import { Routes } from './http/routes.ts';
import { graphqlPlugin } from './graphql/index.ts';
import { Metrics } from './metrics/metrics.ts';
import { metricsPlugin } from './metrics/plugin.ts';
import type { Neighbours } from './neighbours.ts';
import type { NodeParts, Report } from './node-parts.ts';
import { domainDeps } from './open-hub.ts';
import { rightOn } from './rights.ts';
import { RateLimiter } from './rest/rate-limiter.ts';
import { restPlugin } from './rest/index.ts';
import { addDocs } from './rest/openapi/docs.ts';
import { announcedChat } from './social/announced-chat.ts';
import type { MemberEmitter } from './socket-io/index.ts';
import { version } from './version.ts';

/** The HTTP side, open. */
export interface OpenHttp {
  readonly app: FastifyInstance;
  readonly routes: Routes;
  /** Absent when nobody may see them. */
  readonly metrics: Metrics | undefined;
}

/** The HTTP side of a node: the member API, the application's, the operator's, and their document. */
export async function openHttp(
  parts: NodeParts,
  {
    hub,
    neighbours,
    allowed,
    emitter,
    report,
  }: {
    readonly hub: Hub;
    readonly neighbours: Neighbours;
    /** Origins allowed beside the one that a request names as its host. */
    readonly allowed: readonly string[];
    /** Reaches the Socket.IO clients. */
    readonly emitter: MemberEmitter;
    readonly report: Report;
  },
): Promise<OpenHttp> {
  const { config, clock, logger, db, counts, identity } = parts;
  const app = await createApp({ logger, trustProxy: config.trustProxy });
  const routes = new Routes(app);
  const doors = new DoorCounts();
  const metrics =
    config.metrics === 'off' ? undefined : new Metrics(app, { hub, counts, doors, neighbours });
  const appToken = await resolveAppToken({ given: config.appToken, db, dataDir: config.dataDir });
  const callers: CallerDeps = {
    identity,
    isAppToken: tokenCheck(appToken),
    allowedOrigins: allowed,
  };
  const deps = domainDeps(parts, hub);
  const chat = announcedChat(createChat(deps), { emitter, report });
  const files = countFiles(createFiles({ ...deps, store: parts.files }), doors);
  // Guesses are counted together, whichever door they are made at.
  const limiter = new RateLimiter(clock);
  await app.register(
    restPlugin({
      ...callers,
      identity,
      chat,
      notifications: createNotifications(deps),
      exchange: createExchange({ db, clock }),
      files,
      tickets: neighbours.tickets,
      clock,
      limiter,
      rightOn: (principal, topic) => rightOn(hub, principal, topic),
      ice: {
        urls: config.turnUrls,
        secret: config.turnSecret,
        lifetime: config.serverLimits.turnLifetime,
        handedOut: () => (doors.turnCredentials += 1),
      },
      publicUrl: config.publicUrl,
      ticketLifetime: hub.limits.ticketLifetime,
      messageBytes: hub.limits.frameBytes,
      server: { version, demo: config.demo, fileBytes: config.domainLimits.fileBytes },
      publish: (publication) => hub.publish(publication),
    }),
  );
  await app.register(
    graphqlPlugin({
      ...callers,
      identity,
      chat,
      social: createSocial(deps),
      emitter,
      limiter,
      clock,
      development: config.graphiql,
    }),
  );
  await app.register(
    adminPlugin(adminDeps({ config, clock, db, counts, identity, files, hub, callers })),
  );
  if (metrics !== undefined) {
    await app.register(metricsPlugin(metrics, { callers, isOpen: config.metrics === 'open' }));
  }
  await addDocs(app, { routes: () => routes.declared, version });
  return { app, routes, metrics };
}
