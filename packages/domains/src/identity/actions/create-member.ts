import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import { memberView, type IdentityContext } from '../identity.ts';
import type { MemberRole, MemberView, SignUpBody } from '../schema.ts';
import { createMemberUnit } from '../units.ts';

/** A member to be made by an administrator's hand. */
export interface MemberToMake extends SignUpBody {
  readonly role: MemberRole;
  /** The application's own id of them, by which headless auth and its own tokens name them. */
  readonly sso_user_id?: string | undefined;
}

/** Makes a member, sign-up open or not. Throws `email_taken`, `sso_user_id_taken`. */
export async function createMember(
  context: Pick<IdentityContext, 'db' | 'hasher'>,
  { email, name, password, role, sso_user_id: externalId }: MemberToMake,
): Promise<MemberView> {
  const passwordHash = await context.hasher.hash(password);
  const account = { email, name, role, passwordHash, externalId };
  const made = valueOf(await context.db.run(createMemberUnit, account));
  if ('refused' in made) throw new DomainError(made.refused);
  return memberView(made.member);
}
