import type { SignedToken } from '../access-tokens.ts';
import type { IdentityContext } from '../identity.ts';
import { memberById } from '../repository.ts';
import { keepTokens, refusalOf } from './keep-tokens.ts';

/**
 * An access token for a program of a member, without a refresh token; good for an hour when nothing
 * else is said. Throws `not_found`, and `forbidden` for a member who is kept out.
 */
export async function mintToken(
  context: IdentityContext,
  memberId: number,
  options: { readonly lifetimeMs?: number } = {},
): Promise<SignedToken> {
  const member = await memberById(context.db.read, memberId);
  if (member === undefined) throw refusalOf('not_found');
  return keepTokens(context, member, { kind: 'none' }, options);
}
