import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originPolicyOf, requireOwnSite, type MemberCaller } from '../../auth/callers.ts';
import { originAllowed } from '../../auth/origins.ts';
import { iceServerView } from '../../ice/ice-servers.ts';
import type { RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';
import { memberRoute, type Route } from '../route.ts';
import { callTopic, iceServersOn } from './ice-servers.ts';

const CONNECTION_BYTES = 16;
const SECRET_BYTES = 24;

const ticketView = z.object({
  ticket: z.string().describe('Good for one socket: `/sock/{ticket}`.'),
  connectionId: z.string(),
  expiresAt: z.iso.datetime(),
  iceServers: z.array(iceServerView).exactOptional().describe('Where a `topic` was asked for.'),
  iceServersExpireAt: z.iso.datetime().exactOptional(),
});
const ticketQuery = z.object({
  topic: callTopic.exactOptional().describe('A call to join: its servers come with the ticket.'),
});

/**
 * `/ticket`: the right to open one socket, once, soon, from the origin that asked. POST and GET do the
 * same; a GET hands out a credential too, so it is held to the same rule about foreign pages.
 */
export function ticketRoutes(deps: RouteDeps): readonly Route[] {
  const issue = async (request: FastifyRequest, caller: MemberCaller, topic?: string) => {
    requireOwnSite(request, deps);
    const { memberId, credential } = caller.principal;
    deps.limiter.take('ticketsByMember', String(memberId));
    const ice = topic === undefined ? undefined : await iceServersOn(topic, caller, deps);
    const text = (bytes: number): string => Buffer.from(deps.random(bytes)).toString('base64url');
    const connectionId = text(CONNECTION_BYTES);
    const secret = `${connectionId}:${text(SECRET_BYTES)}`;
    const origin = originOf(request, caller, deps);
    const ticket = await deps.tickets.put(
      secret,
      { connectionId, memberId, credential, origin, expiresAt: caller.expiresAt },
      deps.ticketLifetime,
    );
    const expiresAt = new Date(deps.clock.now() + deps.ticketLifetime).toISOString();
    const issued = { ticket, connectionId, expiresAt };
    if (ice === undefined) return issued;
    return { ...issued, iceServers: [...ice.iceServers], iceServersExpireAt: ice.expiresAt };
  };
  return (['POST', 'GET'] as const).map((method) =>
    memberRoute({
      method,
      path: '/ticket',
      tag: 'Session',
      summary: 'The right to open one socket, once, soon',
      query: ticketQuery,
      response: ticketView,
      handler: ({ request, caller, query }) => issue(request, caller, query.topic),
    }),
  );
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
