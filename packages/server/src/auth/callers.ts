import type { FastifyRequest } from 'fastify';
import type { Authenticated, Identity } from '@parley/domains/identity';
import { RestError } from '../rest/errors.ts';
import { siteAllowed, type OriginPolicy } from './origins.ts';
import { sessionToken } from './session-cookie.ts';

/** What telling callers apart needs. */
export interface CallerDeps {
  readonly identity: Pick<Identity, 'authenticate'>;
  /** Whether this is the token of the application's own back ends; compares in constant time. */
  readonly isAppToken: (token: string) => boolean;
  /** Origins allowed beside the server's own. */
  readonly allowedOrigins: readonly string[];
}

/** A member who asks. */
export interface MemberCaller extends Authenticated {
  readonly via: 'cookie' | 'bearer';
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,8192})$/iu.exec(request.headers.authorization ?? '')?.[1];
}

/** What the origin of a request is measured against. */
export function originPolicyOf(request: FastifyRequest, deps: CallerDeps): OriginPolicy {
  return { host: request.host, allowed: deps.allowedOrigins };
}

/**
 * The member for whom a request speaks: by a Bearer token (ours or the application's), else by the
 * session cookie. `undefined` when by nobody, or when what it brings is no good.
 */
export async function principalOf(
  request: FastifyRequest,
  deps: CallerDeps,
): Promise<MemberCaller | undefined> {
  const bearer = bearerOf(request);
  if (bearer !== undefined) {
    const found = await deps.identity.authenticate({ bearer });
    return found && { ...found, via: 'bearer' };
  }
  const token = sessionToken(request);
  const found = token && (await deps.identity.authenticate({ sessionToken: token }));
  return found ? { ...found, via: 'cookie' } : undefined;
}

/**
 * The member for whom a request speaks. Throws `not_signed_in`, and `cross_site` for a change that a
 * foreign page may have sent with the member's cookie.
 */
export async function requireMember(
  request: FastifyRequest,
  deps: CallerDeps,
): Promise<MemberCaller> {
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnSite(request, deps);
  const caller = await principalOf(request, deps);
  if (caller !== undefined) return caller;
  const detail = 'This access token is wrong, over or revoked.';
  throw new RestError('not_signed_in', bearerOf(request) === undefined ? {} : { detail });
}

/** Throws `forbidden` unless the application's own back end asks. */
export function requireApp(request: FastifyRequest, deps: CallerDeps): void {
  const bearer = bearerOf(request);
  if (bearer === undefined || !deps.isAppToken(bearer)) throw new RestError('app_token_needed');
}

/** Throws `cross_site` for what a foreign page may have sent. */
export function requireOwnSite(request: FastifyRequest, deps: CallerDeps): void {
  const fetchSite = request.headers['sec-fetch-site'];
  const site = {
    origin: request.headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    cookie: bearerOf(request) === undefined && sessionToken(request) !== undefined,
  };
  if (!siteAllowed(site, originPolicyOf(request, deps))) throw new RestError('cross_site');
}
