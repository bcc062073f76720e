import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import { memberView, publicMember, type IdentityContext } from '../identity.ts';
import {
  listMembers as membersAfter,
  memberByEmail,
  memberById,
  searchMembers,
} from '../repository.ts';
import { identityLimits } from '../rules.ts';
import type { MemberView, PublicMember } from '../schema.ts';
import { disconnectUnit, renameMemberUnit, setActiveUnit } from '../units.ts';

/** Members to invite: those whose name contains the text; at most 20. */
export async function findMembers(
  context: IdentityContext,
  query: string,
): Promise<PublicMember[]> {
  const most = identityLimits.membersFound.default;
  return (await searchMembers(context.db.read, query, most)).map(publicMember);
}

/** The member with this id, or with this address; `undefined` when there is none. */
export async function findMember(
  context: IdentityContext,
  by: { readonly id: number } | { readonly email: string },
): Promise<MemberView | undefined> {
  const { read } = context.db;
  const row = await ('id' in by ? memberById(read, by.id) : memberByEmail(read, by.email));
  return row?.is_active === true ? memberView(row) : undefined;
}

/** Members with an id above `after`, ascending, those kept out included: a page for the operator. */
export async function listMembers(
  context: IdentityContext,
  page: { readonly after: number; readonly limit: number },
): Promise<MemberView[]> {
  return (await membersAfter(context.db.read, page)).map(memberView);
}

/** Renames a member. Throws `not_found`. */
export async function renameMember(
  context: IdentityContext,
  memberId: number,
  name: string,
): Promise<MemberView> {
  const { member } = valueOf(await context.db.run(renameMemberUnit, { memberId, name }));
  if (member === undefined) throw new DomainError('not_found');
  return memberView(member);
}

/** Keeps a member out, ending everything they have open, or lets them in again. Throws `not_found`. */
export async function setMemberActive(
  context: IdentityContext,
  memberId: number,
  isActive: boolean,
): Promise<void> {
  const { member } = valueOf(await context.db.run(setActiveUnit, { memberId, isActive }));
  if (member === undefined) throw new DomainError('not_found');
}

/** Closes what a member has open, on every node; they may come back. Throws `not_found`. */
export async function disconnectMember(context: IdentityContext, memberId: number): Promise<void> {
  const { found } = valueOf(await context.db.run(disconnectUnit, { memberId }));
  if (!found) throw new DomainError('not_found');
}
