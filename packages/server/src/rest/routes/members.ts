import type { FastifyInstance } from 'fastify';
import { setUpBody, signUpBody } from '@parley/domains/identity/schema';
import { z } from 'zod';
import { requireMember, requireOwnSite } from '../../auth/callers.ts';
import { parse } from '../body.ts';
import { handOver, userAgentOf, type RouteDeps } from '../deps.ts';
import { addressKey } from '../rate-limiter.ts';

const search = z.object({ query: z.string().trim().max(100).default('') });

/** `/api/members` and `/api/setup`: accounts made by people themselves, and finding others. */
export function addMembers(app: FastifyInstance, deps: RouteDeps): void {
  const { identity, limiter } = deps;

  app.post('/api/members', async (request, reply) => {
    requireOwnSite(request, deps);
    const body = parse(signUpBody, request.body);
    limiter.take('signUpByAddress', addressKey(request.ip));
    const session = await identity.signUp(body, { userAgent: userAgentOf(request) });
    handOver(session, { request, reply, deps });
    return reply.code(201).send({ member: session.member });
  });

  app.post('/api/setup', async (request, reply) => {
    requireOwnSite(request, deps);
    const body = parse(setUpBody, request.body);
    limiter.take('setUpByAddress', addressKey(request.ip));
    const session = await identity.setUp(body, { userAgent: userAgentOf(request) });
    handOver(session, { request, reply, deps });
    return reply.code(201).send({ member: session.member });
  });

  app.get('/api/members', async (request) => {
    const { member } = await requireMember(request, deps);
    const { query } = parse(search, request.query);
    limiter.take('searchesByMember', String(member.id));
    return { members: await identity.findMembers(query) };
  });
}
