import { sessionOf } from '@parley/domains/identity';
import { sessionView } from '@parley/domains/identity/schema';
import { z } from 'zod';
import { clearSessionCookie } from '../../auth/session-cookie.ts';
import { isSecure, type RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';
import { memberRoute, wordInPath, type Route } from '../route.ts';

/** `/api/sessions`: where one is signed in, and ending that from afar. */
export function sessionsRoutes(deps: RouteDeps): readonly Route[] {
  const { identity } = deps;
  return [
    memberRoute({
      method: 'GET',
      path: '/api/sessions',
      tag: 'Session',
      summary: 'Where one is signed in',
      response: z.object({ sessions: z.array(sessionView) }),
      handler: async ({ memberId, caller }) => ({
        sessions: await identity.listSessions(memberId, sessionOf(caller.principal.credential)),
      }),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/api/sessions/{id}',
      tag: 'Session',
      summary: "End one of one's sessions",
      params: z.object({ id: wordInPath }),
      handler: async ({ params, memberId, caller, request, reply }) => {
        const sessionId = sessionOf(`session:${params.id}`);
        if (sessionId === undefined) throw new RestError('not_found');
        await identity.endSession(memberId, sessionId);
        if (sessionId === sessionOf(caller.principal.credential)) {
          clearSessionCookie(reply, { secure: isSecure(request, deps) });
        }
      },
    }),
  ];
}
