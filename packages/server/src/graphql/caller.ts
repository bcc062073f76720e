import type { FastifyRequest } from 'fastify';
import type { Authenticated, Identity } from '@parley/domains/identity';
import { bearerOf, originPolicyOf, type CallerDeps } from '../auth/callers.ts';
import { siteAllowed } from '../auth/origins.ts';
import { offeredSecretKey } from '../auth/secret-key-cookies.ts';
import { sessionToken } from '../auth/session-cookie.ts';
import { RestError } from '../rest/errors.ts';

/** What telling callers apart needs here. */
export interface GraphqlCallerDeps extends CallerDeps {
  readonly identity: Pick<Identity, 'authenticate' | 'authenticateSecretKey'>;
}

/**
 * The member for whom a request speaks: by a Bearer token, else by `id` and `secretkey` in headers or
 * cookies, else by the session cookie. What is offered and no good is nobody, whatever comes behind it.
 */
export async function callerOf(
  request: FastifyRequest,
  { identity }: GraphqlCallerDeps,
): Promise<Authenticated | undefined> {
  const bearer = bearerOf(request);
  if (bearer !== undefined) return identity.authenticate({ bearer });
  const offered = offeredSecretKey(request);
  if (offered !== undefined) return identity.authenticateSecretKey(offered);
  const token = sessionToken(request);
  return token === undefined ? undefined : identity.authenticate({ sessionToken: token });
}

/** Throws `cross_site` for what a foreign page may have sent. */
export function requireOwnPage(request: FastifyRequest, deps: CallerDeps): void {
  const fetchSite = request.headers['sec-fetch-site'];
  const bySelf = bearerOf(request) !== undefined || offeredSecretKey(request)?.via === 'header';
  const byCookie = offeredSecretKey(request) !== undefined || sessionToken(request) !== undefined;
  const site = {
    origin: request.headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    cookie: byCookie && !bySelf,
  };
  if (!siteAllowed(site, originPolicyOf(request, deps))) throw new RestError('cross_site');
}
