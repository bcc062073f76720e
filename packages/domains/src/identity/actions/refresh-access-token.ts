import type { IdentityContext } from '../identity.ts';
import { memberById } from '../repository.ts';
import type { RefreshedToken } from '../schema.ts';
import { tokenHash } from '../secrets.ts';
import { liveRefreshToken } from '../token-repository.ts';
import { keepTokens, refusalOf } from './keep-tokens.ts';

/**
 * A new access token for who holds a refresh token; the refresh token stays as it is. Throws
 * `not_found` for one that is unknown, revoked or over, `forbidden` for a member who is kept out.
 */
export async function refreshAccessToken(
  context: IdentityContext,
  refreshToken: string,
): Promise<RefreshedToken> {
  const { read } = context.db;
  const digest = tokenHash(refreshToken);
  const now = new Date(context.clock.now()).toISOString();
  const row = await liveRefreshToken(read, digest, now);
  const member = row && (await memberById(read, row.member_id));
  if (row === undefined || member === undefined) throw refusalOf('not_found');
  const parent = { kind: 'known', tokenHash: digest } as const;
  const { token, expiresAt } = await keepTokens(context, member, parent);
  return {
    access_token: token,
    access_token_expires_at: new Date(expiresAt).toISOString(),
    refresh_token: refreshToken,
    refresh_token_expires_at: row.expires_on,
    community_member_id: member.id,
    community_id: context.communityId,
  };
}
