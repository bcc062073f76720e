import type { FastifyInstance } from 'fastify';
import { sessionOf } from '@parley/domains/identity';
import { requireMember } from '../../auth/callers.ts';
import { clearSessionCookie } from '../../auth/session-cookie.ts';
import { isSecure, type RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';

/** `/api/sessions`: where one is signed in, and ending that from afar. */
export function addSessions(app: FastifyInstance, deps: RouteDeps): void {
  app.get('/api/sessions', async (request) => {
    const { member, principal } = await requireMember(request, deps);
    const current = sessionOf(principal.credential);
    return { sessions: await deps.identity.listSessions(member.id, current) };
  });

  app.delete<{ Params: { id: string } }>('/api/sessions/:id', async (request, reply) => {
    const { member, principal } = await requireMember(request, deps);
    const sessionId = sessionOf(`session:${request.params.id}`);
    if (sessionId === undefined) throw new RestError('not_found');
    await deps.identity.endSession(member.id, sessionId);
    if (sessionId === sessionOf(principal.credential)) {
      clearSessionCookie(reply, { secure: isSecure(request, deps) });
    }
    return reply.code(204).send();
  });
}
