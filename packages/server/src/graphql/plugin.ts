import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '@parley/domains/identity';
import type { Clock } from '@parley/hub';
import {
  clearSecretKeyCookies,
  offeredSecretKey,
  setSecretKeyCookies,
} from '../auth/secret-key-cookies.ts';
import { isLoopback } from '../config/read.ts';
import { replyError } from '../rest/error-reply.ts';
import { RestError } from '../rest/errors.ts';
import { addressKey } from '../rest/rate-limiter.ts';
import { callerOf, requireOwnPage, type GraphqlCallerDeps } from './caller.ts';
import { contextOf, type GraphqlRequest, type GraphqlServices } from './context.ts';
import { graphqlLimits } from './limits.ts';
import { GRAPHQL_PATH } from './path.ts';
import type { GraphqlEngine } from './yoga.ts';

/** What the GraphQL door is made of. */
export interface GraphqlDeps extends GraphqlServices, Omit<GraphqlCallerDeps, 'identity'> {
  readonly identity: Identity;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether GraphiQL and introspection are there. */
  readonly development: boolean;
}

/** GraphiQL is one page with everything in it. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; worker-src blob:; " +
  "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The GraphQL door: questions as JSON by POST, from programs and from our own pages. */
export function graphqlPlugin(deps: GraphqlDeps): FastifyPluginAsync {
  const { development, allowedOrigins } = deps;
  return async (app) => {
    let loading: Promise<GraphqlEngine> | undefined;
    // A third of all modules of a server, and many servers are never asked: with the first question.
    const load = async (): Promise<GraphqlEngine> => {
      const { makeEngine } = await import('./yoga.ts');
      const log = (error: unknown): void => app.log.error({ err: error }, 'a resolver failed');
      return makeEngine({ development, log });
    };
    // A form or a plain text is what a foreign page can send without asking first.
    app.removeContentTypeParser('text/plain');
    app.setErrorHandler(replyError);
    app.addHook('onRequest', (request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      const { origin } = request.headers;
      // The REST door answers preflights, for all paths: there can be one who does.
      if (allowedOrigins.length > 0) void reply.header('vary', 'Origin');
      if (origin !== undefined && allowedOrigins.includes(origin)) {
        void reply.header('access-control-allow-origin', origin);
        void reply.header('access-control-allow-credentials', 'true');
      }
      next();
    });
    const answer = async (
      request: FastifyRequest,
      reply: FastifyReply,
      context: ReturnType<typeof contextOf>,
    ): Promise<FastifyReply> => {
      const hasBody = request.method === 'POST';
      const engine = await (loading ??= load());
      const response = await engine.fetch(
        `http://localhost${GRAPHQL_PATH}`,
        {
          method: request.method,
          headers: {
            accept: request.headers.accept ?? 'application/json',
            ...(hasBody ? { 'content-type': 'application/json' } : {}),
          },
          ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
        },
        context,
      );
      const type = response.headers.get('content-type');
      if (type !== null) void reply.header('content-type', type);
      return reply.code(response.status).send(await response.text());
    };
    app.route({
      method: 'POST',
      url: GRAPHQL_PATH,
      bodyLimit: graphqlLimits.bodyBytes.default,
      handler: async (request, reply) => {
        requireOwnPage(request, deps);
        const { body } = request;
        if (typeof body !== 'object' || body === null || Array.isArray(body)) {
          throw new RestError('bad_request');
        }
        const caller = await callerOf(request, deps);
        return answer(request, reply, contextOf(deps, requestOf(request, reply, caller, deps)));
      },
    });
    if (!development) return;
    app.get(GRAPHQL_PATH, async (request, reply) => {
      // Only the page: what changes something never comes by GET.
      if (!(request.headers.accept ?? '').includes('text/html') || request.url !== GRAPHQL_PATH) {
        throw new RestError('not_found');
      }
      void reply.header('content-security-policy', PAGE_POLICY);
      const nobody = requestOf(request, reply, undefined, deps);
      return answer(request, reply, contextOf(deps, nobody));
    });
  };
}

function requestOf(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: GraphqlRequest['caller'],
  { clock }: GraphqlDeps,
): GraphqlRequest {
  // Browsers keep no Secure cookie of a page without TLS, but for one on their own machine.
  const secure = request.protocol === 'https' || !isLoopback(request.hostname);
  return {
    caller,
    address: addressKey(request.ip),
    keepKey: (key) => {
      setSecretKeyCookies(reply, key, { secure, maxAgeMs: key.expiresAt - clock.now() });
    },
    dropKey: () => {
      const offered = offeredSecretKey(request);
      clearSecretKeyCookies(reply, { secure });
      return offered;
    },
  };
}
