import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { SignedToken } from '../access-tokens.ts';
import type { IdentityContext } from '../identity.ts';
import { keepTokensUnit, type TokenParent } from '../units.ts';

/**
 * Signs an access token for a member and notes it, with what it is made of, so that it can be taken
 * back. Throws `not_found` for a member or a refresh token that is gone, `forbidden` for a member
 * who is kept out.
 */
export async function keepTokens(
  context: IdentityContext,
  member: { readonly id: number; readonly external_id: string | null },
  parent: TokenParent,
  options: { readonly lifetimeMs?: number } = {},
): Promise<SignedToken> {
  const signed = await context.accessTokens.sign(member, options);
  const { tokenId: jti, signingKeyId, expiresAt } = signed;
  const access = { jti, signingKeyId, expiresOn: new Date(expiresAt).toISOString() };
  const kept = valueOf(
    await context.db.run(keepTokensUnit, { memberId: member.id, access, parent }),
  );
  if ('refused' in kept) throw refusalOf(kept.refused);
  return signed;
}

/** A refusal about a member or a token, in words that name neither. */
export function refusalOf(code: 'not_found' | 'forbidden'): DomainError {
  const detail =
    code === 'forbidden' ? 'This member is kept out.' : 'There is no such member or token.';
  return new DomainError(code, { detail });
}
