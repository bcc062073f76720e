import type { FastifyInstance } from 'fastify';
import { DomainError, type DomainErrorCode } from '@parley/domains/errors';
import { changePasswordBody, profileBody, signInBody } from '@parley/domains/identity/schema';
import { sessionOf } from '@parley/domains/identity';
import { principalOf, requireMember, requireOwnSite } from '../../auth/callers.ts';
import { clearSessionCookie } from '../../auth/session-cookie.ts';
import { parse } from '../body.ts';
import { handOver, isSecure, userAgentOf, type RouteDeps } from '../deps.ts';
import { refusalOf } from '../error-reply.ts';
import { RestError } from '../errors.ts';
import { addressKey, type RateLimitName } from '../rate-limiter.ts';

const GUESSES: ReadonlySet<DomainErrorCode> = new Set(['bad_credentials', 'wrong_password']);

/** `/api/session`: signing in, who one is, signing out, one's password and name. */
export function addSession(app: FastifyInstance, deps: RouteDeps): void {
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

  app.post('/api/session', async (request, reply) => {
    requireOwnSite(request, deps);
    const body = parse(signInBody, request.body);
    const address = addressKey(request.ip);
    const account = body.email.toLowerCase();
    const session = await counted(
      () => identity.signIn(body, { userAgent: userAgentOf(request) }),
      [
        ['signInByAddress', address],
        ['signInByAccount', account],
      ],
    );
    handOver(session, { request, reply, deps });
    return { member: session.member };
  });

  app.get('/api/session', async (request, reply) => {
    const caller = await principalOf(request, deps);
    const signUp = identity.signUpOpen;
    const { version, demo } = server;
    if (caller === undefined) {
      const { status, body } = refusalOf(new RestError('not_signed_in'));
      const setup = await identity.needsSetup();
      return reply.code(status).send({ error: body, server: { signUp, demo, setup } });
    }
    const { member, principal, expiresAt } = caller;
    const id = String(sessionOf(principal.credential) ?? principal.credential);
    const session = { id, expiresAt: new Date(expiresAt).toISOString() };
    return { member, session, server: { version, signUp, demo } };
  });

  app.delete('/api/session', async (request, reply) => {
    requireOwnSite(request, deps);
    const caller = await principalOf(request, deps);
    const sessionId = caller && sessionOf(caller.principal.credential);
    if (caller !== undefined && sessionId !== undefined) {
      await identity.endSession(caller.member.id, sessionId);
    }
    clearSessionCookie(reply, { secure: isSecure(request, deps) });
    return reply.code(204).send();
  });

  app.put('/api/session/password', async (request, reply) => {
    const { member, principal } = await requireMember(request, deps);
    const body = parse(changePasswordBody, request.body);
    const keep = sessionOf(principal.credential);
    await counted(
      () => identity.changePassword(member.id, body, keep === undefined ? {} : { keep }),
      [['passwordByMember', String(member.id)]],
    );
    return reply.code(204).send();
  });

  app.patch('/api/session/profile', async (request) => {
    const { member } = await requireMember(request, deps);
    const { name } = parse(profileBody, request.body);
    return { member: await identity.renameMember(member.id, name) };
  });
}
