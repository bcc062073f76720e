import { defineUnit, type Unit } from '@parley/store';
import { endSecretKeys } from './endings.ts';
import {
  deleteLiveSocket,
  deleteSocketsOf,
  putLiveSocket,
  touchNode,
} from './live-socket-repository.ts';
import { memberById } from './repository.ts';
import { identityLimits, memberInternalTopic } from './rules.ts';
import { hasSecretKey, insertSecretKey, secretKeysBeyond } from './secret-key-repository.ts';

/** Keeps the digest of a secret key; with `checkedHash`, if that is still the member's password. */
export const openSecretKeyUnit: Unit<
  { memberId: number; keyHash: string; expiresOn: string; checkedHash?: string },
  { opened: boolean }
> = defineUnit({
  name: 'identity.openSecretKey',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { memberId, keyHash, expiresOn, checkedHash }) => {
    const member = await memberById(tx.db, memberId);
    if (member?.is_active !== true) return { opened: false };
    if (checkedHash !== undefined && member.password_hash !== checkedHash) return { opened: false };
    const most = identityLimits.secretKeysPerMember.default - 1;
    for (const only of await secretKeysBeyond(tx.db, memberId, { most, now: tx.now })) {
      await endSecretKeys(tx, memberId, { only });
    }
    await insertSecretKey(tx.db, { memberId, keyHash, expiresOn, createdOn: tx.now });
    return { opened: true };
  },
});

/** Ends a secret key and what was opened with it. */
export const endSecretKeyUnit: Unit<{ memberId: number; id: number }, { ended: boolean }> =
  defineUnit({
    name: 'identity.endSecretKey',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: async (tx, { memberId, id }) => ({
      ended: (await endSecretKeys(tx, memberId, { only: id })) > 0,
    }),
  });

/** Notes a live socket, if the secret key that it came in with still holds. */
export const openLiveSocketUnit: Unit<
  { socketId: string; node: string; memberId: number; secretKeyId: number },
  { opened: boolean }
> = defineUnit({
  name: 'identity.openLiveSocket',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { socketId, node, memberId, secretKeyId }) => {
    if (!(await hasSecretKey(tx.db, secretKeyId, tx.now))) return { opened: false };
    await putLiveSocket(tx.db, {
      socket_id: socketId,
      node,
      member_id: memberId,
      secret_key_id: secretKeyId,
      created_on: tx.now,
    });
    return { opened: true };
  },
});

/** Forgets a socket that is gone. */
export const closeLiveSocketUnit: Unit<{ socketId: string }, null> = defineUnit({
  name: 'identity.closeLiveSocket',
  run: async (tx, { socketId }) => {
    await deleteLiveSocket(tx.db, socketId);
    return null;
  },
});

/** Forgets the sockets of a node that stops, or of all but the one that starts alone. */
export const forgetSocketsUnit: Unit<{ node: string } | { notNode: string }, null> = defineUnit({
  name: 'identity.forgetSockets',
  run: async (tx, which) => {
    await deleteSocketsOf(tx.db, which);
    return null;
  },
});

/** Notes that a node lives, and forgets the sockets of those that do not. */
export const touchNodeUnit: Unit<{ node: string }, null> = defineUnit({
  name: 'identity.touchNode',
  run: async (tx, { node }) => {
    const since = Date.parse(tx.now) - identityLimits.socketNodeSilence.default;
    await touchNode(tx.db, { node, now: tx.now, since: new Date(since).toISOString() });
    return null;
  },
});
