import type { PublicMember } from '../../api/types.ts';

/** The members with one more, or without the one who was among them. */
export function toggled(
  members: readonly PublicMember[],
  member: PublicMember,
): readonly PublicMember[] {
  const rest = members.filter(({ id }) => id !== member.id);
  return rest.length < members.length ? rest : [...members, member];
}
