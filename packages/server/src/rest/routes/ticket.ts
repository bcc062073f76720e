import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  originPolicyOf,
  requireMember,
  requireOwnSite,
  type MemberCaller,
} from '../../auth/callers.ts';
import { originAllowed } from '../../auth/origins.ts';
import type { RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';

const CONNECTION_BYTES = 16;
const SECRET_BYTES = 24;

/**
 * `/ticket`: the right to open one socket, once, soon, from the origin that asked. POST and GET do the
 * same; a GET hands out a credential too, so it is held to the same rule about foreign pages.
 */
export function addTicket(app: FastifyInstance, deps: RouteDeps): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/ticket',
    handler: async (request) => {
      requireOwnSite(request, deps);
      const caller = await requireMember(request, deps);
      const { principal } = caller;
      deps.limiter.take('ticketsByMember', String(principal.memberId));
      const text = (bytes: number): string => Buffer.from(deps.random(bytes)).toString('base64url');
      const connectionId = text(CONNECTION_BYTES);
      const ticket = `${connectionId}:${text(SECRET_BYTES)}`;
      const { memberId, credential } = principal;
      const origin = originOf(request, caller, deps);
      await deps.tickets.put(
        ticket,
        { connectionId, memberId, credential, origin, expiresAt: caller.expiresAt },
        deps.ticketLifetime,
      );
      const expiresAt = new Date(deps.clock.now() + deps.ticketLifetime).toISOString();
      return { ticket, connectionId, expiresAt };
    },
  });
}

/**
 * The origin that a ticket is bound to. A page's same-origin GET carries none; it is the server's own
 * then. A program with a Bearer token has none at all.
 */
function originOf(request: FastifyRequest, caller: MemberCaller, deps: RouteDeps): string | null {
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (originAllowed(origin, originPolicyOf(request, deps))) return origin;
    throw new RestError('cross_site');
  }
  if (caller.via === 'bearer' && request.headers['sec-fetch-site'] === undefined) return null;
  return deps.publicUrl === null
    ? `${request.protocol}://${request.host}`
    : new URL(deps.publicUrl).origin;
}
