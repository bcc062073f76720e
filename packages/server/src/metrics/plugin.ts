import type { FastifyPluginCallback } from 'fastify';
import type { CallerDeps } from '../auth/callers.ts';
import { replyError } from '../rest/error-reply.ts';
import { addRoutes, appRoute, openRoute } from '../rest/route.ts';
import type { Metrics } from './metrics.ts';

/** `GET /metrics`, for those who show the app token; `isOpen`: for everybody. */
export function metricsPlugin(
  metrics: Metrics,
  { callers, isOpen }: { readonly callers: CallerDeps; readonly isOpen: boolean },
): FastifyPluginCallback {
  const route = isOpen ? openRoute : appRoute;
  return (app, _options, done) => {
    app.setErrorHandler(replyError);
    const told = route({
      method: 'GET',
      path: '/metrics',
      tag: 'Operator',
      summary: 'Numbers about the running server, in the text form of Prometheus',
      produces: 'text/plain',
      handler: async ({ reply }) => {
        const text = await metrics.text();
        return reply.header('cache-control', 'no-store').type(metrics.contentType).send(text);
      },
    });
    addRoutes(app, [told], callers);
    done();
  };
}
