import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext } from '../identity.ts';
import { memberById } from '../repository.ts';
import type { ChangePasswordBody } from '../schema.ts';
import { changePasswordUnit } from '../units.ts';

/** Changes a member's password and ends all sessions but `keep`. Throws `wrong_password`. */
export async function changePassword(
  context: IdentityContext,
  memberId: number,
  { current, password }: ChangePasswordBody,
  options: { readonly keep?: number } = {},
): Promise<void> {
  const member = await memberById(context.db.read, memberId);
  const checkedHash = member?.password_hash ?? null;
  const good = await context.hasher.verify(current, checkedHash);
  if (!good || checkedHash === null) throw new DomainError('wrong_password');
  const passwordHash = await context.hasher.hash(password);
  const change = { memberId, checkedHash, passwordHash, ...options };
  const { changed } = valueOf(await context.db.run(changePasswordUnit, change));
  if (!changed) throw new DomainError('wrong_password');
}
