import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Profiles } from '@parley/hub';
import type { Database } from '@parley/store';
import { unitsBeside, type Domain } from '../domain.ts';
import { AccessTokens } from './access-tokens.ts';
import { authenticate, authenticateTicket } from './actions/authenticate.ts';
import { changePassword } from './actions/change-password.ts';
import { createMember } from './actions/create-member.ts';
import {
  disconnectMember,
  findMember,
  findMembers,
  listMembers,
  renameMember,
  setMemberActive,
} from './actions/members.ts';
import { offerSetup } from './actions/offer-setup.ts';
import { endSession, listSessions } from './actions/sessions.ts';
import { setUp } from './actions/set-up.ts';
import { signIn } from './actions/sign-in.ts';
import { signUp } from './actions/sign-up.ts';
import { ApplicationTokens, type ApplicationTokenOptions } from './application-tokens.ts';
import type { Authenticated, Credentials, IdentityContext, TicketHolder } from './identity.ts';
import type { OpenedSession } from './identity.ts';
import { identityMigrations } from './migrations.ts';
import { PasswordHasher } from './password-hasher.ts';
import { memberProfiles } from './profiles.ts';
import { hasAdministrator, hasMembers } from './repository.ts';
import type * as schema from './schema.ts';

/** Who people are: members, sessions, tokens. It owns no topic that a client may join. */
export const identityDomain: Domain = {
  name: 'identity',
  migrations: identityMigrations,
  units: unitsBeside(import.meta.url),
  topics: () => [],
};

/** What identity is made of. */
export interface IdentityOptions {
  readonly db: Database;
  /** The key of our own access tokens, 32 bytes or more, the same on every node. */
  readonly secret: Uint8Array;
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
  /** Whom a ticket stands for, if their credential still holds. */
  principalOf(ticket: TicketHolder): Promise<Authenticated | undefined>;
  signIn(body: schema.SignInBody, options: { userAgent: string }): Promise<OpenedSession>;
  signUp(body: schema.SignUpBody, options: { userAgent: string }): Promise<OpenedSession>;
  setUp(body: schema.SetUpBody, options: { userAgent: string }): Promise<OpenedSession>;
  /** The token of a new one-time link; `undefined` when there is an administrator. */
  offerSetup(): Promise<string | undefined>;
  needsSetup(): Promise<boolean>;
  hasMembers(): Promise<boolean>;
  createMember(
    body: schema.SignUpBody & { readonly role: schema.MemberRole },
  ): Promise<schema.MemberView>;
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
  /** An access token of ours for a member. */
  mintToken(
    memberId: number,
    options?: { lifetimeMs?: number },
  ): Promise<{ token: string; tokenId: string; expiresAt: number }>;
}

/** Identity over a database. Throws `RangeError` when a given secret is too short. */
export function createIdentity(options: IdentityOptions): Identity {
  const clock = options.clock ?? { now: () => Date.now() };
  const accessTokens = new AccessTokens(options.secret, { clock, newId: randomUUID });
  const context: IdentityContext = {
    db: options.db,
    clock,
    hasher: options.hasher ?? new PasswordHasher(),
    accessTokens,
    applicationTokens: new ApplicationTokens(options.applicationTokens ?? {}, clock),
    random: options.random ?? randomBytes,
    signUp: options.signUp,
  };
  const { read } = options.db;
  return {
    profiles: memberProfiles(options.db),
    signUpOpen: options.signUp === 'open',
    authenticate: (credentials) => authenticate(context, credentials),
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
    mintToken: (memberId, lifetime) => accessTokens.mint(memberId, lifetime),
  };
}
