import { valueOf } from '../../db.ts';
import type { IdentityContext } from '../identity.ts';
import { tokenHash } from '../secrets.ts';
import { liveRefreshToken } from '../token-repository.ts';
import { revokeAccessTokenUnit, revokeRefreshTokenUnit } from '../units.ts';
import { refusalOf } from './keep-tokens.ts';

/**
 * Ends one access token; what was opened with it is closed, on every node. Throws `not_found` for
 * what is no token of ours, and for one that has ended already.
 */
export async function revokeAccessToken(context: IdentityContext, token: string): Promise<void> {
  const read = await context.accessTokens.verify(token);
  if (typeof read === 'string') throw refusalOf('not_found');
  const { memberId, tokenId: jti } = read;
  const { ended } = valueOf(await context.db.run(revokeAccessTokenUnit, { memberId, jti }));
  if (!ended) throw refusalOf('not_found');
}

/** Ends a refresh token with every access token that was made of it. Throws `not_found`. */
export async function revokeRefreshToken(context: IdentityContext, token: string): Promise<void> {
  const now = new Date(context.clock.now()).toISOString();
  const row = await liveRefreshToken(context.db.read, tokenHash(token), now);
  if (row === undefined) throw refusalOf('not_found');
  const { member_id: memberId, id } = row;
  const { ended } = valueOf(await context.db.run(revokeRefreshTokenUnit, { memberId, id }));
  if (!ended) throw refusalOf('not_found');
}
