import { randomBytes } from 'node:crypto';
import cors from '@fastify/cors';
import type { FastifyPluginAsync } from 'fastify';
import type { RestDeps, RouteDeps } from './deps.ts';
import { replyError } from './error-reply.ts';
import { takeJson } from './json-body.ts';
import { RateLimiter } from './rate-limiter.ts';
import { addRoutes, type Route } from './route.ts';
import { appNotificationRoutes } from './routes/app-notifications.ts';
import { boardRoutes } from './routes/board.ts';
import { bookingRoutes } from './routes/bookings.ts';
import { addFileRoutes } from './routes/files.ts';
import { headlessAuthRoutes } from './routes/headless-auth.ts';
import { headlessRoutes } from './routes/headless/index.ts';
import { iceServersRoutes } from './routes/ice-servers.ts';
import { memberRoutes } from './routes/members.ts';
import { publishRoutes } from './routes/publish.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionsRoutes } from './routes/sessions.ts';
import { ticketRoutes } from './routes/ticket.ts';

/**
 * The REST door: `/api/*` and `/ticket`. Bodies are JSON and nothing else; nothing is cached; every
 * refusal is `{ error: { code, message, retryAfter?, fields? } }`, and below the headless bases
 * `{ success: false, message, error_details }`.
 */
export function restPlugin(given: RestDeps): FastifyPluginAsync {
  const own = given.publicUrl === null ? [] : [new URL(given.publicUrl).origin];
  const deps: RouteDeps = {
    ...given,
    // Behind a proxy that changes the Host, our own pages are known by the public address.
    allowedOrigins: [...own, ...given.allowedOrigins],
    limiter: given.limiter ?? new RateLimiter(given.clock),
    random: given.random ?? randomBytes,
  };
  return async (app) => {
    // A form or a plain text is what a foreign page can send without asking first.
    app.removeContentTypeParser('text/plain');
    takeJson(app);
    app.setErrorHandler(replyError);
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    if (deps.allowedOrigins.length > 0) {
      const origin = [...deps.allowedOrigins];
      await app.register(cors, {
        origin,
        credentials: true,
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        exposedHeaders: ['retry-after'],
        maxAge: 600,
      });
    }
    addRoutes(app, restRoutes(deps), deps);
    addFileRoutes(app, deps);
  };
}

function restRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...headlessAuthRoutes(deps),
    ...headlessRoutes(deps),
    ...ticketRoutes(deps),
    ...sessionRoutes(deps),
    ...sessionsRoutes(deps),
    ...memberRoutes(deps),
    ...scheduleRoutes(deps),
    ...bookingRoutes(deps),
    ...iceServersRoutes(deps),
    ...boardRoutes(deps),
    ...publishRoutes(deps),
    ...appNotificationRoutes(deps),
  ];
}
