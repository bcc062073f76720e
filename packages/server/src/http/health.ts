import type { FastifyInstance } from 'fastify';
import type { Database } from '@parley/store';

/** How long one look at the database is believed, in ms. */
const FRESH = 1000;
/** How long an answer is waited for, in ms: whoever asks has a patience of their own. */
const PATIENCE = 2000;

/** What is looked at. */
export interface HealthOptions {
  readonly db: Pick<Database, 'health'>;
  readonly stopping: () => boolean;
  /** `false`: rights may have changed unheard, and topics with rules are silent. */
  readonly rightsAreFresh: () => boolean;
  /** What stands between the nodes: `ok` or what is wrong. A node without it serves, with less. */
  readonly redis?: () => string;
}

/**
 * `/healthz`: the process is alive. `/readyz`: it can serve, that is, its database can be written;
 * 503 with the reason otherwise, and while the server is stopping. `degraded`: it serves, with less.
 */
export function addHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/healthz', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true }),
  );

  let looked: { at: number; outcome: Promise<string> } | undefined;
  const database = (): Promise<string> => {
    if (looked === undefined || Date.now() - looked.at > FRESH) {
      const outcome = inTime(options.db.health()).then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      looked = { at: Date.now(), outcome };
    }
    return looked.outcome;
  };

  app.get('/readyz', async (_request, reply) => {
    const checks: Record<string, string> = {
      server: options.stopping() ? 'stopping' : 'ok',
      database: await database(),
      rights: options.rightsAreFresh()
        ? 'ok'
        : 'not seen for too long: topics with rules are silent',
    };
    const ready = Object.values(checks).every((check) => check === 'ok');
    if (options.redis !== undefined) checks['redis'] = options.redis();
    const degraded = Object.keys(checks).filter((name) => checks[name] !== 'ok');
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, checks, ...(degraded.length > 0 ? { degraded } : {}) });
  });
}

/** A database behind a network that loses everything never answers, not even with an error. */
function inTime(answer: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const silent = new Error(`no answer within ${PATIENCE} ms`);
    const timer = setTimeout(() => reject(silent), PATIENCE);
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
