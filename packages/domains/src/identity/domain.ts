import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Profiles } from '@parley/hub';
import type { Database } from '@parley/store';
import { unitsBeside, type Domain } from '../domain.ts';
import { AccessTokens } from './access-tokens.ts';
import { authenticate, authenticateTicket, identify } from './actions/authenticate.ts';
import { changePassword } from './actions/change-password.ts';
import { createMember, type MemberToMake } from './actions/create-member.ts';
import { createUser, signInByUsername } from './actions/create-user.ts';
import { issueTokens } from './actions/issue-tokens.ts';
import {
  disconnectMember,
  findMember,
  findMembers,
  listMembers,
  renameMember,
  setMemberActive,
} from './actions/members.ts';
import { mintToken } from './actions/mint-token.ts';
import { offerSetup } from './actions/offer-setup.ts';
import { refreshAccessToken } from './actions/refresh-access-token.ts';
import { revokeAccessToken, revokeRefreshToken } from './actions/revoke-tokens.ts';
import { rotateKeys } from './actions/rotate-keys.ts';
import {
  authenticateSecretKey,
  endSecretKey,
  issueSecretKey,
  openSecretKey,
} from './actions/secret-keys.ts';
import { endSession, listSessions } from './actions/sessions.ts';
import { setUp } from './actions/set-up.ts';
import { signIn } from './actions/sign-in.ts';
import { signUp } from './actions/sign-up.ts';
import { ApplicationTokens, type ApplicationTokenOptions } from './application-tokens.ts';
import type { Authenticated, Credentials, IdentityContext, TicketHolder } from './identity.ts';
import type { IssuedSecretKey, OpenedSession, TokenRefusal } from './identity.ts';
import { forgetExpired } from './jobs.ts';
import { identityMigrations } from './migrations.ts';
import { PasswordHasher } from './password-hasher.ts';
import { memberProfiles } from './profiles.ts';
import { hasAdministrator, hasMembers } from './repository.ts';
import type * as schema from './schema.ts';
import { SigningKeys } from './signing-keys.ts';

/** Who people are: members, sessions, tokens. It owns no topic that a client may join. */
export const identityDomain: Domain = {
  name: 'identity',
  migrations: identityMigrations,
  units: unitsBeside(import.meta.url),
  topics: () => [],
  jobs: ({ db }) => [forgetExpired(db)],
};

/** What identity is made of. */
export interface IdentityOptions {
  readonly db: Database;
  /** The key of our own access tokens, 32 bytes or more, the same on every node. */
  readonly secret: Uint8Array;
  /** Secrets of before, whose tokens are still to be accepted. */
  readonly olderSecrets?: readonly Uint8Array[];
  /** The id of this community, in tokens and answers; 1 when not said. */
  readonly communityId?: number;
  readonly signUp: 'open' | 'closed';
  readonly applicationTokens?: ApplicationTokenOptions;
  readonly clock?: Pick<Clock, 'now'>;
  readonly hasher?: PasswordHasher;
  readonly random?: (bytes: number) => Uint8Array;
}

/** The actions of identity. Each refuses by throwing `DomainError`; see the action's own file. */
export interface Identity {
  readonly profiles: Profiles;
  readonly signUpOpen: boolean;
  authenticate(credentials: Credentials): Promise<Authenticated | undefined>;
  /**
   * Who a Bearer token stands for, or why it is no good: `expired` when nothing but its time is
   * wrong, else `unauthorized`. As {@link authenticate}, for doors that tell the two apart.
   */
  identify(bearer: string): Promise<Authenticated | TokenRefusal>;
  /** Whom a ticket stands for, if their credential still holds. */
  principalOf(ticket: TicketHolder): Promise<Authenticated | undefined>;
  signIn(body: schema.SignInBody, options: { userAgent: string }): Promise<OpenedSession>;
  signUp(body: schema.SignUpBody, options: { userAgent: string }): Promise<OpenedSession>;
  setUp(body: schema.SetUpBody, options: { userAgent: string }): Promise<OpenedSession>;
  /** The token of a new one-time link; `undefined` when there is an administrator. */
  offerSetup(): Promise<string | undefined>;
  needsSetup(): Promise<boolean>;
  hasMembers(): Promise<boolean>;
  createMember(body: MemberToMake): Promise<schema.MemberView>;
  listSessions(memberId: number, current?: number): Promise<schema.SessionView[]>;
  endSession(memberId: number, sessionId: number): Promise<void>;
  changePassword(
    memberId: number,
    body: schema.ChangePasswordBody,
    options?: { keep?: number },
  ): Promise<void>;
  findMembers(query: string): Promise<schema.PublicMember[]>;
  findMember(by: { id: number } | { email: string }): Promise<schema.MemberView | undefined>;
  /** Members with an id above `after`, ascending. */
  listMembers(page: { after: number; limit: number }): Promise<schema.MemberView[]>;
  renameMember(memberId: number, name: string): Promise<schema.MemberView>;
  setMemberActive(memberId: number, isActive: boolean): Promise<void>;
  disconnectMember(memberId: number): Promise<void>;
  /** An access token of ours for a member, without a refresh token. Throws `not_found`, `forbidden`. */
  mintToken(
    memberId: number,
    options?: { lifetimeMs?: number },
  ): Promise<{ token: string; tokenId: string; expiresAt: number }>;
  /** An access and a refresh token for whom the application vouches. Throws `not_found`, `forbidden`. */
  issueTokens(who: schema.MemberChoice): Promise<schema.AuthToken>;
  /** A new access token for a refresh token. Throws `not_found`, `forbidden`. */
  refreshAccessToken(refreshToken: string): Promise<schema.RefreshedToken>;
  /** Ends an access token and what was opened with it. Throws `not_found`. */
  revokeAccessToken(token: string): Promise<void>;
  /** Ends a refresh token and the access tokens made of it. Throws `not_found`. */
  revokeRefreshToken(token: string): Promise<void>;
  /** A secret key for a member and their password. Throws `bad_credentials`. */
  openSecretKey(who: { memberId: number | undefined; password: string }): Promise<IssuedSecretKey>;
  /** A secret key for a member who was just made. Throws `bad_credentials` when they are kept out. */
  issueSecretKey(memberId: number): Promise<IssuedSecretKey>;
  /** An account by a username, with its first secret key. Throws `sign_up_closed`, `username_taken`. */
  createUser(body: schema.CreateUserBody): Promise<IssuedSecretKey>;
  /** A secret key for a username and its password. Throws `bad_credentials`. */
  signInByUsername(who: { username: string; password: string }): Promise<IssuedSecretKey>;
  /** Who `{ id, secretkey }` stands for, whatever a client sent as such. Socket.IO and GraphQL only. */
  authenticateSecretKey(given: unknown): Promise<Authenticated | undefined>;
  /** Ends a secret key and what was opened with it; `false` when it was no good. */
  endSecretKey(given: unknown): Promise<boolean>;
  /** Makes a new signing key and answers its id; older ones verify on. Throws `too_many`. */
  rotateKeys(): Promise<{ kid: string }>;
}

/** Identity over a database. Throws `RangeError` when a given secret is too short. */
export function createIdentity(options: IdentityOptions): Identity {
  const clock = options.clock ?? { now: () => Date.now() };
  const { communityId = 1, secret, olderSecrets = [] } = options;
  const signingKeys = new SigningKeys(options.db.read, [secret, ...olderSecrets], clock);
  const context: IdentityContext = {
    db: options.db,
    clock,
    hasher: options.hasher ?? new PasswordHasher(),
    communityId,
    signingKeys,
    accessTokens: new AccessTokens({ keys: signingKeys, communityId, clock, newId: randomUUID }),
    applicationTokens: new ApplicationTokens(options.applicationTokens ?? {}, clock),
    random: options.random ?? randomBytes,
    signUp: options.signUp,
  };
  const { read } = options.db;
  return {
    profiles: memberProfiles(options.db),
    signUpOpen: options.signUp === 'open',
    authenticate: (credentials) => authenticate(context, credentials),
    identify: (bearer) => identify(context, bearer),
    principalOf: (ticket) => authenticateTicket(context, ticket),
    signIn: (body, from) => signIn(context, body, from),
    signUp: (body, from) => signUp(context, body, from),
    setUp: (body, from) => setUp(context, body, from),
    offerSetup: () => offerSetup(context),
    needsSetup: async () => !(await hasAdministrator(read)),
    hasMembers: () => hasMembers(read),
    createMember: (body) => createMember(context, body),
    listSessions: (memberId, current) => listSessions(context, memberId, current),
    endSession: (memberId, sessionId) => endSession(context, memberId, sessionId),
    changePassword: (memberId, body, keep) => changePassword(context, memberId, body, keep),
    findMembers: (query) => findMembers(context, query),
    findMember: (by) => findMember(context, by),
    listMembers: (page) => listMembers(context, page),
    renameMember: (memberId, name) => renameMember(context, memberId, name),
    disconnectMember: (memberId) => disconnectMember(context, memberId),
    setMemberActive: (memberId, isActive) => setMemberActive(context, memberId, isActive),
    mintToken: (memberId, lifetime) => mintToken(context, memberId, lifetime),
    issueTokens: (who) => issueTokens(context, who),
    refreshAccessToken: (refreshToken) => refreshAccessToken(context, refreshToken),
    revokeAccessToken: (token) => revokeAccessToken(context, token),
    revokeRefreshToken: (token) => revokeRefreshToken(context, token),
    openSecretKey: (who) => openSecretKey(context, who),
    issueSecretKey: (memberId) => issueSecretKey(context, memberId),
    createUser: (body) => createUser(context, body),
    signInByUsername: (who) => signInByUsername(context, who),
    authenticateSecretKey: (given) => authenticateSecretKey(context, given),
    endSecretKey: (given) => endSecretKey(context, given),
    rotateKeys: () => rotateKeys(context),
  };
}
