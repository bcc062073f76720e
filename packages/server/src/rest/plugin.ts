import { randomBytes } from 'node:crypto';
import cors from '@fastify/cors';
import type { FastifyPluginAsync } from 'fastify';
import type { RestDeps, RouteDeps } from './deps.ts';
import { replyError } from './error-reply.ts';
import { RateLimiter } from './rate-limiter.ts';
import { addBookings } from './routes/bookings.ts';
import { addMembers } from './routes/members.ts';
import { addPublish } from './routes/publish.ts';
import { addRooms } from './routes/rooms.ts';
import { addSession } from './routes/session.ts';
import { addSessions } from './routes/sessions.ts';
import { addTicket } from './routes/ticket.ts';

/**
 * The REST door: `/api/*` and `/ticket`. Bodies are JSON and nothing else; every refusal is
 * `{ error: { code, message, retryAfter?, fields? } }`; nothing is cached.
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
    addSession(app, deps);
    addSessions(app, deps);
    addMembers(app, deps);
    addRooms(app, deps);
    addBookings(app, deps);
    addTicket(app, deps);
    addPublish(app, deps);
  };
}
