import type { IdentityContext, OpenedSession } from '../identity.ts';
import { memberView } from '../identity.ts';
import { cut, identityLimits } from '../rules.ts';
import { newToken, tokenHash } from '../secrets.ts';
import type { NewSession, Opened, Refused } from '../units.ts';

/**
 * Makes a session's token, lets a unit open the session with its digest, and answers both together.
 * A refusal of the unit is handed through.
 */
export async function openSession<C extends string>(
  context: IdentityContext,
  userAgent: string,
  run: (session: NewSession) => Promise<Opened | Refused<C>>,
): Promise<OpenedSession | Refused<C>> {
  const token = newToken(context.random);
  const expiresAt = context.clock.now() + identityLimits.sessionLifetime.default;
  const opened = await run({
    tokenHash: tokenHash(token),
    userAgent: cut(userAgent, 200),
    expiresOn: new Date(expiresAt).toISOString(),
  });
  if ('refused' in opened) return opened;
  return { member: memberView(opened.member), sessionId: opened.sessionId, token, expiresAt };
}
