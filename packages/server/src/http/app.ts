import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';

/** What the HTTP side is made with. */
export interface AppOptions {
  readonly logger: FastifyBaseLogger;
  readonly trustProxy: number | readonly string[];
}

/** The largest JSON body, in bytes; a batch of a hundred messages fits. */
const BODY_BYTES = 1_048_576;

/**
 * The Fastify instance with what every route shares: headers, logging without secrets, uniform
 * errors. Query strings and cookies are not logged, since tickets and tokens travel there.
 */
export async function createApp({ logger, trustProxy }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    bodyLimit: BODY_BYTES,
    trustProxy:
      typeof trustProxy === 'number'
        ? (_address: string, hop: number) => hop < trustProxy
        : [...trustProxy],
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Sockets of browsers that keep them open must not hold up a stop.
    forceCloseConnections: true,
    return503OnClosing: true,
  });
  app.addHook('onResponse', (request, reply, done) => {
    // A proxy that does not forward upgrades makes a plain request of `/sock/<ticket>`.
    const path = request.url.split('?', 1)[0]?.replace(/^(\/+sock\/+).+/, '$1…');
    request.log.debug(
      { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        // The app's own socket is 'self' in every browser that we support.
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Mantine sets its variables in style elements and attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // Whether there is TLS is the proxy's business, and so is this header.
    hsts: false,
  });
  return app;
}
