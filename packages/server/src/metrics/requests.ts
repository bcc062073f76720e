import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

/** The counter of requests, as data. */
export const requestCount = {
  name: 'parley_http_requests_total',
  help: 'Requests that were answered; route: as in the API document, or other.',
  labelNames: ['method', 'route', 'status'],
} as const;

/** How long they took, as data. */
export const requestDuration = {
  name: 'parley_http_request_duration_seconds',
  help: 'From the request to the end of the answer.',
  labelNames: ['method', 'route'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
} as const;

/**
 * Counts requests. Routes are those of the API document, by their pattern; pages, files, health and
 * what we have nothing for are `other`, so that nobody can make up a new value.
 */
export function observeRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry];
  const count = new Counter({
    ...requestCount,
    labelNames: [...requestCount.labelNames],
    registers,
  });
  const duration = new Histogram({
    ...requestDuration,
    labelNames: [...requestDuration.labelNames],
    buckets: [...requestDuration.buckets],
    registers,
  });
  app.addHook('onResponse', (request, reply, done) => {
    const declared = request.routeOptions.config.declared;
    const method = declared?.method ?? 'any';
    const route = declared?.path ?? 'other';
    count.inc({ method, route, status: reply.statusCode });
    duration.observe({ method, route }, reply.elapsedTime / 1000);
    done();
  });
}
