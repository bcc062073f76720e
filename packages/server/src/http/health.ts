import type { FastifyInstance } from 'fastify';
import type { Database } from '@parley/store';

/** How long one look at the database is believed, in ms. */
const FRESH = 1000;

/**
 * `/healthz`: the process is alive. `/readyz`: it can serve, that is, its database can be written;
 * 503 with the reason otherwise, and while the server is stopping.
 */
export function addHealth(
  app: FastifyInstance,
  options: { readonly db: Pick<Database, 'health'>; readonly stopping: () => boolean },
): void {
  app.get('/healthz', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true }),
  );

  let looked: { at: number; outcome: Promise<string | undefined> } | undefined;
  const look = (): Promise<string | undefined> => {
    if (looked === undefined || Date.now() - looked.at > FRESH) {
      const outcome = options.db.health().then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      looked = { at: Date.now(), outcome };
    }
    return looked.outcome;
  };

  app.get('/readyz', async (_request, reply) => {
    const problem = options.stopping() ? 'the server is stopping' : await look();
    return reply
      .code(problem === undefined ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(
        problem === undefined
          ? { ready: true, checks: { database: 'ok' } }
          : { ready: false, checks: { database: problem } },
      );
  });
}
