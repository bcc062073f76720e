import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext, OpenedSession } from '../identity.ts';
import { memberByEmail } from '../repository.ts';
import type { SignInBody } from '../schema.ts';
import { signInUnit } from '../units.ts';
import { openSession } from './open-session.ts';

/**
 * Opens a session for an address and its password. Throws `bad_credentials`: the same, after the
 * same work, for an unknown address, a wrong password and a member who is kept out.
 */
export async function signIn(
  context: IdentityContext,
  { email, password }: SignInBody,
  options: { readonly userAgent: string },
): Promise<OpenedSession> {
  const member = await memberByEmail(context.db.read, email);
  const checkedHash = member?.is_active === true ? member.password_hash : null;
  const good = await context.hasher.verify(password, checkedHash);
  if (!good || member === undefined || checkedHash === null) {
    throw new DomainError('bad_credentials');
  }
  const opened = await openSession(context, options.userAgent, async (session) =>
    valueOf(await context.db.run(signInUnit, { memberId: member.id, checkedHash, session })),
  );
  if ('refused' in opened) throw new DomainError(opened.refused);
  return opened;
}
