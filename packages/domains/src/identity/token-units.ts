import { defineUnit, type Unit } from '@parley/store';
import { endAccessTokens, endRefreshToken } from './endings.ts';
import { deleteSpentKeys, insertKey, newestKeys } from './key-repository.ts';
import { memberById } from './repository.ts';
import { identityLimits, memberInternalTopic } from './rules.ts';
import {
  accessTokensBeyond,
  deleteExpiredOfAll,
  deleteExpiredTokens,
  insertAccessToken,
  insertRefreshToken,
  liveRefreshToken,
  refreshTokensBeyond,
} from './token-repository.ts';

/** An access token just signed, to be noted before it is handed out. */
export interface NewAccessToken {
  readonly jti: string;
  readonly signingKeyId: number | null;
  readonly expiresOn: string;
}

/** What an access token is made of: a new refresh token, one that is there, or nothing. */
export type TokenParent =
  | { readonly kind: 'new'; readonly tokenHash: string; readonly expiresOn: string }
  | { readonly kind: 'known'; readonly tokenHash: string }
  | { readonly kind: 'none' };

/**
 * Notes the tokens of a member, who is looked at again: what ends their credentials takes the same
 * topic, so that no token slips past it.
 */
export const keepTokensUnit: Unit<
  { memberId: number; access: NewAccessToken; parent: TokenParent },
  { kept: true } | { refused: 'not_found' | 'forbidden' }
> = defineUnit({
  name: 'identity.keepTokens',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { memberId, access, parent }) => {
    const createdOn = tx.now;
    const member = await memberById(tx.db, memberId);
    if (member === undefined) return { refused: 'not_found' };
    if (!member.is_active) return { refused: 'forbidden' };
    await deleteExpiredTokens(tx.db, memberId, tx.now);
    let refreshTokenId: number | null = null;
    if (parent.kind === 'known') {
      const row = await liveRefreshToken(tx.db, parent.tokenHash, tx.now);
      if (row?.member_id !== memberId) return { refused: 'not_found' };
      refreshTokenId = row.id;
    }
    if (parent.kind === 'new') {
      const most = identityLimits.refreshTokensPerMember.default - 1;
      for (const id of await refreshTokensBeyond(tx.db, memberId, most)) {
        await endRefreshToken(tx, memberId, id);
      }
      const { tokenHash, expiresOn } = parent;
      refreshTokenId = await insertRefreshToken(tx.db, {
        memberId,
        tokenHash,
        createdOn,
        expiresOn,
      });
    }
    const most = identityLimits.accessTokensPerMember.default - 1;
    const jtis = await accessTokensBeyond(tx.db, memberId, most);
    if (jtis.length > 0) await endAccessTokens(tx, memberId, { jtis });
    await insertAccessToken(tx.db, { ...access, memberId, refreshTokenId, createdOn });
    return { kept: true };
  },
});

/** Ends one access token of a member. */
export const revokeAccessTokenUnit: Unit<{ memberId: number; jti: string }, { ended: boolean }> =
  defineUnit({
    name: 'identity.revokeAccessToken',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: async (tx, { memberId, jti }) => ({
      ended: (await endAccessTokens(tx, memberId, { jtis: [jti] })) > 0,
    }),
  });

/** Ends one refresh token of a member with the access tokens that were made of it. */
export const revokeRefreshTokenUnit: Unit<{ memberId: number; id: number }, { ended: boolean }> =
  defineUnit({
    name: 'identity.revokeRefreshToken',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: async (tx, { memberId, id }) => ({ ended: await endRefreshToken(tx, memberId, id) }),
  });

/** When a key must have come for the older ones to be signed with nowhere any more. */
function spentBefore(now: string): string {
  return new Date(Date.parse(now) - identityLimits.signingKeyRest.default).toISOString();
}

/** Adds a signing key, unless there are as many as may be. Those that are spent go first. */
export const rotateKeysUnit: Unit<{ salt: string }, { rotated: boolean }> = defineUnit({
  name: 'identity.rotateKeys',
  topic: () => '$keys',
  run: async (tx, { salt }) => {
    await deleteSpentKeys(tx.db, spentBefore(tx.now));
    const most = identityLimits.signingKeys.default;
    if ((await newestKeys(tx.db, most)).length >= most) return { rotated: false };
    await insertKey(tx.db, salt, tx.now);
    return { rotated: true };
  },
});

/** Forgets sessions, tokens and keys that are over; answers how many sessions and tokens went. */
export const forgetExpiredUnit: Unit<null, { gone: number }> = defineUnit({
  name: 'identity.forgetExpired',
  run: async (tx) => {
    const gone = await deleteExpiredOfAll(tx.db, tx.now, identityLimits.expiredAtOnce.default);
    await deleteSpentKeys(tx.db, spentBefore(tx.now));
    return { gone };
  },
});
