import type { UnitContext } from '@parley/store';
import {
  memberInternalTopic,
  secretKeyCredential,
  sessionCredential,
  tokenCredential,
} from './rules.ts';
import { deleteSecretKeys } from './secret-key-repository.ts';
import { deleteSessions } from './session-repository.ts';
import { deleteAccessTokens, deleteRefreshTokens, type WhichTokens } from './token-repository.ts';

/** Tells the nodes that a credential has ended, or with `null` all of a member's. */
export function revoke(tx: UnitContext, memberId: number, credential: string | null): void {
  tx.publish({
    topics: [memberInternalTopic(memberId)],
    event: 'parley.revoked',
    payload: { credential },
    internal: true,
  });
}

/** Ends sessions and tells the nodes, so that sockets opened with them are closed. */
export async function endSessions(
  tx: UnitContext,
  memberId: number,
  which: { readonly only?: number; readonly except?: number },
): Promise<number> {
  const ended = await deleteSessions(tx.db, memberId, which);
  for (const id of ended) revoke(tx, memberId, sessionCredential(id));
  return ended.length;
}

/** The same for secret keys. */
export async function endSecretKeys(
  tx: UnitContext,
  memberId: number,
  which: { readonly only?: number } = {},
): Promise<number> {
  const ended = await deleteSecretKeys(tx.db, memberId, which);
  for (const id of ended) revoke(tx, memberId, secretKeyCredential(id));
  return ended.length;
}

/** The same for access tokens. */
export async function endAccessTokens(
  tx: UnitContext,
  memberId: number,
  which: WhichTokens,
): Promise<number> {
  const ended = await deleteAccessTokens(tx.db, memberId, which);
  for (const jti of ended) revoke(tx, memberId, tokenCredential(jti));
  return ended.length;
}

/** Ends one refresh token with the access tokens that were made of it. */
export async function endRefreshToken(
  tx: UnitContext,
  memberId: number,
  refreshTokenId: number,
): Promise<boolean> {
  // First, since the row's end would let go of them.
  await endAccessTokens(tx, memberId, { refreshTokenId });
  return (await deleteRefreshTokens(tx.db, memberId, { only: refreshTokenId })).length > 0;
}

/** Ends every access and refresh token of a member. */
export async function endAllTokens(tx: UnitContext, memberId: number): Promise<void> {
  await endAccessTokens(tx, memberId, {});
  await deleteRefreshTokens(tx.db, memberId, {});
}
