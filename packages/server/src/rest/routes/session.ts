import { DomainError, type DomainErrorCode } from '@parley/domains/errors';
import {
  changePasswordBody,
  memberView,
  profileBody,
  signInBody,
} from '@parley/domains/identity/schema';
import { sessionOf } from '@parley/domains/identity';
import { z } from 'zod';
import { principalOf } from '../../auth/callers.ts';
import { clearSessionCookie } from '../../auth/session-cookie.ts';
import { handOver, isSecure, userAgentOf, type RouteDeps } from '../deps.ts';
import { refusalOf, refusalView } from '../error-reply.ts';
import { RestError } from '../errors.ts';
import { addressKey, type RateLimitName } from '../rate-limiter.ts';
import { memberRoute, openRoute, pageRoute, type Route } from '../route.ts';

const GUESSES: ReadonlySet<DomainErrorCode> = new Set(['bad_credentials', 'wrong_password']);
const TAG = 'Session';
const member = z.object({ member: memberView });
const signUp = z.boolean().describe('Whether people may make accounts themselves.');
const stranger = z.object({
  error: refusalView,
  server: z.object({
    signUp,
    demo: z.boolean(),
    setup: z.boolean().describe('Whether the first account is to be made.'),
  }),
});
const current = z.object({
  member: memberView,
  session: z.object({ id: z.string(), expiresAt: z.iso.datetime() }),
  server: z.object({
    version: z.string(),
    signUp,
    demo: z.boolean(),
    fileBytes: z.int().describe('The most that a file may have.'),
  }),
});

/** `/api/session`: signing in, who one is, signing out, one's password and name. */
export function sessionRoutes(deps: RouteDeps): readonly Route[] {
  const { identity, limiter, server } = deps;

  /** Holds a try against whoever made it only when the password was wrong. */
  const counted = async <T>(
    attempt: () => Promise<T>,
    against: readonly (readonly [RateLimitName, string])[],
  ): Promise<T> => {
    for (const [limit, key] of against) limiter.take(limit, key);
    let guessed = false;
    try {
      return await attempt();
    } catch (error) {
      guessed = error instanceof DomainError && GUESSES.has(error.code);
      throw error;
    } finally {
      if (!guessed) for (const [limit, key] of against) limiter.giveBack(limit, key);
    }
  };

  return [
    pageRoute({
      method: 'POST',
      path: '/api/session',
      tag: TAG,
      summary: 'Sign in',
      description: 'The session comes as a cookie, out of reach of scripts.',
      body: signInBody,
      response: member,
      handler: async ({ body, request, reply }) => {
        const session = await counted(
          () => identity.signIn(body, { userAgent: userAgentOf(request) }),
          [
            ['signInByAddress', addressKey(request.ip)],
            ['signInByAccount', body.email.toLowerCase()],
          ],
        );
        handOver(session, { request, reply, deps });
        return { member: session.member };
      },
    }),
    openRoute({
      method: 'GET',
      path: '/api/session',
      tag: TAG,
      summary: 'Who is signed in',
      description:
        'Without anybody: 401, with what the server offers to strangers beside the error.',
      response: current,
      stranger,
      handler: async ({ request, reply }) => {
        const caller = await principalOf(request, deps);
        const { version, demo, fileBytes } = server;
        const open = { signUp: identity.signUpOpen, demo };
        if (caller === undefined) {
          const { status, body } = refusalOf(new RestError('not_signed_in'));
          const setup = await identity.needsSetup();
          return reply.code(status).send({ error: body, server: { ...open, setup } });
        }
        const { principal, expiresAt } = caller;
        const id = String(sessionOf(principal.credential) ?? principal.credential);
        const session = { id, expiresAt: new Date(expiresAt).toISOString() };
        return { member: caller.member, session, server: { version, ...open, fileBytes } };
      },
    }),
    pageRoute({
      method: 'DELETE',
      path: '/api/session',
      tag: TAG,
      summary: 'Sign out',
      handler: async ({ request, reply }) => {
        const caller = await principalOf(request, deps);
        const sessionId = caller && sessionOf(caller.principal.credential);
        if (caller !== undefined && sessionId !== undefined) {
          await identity.endSession(caller.member.id, sessionId);
        }
        clearSessionCookie(reply, { secure: isSecure(request, deps) });
      },
    }),
    memberRoute({
      method: 'PUT',
      path: '/api/session/password',
      tag: TAG,
      summary: "Change one's password; the other sessions end",
      body: changePasswordBody,
      handler: async ({ body, memberId, caller }) => {
        const keep = sessionOf(caller.principal.credential);
        await counted(
          () => identity.changePassword(memberId, body, keep === undefined ? {} : { keep }),
          [['passwordByMember', String(memberId)]],
        );
      },
    }),
    memberRoute({
      method: 'PATCH',
      path: '/api/session/profile',
      tag: TAG,
      summary: "Change one's name",
      body: profileBody,
      response: member,
      handler: async ({ body, memberId }) => ({
        member: await identity.renameMember(memberId, body.name),
      }),
    }),
  ];
}
