import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext, OpenedSession } from '../identity.ts';
import { isSetupLinkGood } from '../setup-repository.ts';
import type { SetUpBody } from '../schema.ts';
import { tokenHash } from '../secrets.ts';
import { setUpUnit } from '../units.ts';
import { openSession } from './open-session.ts';

/** Makes the first administrator by the one-time link. Throws `setup_refused`, `email_taken`. */
export async function setUp(
  context: IdentityContext,
  { token, email, name, password }: SetUpBody,
  options: { readonly userAgent: string },
): Promise<OpenedSession> {
  const linkHash = tokenHash(token);
  const now = new Date(context.clock.now()).toISOString();
  // A stranger without a link shall not make the server hash passwords.
  if (!(await isSetupLinkGood(context.db.read, linkHash, now))) {
    throw new DomainError('setup_refused');
  }
  const passwordHash = await context.hasher.hash(password);
  const account = { email, name, role: 'admin', passwordHash } as const;
  const opened = await openSession(context, options.userAgent, async (session) =>
    valueOf(await context.db.run(setUpUnit, { linkHash, account, session })),
  );
  if ('refused' in opened) throw new DomainError(opened.refused);
  return opened;
}
