import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext } from '../identity.ts';
import type { SessionView } from '../schema.ts';
import { sessionsOf } from '../session-repository.ts';
import { endSessionsUnit } from '../units.ts';

/** A member's own sessions, the newest first. `current` is the one that asks, if it is one. */
export async function listSessions(
  context: IdentityContext,
  memberId: number,
  current: number | undefined,
): Promise<SessionView[]> {
  const now = new Date(context.clock.now()).toISOString();
  const rows = await sessionsOf(context.db.read, memberId, now);
  return rows.map((row) => ({
    id: String(row.id),
    userAgent: row.user_agent,
    createdOn: row.created_on,
    expiresOn: row.expires_on,
    current: row.id === current,
  }));
}

/** Ends one session of a member; what was opened with it is closed. Throws `not_found`. */
export async function endSession(
  context: IdentityContext,
  memberId: number,
  sessionId: number,
): Promise<void> {
  const ended = valueOf(await context.db.run(endSessionsUnit, { memberId, only: sessionId }));
  if (ended === 0) throw new DomainError('not_found');
}
