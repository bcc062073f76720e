import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext, OpenedSession } from '../identity.ts';
import type { SignUpBody } from '../schema.ts';
import { signUpUnit } from '../units.ts';
import { openSession } from './open-session.ts';

/** Makes an account for whoever asks, signed in. Throws `sign_up_closed`, `email_taken`. */
export async function signUp(
  context: IdentityContext,
  { email, name, password }: SignUpBody,
  options: { readonly userAgent: string },
): Promise<OpenedSession> {
  if (context.signUp === 'closed') throw new DomainError('sign_up_closed');
  const passwordHash = await context.hasher.hash(password);
  const account = { email, name, role: 'member', passwordHash } as const;
  const opened = await openSession(context, options.userAgent, async (session) =>
    valueOf(await context.db.run(signUpUnit, { account, session })),
  );
  if ('refused' in opened) throw new DomainError(opened.refused);
  return opened;
}
