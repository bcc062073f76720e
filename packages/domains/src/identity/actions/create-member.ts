import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import { memberView, type IdentityContext } from '../identity.ts';
import type { MemberRole, MemberView, SignUpBody } from '../schema.ts';
import { createMemberUnit } from '../units.ts';

/** Makes a member by an administrator's hand, sign-up open or not. Throws `email_taken`. */
export async function createMember(
  context: Pick<IdentityContext, 'db' | 'hasher'>,
  { email, name, password, role }: SignUpBody & { readonly role: MemberRole },
): Promise<MemberView> {
  const passwordHash = await context.hasher.hash(password);
  const account = { email, name, role, passwordHash };
  const made = valueOf(await context.db.run(createMemberUnit, account));
  if ('refused' in made) throw new DomainError(made.refused);
  return memberView(made.member);
}
