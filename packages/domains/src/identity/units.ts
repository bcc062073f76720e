import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { endAllTokens, endSecretKeys, endSessions, revoke } from './endings.ts';
import {
  hasAdministrator,
  insertMember,
  memberByExternalId,
  memberById,
  updateMember,
  type MemberRow,
} from './repository.ts';
import { identityLimits, memberInternalTopic } from './rules.ts';
import type { MemberRole } from './schema.ts';
import { deleteExpired, insertSession, sessionsOf } from './session-repository.ts';
import { isSetupLinkGood, replaceSetupLink, useSetupLink } from './setup-repository.ts';

export * from './secret-key-units.ts';
export * from './ticket-units.ts';
export * from './token-units.ts';

/** A session to open. Only the digest of its token comes here. */
export interface NewSession {
  readonly tokenHash: string;
  readonly userAgent: string;
  readonly expiresOn: string;
}

/** A member with the session that was opened for them. */
export interface Opened {
  readonly member: MemberRow;
  readonly sessionId: number;
}

/** A refusal that a unit answers; nothing was written. */
export interface Refused<C extends string> {
  readonly refused: C;
}

/** A person's account to be made. */
export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly passwordHash: string;
  /** The application's own id of them. */
  readonly externalId?: string | undefined;
}

async function open(tx: UnitContext, member: MemberRow, session: NewSession): Promise<Opened> {
  await deleteExpired(tx.db, member.id, tx.now);
  const held = await sessionsOf(tx.db, member.id, tx.now);
  const tooMany = held.slice(identityLimits.sessionsPerMember.default - 1);
  for (const { id } of tooMany) await endSessions(tx, member.id, { only: id });
  const createdOn = tx.now;
  const sessionId = await insertSession(tx.db, { ...session, memberId: member.id, createdOn });
  return { member, sessionId };
}

function create(tx: UnitContext, account: NewAccount): Promise<MemberRow | undefined> {
  const { externalId = null } = account;
  return insertMember(tx.db, { ...account, externalId, createdOn: tx.now });
}

/** Makes a member, by an administrator's hand. */
export const createMemberUnit: Unit<
  NewAccount,
  { member: MemberRow } | Refused<'email_taken' | 'sso_user_id_taken'>
> = defineUnit({
  name: 'identity.createMember',
  run: async (tx, account) => {
    const { externalId } = account;
    const same = externalId === undefined ? undefined : await memberByExternalId(tx.db, externalId);
    if (same !== undefined) return { refused: 'sso_user_id_taken' };
    const member = await create(tx, account);
    return member === undefined ? { refused: 'email_taken' } : { member };
  },
});

/** Makes a member who chose a username and gave no address. */
export const createUserUnit: Unit<
  { readonly username: string; readonly name: string; readonly passwordHash: string },
  { member: MemberRow } | Refused<'username_taken'>
> = defineUnit({
  name: 'identity.createUser',
  run: async (tx, account) => {
    const member = await insertMember(tx.db, {
      ...account,
      email: null,
      externalId: null,
      role: 'member',
      createdOn: tx.now,
    });
    return member === undefined ? { refused: 'username_taken' } : { member };
  },
});

/** Makes a member with their first session. */
export const signUpUnit: Unit<
  { account: NewAccount; session: NewSession },
  Opened | Refused<'email_taken'>
> = defineUnit({
  name: 'identity.signUp',
  run: async (tx, { account, session }) => {
    const member = await create(tx, account);
    return member === undefined ? { refused: 'email_taken' } : open(tx, member, session);
  },
});

/** Opens a session, if the password that was checked is still the member's. */
export const signInUnit: Unit<
  { memberId: number; checkedHash: string; session: NewSession },
  Opened | Refused<'bad_credentials'>
> = defineUnit({
  name: 'identity.signIn',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { memberId, checkedHash, session }) => {
    const member = await memberById(tx.db, memberId);
    const good = member?.is_active === true && member.password_hash === checkedHash;
    return good ? open(tx, member, session) : { refused: 'bad_credentials' };
  },
});

/** Ends one session or all others of a member; answers how many were ended. */
export const endSessionsUnit: Unit<{ memberId: number; only?: number; except?: number }, number> =
  defineUnit({
    name: 'identity.endSessions',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: (tx, { memberId, ...which }) => endSessions(tx, memberId, which),
  });

/** Changes the password, if the one that was checked is still in force; ends the other sessions and all tokens. */
export const changePasswordUnit: Unit<
  { memberId: number; checkedHash: string; passwordHash: string; keep?: number },
  { changed: boolean }
> = defineUnit({
  name: 'identity.changePassword',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { memberId, checkedHash, passwordHash, keep }) => {
    const member = await memberById(tx.db, memberId);
    if (member?.is_active !== true || member.password_hash !== checkedHash) {
      return { changed: false };
    }
    await updateMember(tx.db, memberId, { passwordHash });
    await endSessions(tx, memberId, keep === undefined ? {} : { except: keep });
    await endAllTokens(tx, memberId);
    await endSecretKeys(tx, memberId);
    return { changed: true };
  },
});

/** Renames a member and tells the nodes to look again. */
export const renameMemberUnit: Unit<{ memberId: number; name: string }, { member?: MemberRow }> =
  defineUnit({
    name: 'identity.renameMember',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: async (tx, { memberId, name }) => {
      const member = await updateMember(tx.db, memberId, { name });
      if (member === undefined) return {};
      tx.publish({
        topics: [memberInternalTopic(memberId)],
        event: 'parley.profile',
        payload: {},
        internal: true,
      });
      return { member };
    },
  });

/** Lets a member in or keeps them out, with every credential they have. */
export const setActiveUnit: Unit<{ memberId: number; isActive: boolean }, { member?: MemberRow }> =
  defineUnit({
    name: 'identity.setActive',
    topic: ({ memberId }) => memberInternalTopic(memberId),
    run: async (tx, { memberId, isActive }) => {
      const member = await updateMember(tx.db, memberId, { isActive });
      if (member === undefined) return {};
      if (!isActive) {
        // By name too: that is how a node knows those that come in just after, let in just before.
        await endSessions(tx, memberId, {});
        await endAllTokens(tx, memberId);
        await endSecretKeys(tx, memberId);
        revoke(tx, memberId, null);
      }
      return { member };
    },
  });

/** The member whom the application knows by this id; made when there is none, once. */
export const claimMemberUnit: Unit<
  { externalId: string; name: string; email: string | null },
  MemberRow
> = defineUnit({
  name: 'identity.claimMember',
  run: async (tx, { externalId, name, email }) => {
    const member = { externalId, name, role: 'member', passwordHash: null } as const;
    const known =
      (await memberByExternalId(tx.db, externalId)) ??
      (await insertMember(tx.db, { ...member, email, createdOn: tx.now })) ??
      (await memberByExternalId(tx.db, externalId)) ??
      // The address is another member's: that is no proof of being them.
      (await insertMember(tx.db, { ...member, email: null, createdOn: tx.now }));
    if (known === undefined) throw new TypeError('A member was made and unmade at once.');
    return known;
  },
});

/** Makes this the one set-up link that works, unless there is an administrator. */
export const offerSetupUnit: Unit<{ tokenHash: string; expiresOn: string }, { offered: boolean }> =
  defineUnit({
    name: 'identity.offerSetup',
    topic: () => '$setup',
    run: async (tx, { tokenHash, expiresOn }) => {
      if (await hasAdministrator(tx.db)) return { offered: false };
      await replaceSetupLink(tx.db, { tokenHash, expiresOn, createdOn: tx.now });
      return { offered: true };
    },
  });

/** Makes the first administrator by the set-up link. The link is used up only with success. */
export const setUpUnit: Unit<
  { linkHash: string; account: NewAccount; session: NewSession },
  Opened | Refused<'setup_refused' | 'email_taken'>
> = defineUnit({
  name: 'identity.setUp',
  // One at a time: two links or two uses must not make two first administrators.
  topic: () => '$setup',
  run: async (tx, { linkHash, account, session }) => {
    if (await hasAdministrator(tx.db)) return { refused: 'setup_refused' };
    if (!(await isSetupLinkGood(tx.db, linkHash, tx.now))) return { refused: 'setup_refused' };
    const member = await create(tx, account);
    if (member === undefined) return { refused: 'email_taken' };
    await useSetupLink(tx.db, linkHash, tx.now);
    return open(tx, member, session);
  },
});

/** Closes a member's sockets on every node; their credentials stay good. */
export const disconnectUnit: Unit<{ memberId: number }, { found: boolean }> = defineUnit({
  name: 'identity.disconnect',
  topic: ({ memberId }) => memberInternalTopic(memberId),
  run: async (tx, { memberId }) => {
    if ((await memberById(tx.db, memberId)) === undefined) return { found: false };
    tx.publish({
      topics: [memberInternalTopic(memberId)],
      event: 'parley.disconnected',
      payload: {},
      internal: true,
    });
    return { found: true };
  },
});
