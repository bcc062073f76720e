import type { IdentityContext } from '../identity.ts';
import { memberByEmail, memberByExternalId, memberById } from '../repository.ts';
import { identityLimits } from '../rules.ts';
import type { AuthToken, MemberChoice } from '../schema.ts';
import { newToken, tokenHash } from '../secrets.ts';
import { keepTokens, refusalOf } from './keep-tokens.ts';

/**
 * An access token and a refresh token for the member whom the application vouches for. Nobody is
 * made. Throws `not_found`, and `forbidden` for a member who is kept out.
 */
export async function issueTokens(context: IdentityContext, who: MemberChoice): Promise<AuthToken> {
  const { read } = context.db;
  const member = await ('externalId' in who
    ? memberByExternalId(read, who.externalId)
    : 'memberId' in who
      ? memberById(read, who.memberId)
      : memberByEmail(read, who.email));
  if (member === undefined) throw refusalOf('not_found');
  if (!member.is_active) throw refusalOf('forbidden');
  const refreshToken = newToken(context.random);
  const lifetime = identityLimits.refreshTokenLifetime.default;
  const expiresOn = new Date(context.clock.now() + lifetime).toISOString();
  const parent = { kind: 'new', tokenHash: tokenHash(refreshToken), expiresOn } as const;
  const { token, expiresAt } = await keepTokens(context, member, parent);
  return {
    access_token: token,
    refresh_token: refreshToken,
    access_token_expires_at: new Date(expiresAt).toISOString(),
    refresh_token_expires_at: expiresOn,
    community_member_id: member.id,
    community_id: context.communityId,
  };
}
