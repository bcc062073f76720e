import type { Clock, Principal, Ticket } from '@parley/hub';
import type { Database } from '@parley/store';
import type { AccessTokens, TokenRefusal } from './access-tokens.ts';
import type { ApplicationTokens } from './application-tokens.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { MemberRow } from './repository.ts';
import type { MemberView, PublicMember } from './schema.ts';
import type { SigningKeys } from './signing-keys.ts';

export type { TokenRefusal };

/** What the actions of identity work with. */
export interface IdentityContext {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly hasher: PasswordHasher;
  /** Of this server, in tokens and answers. */
  readonly communityId: number;
  readonly signingKeys: SigningKeys;
  readonly accessTokens: AccessTokens;
  readonly applicationTokens: ApplicationTokens;
  readonly random: (bytes: number) => Uint8Array;
  readonly signUp: 'open' | 'closed';
}

/** Who a request or a connection acts for, and until when. */
export interface Authenticated {
  readonly principal: Principal;
  readonly member: MemberView;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A session just opened: its token is shown this once. */
export interface OpenedSession {
  readonly member: MemberView;
  readonly sessionId: number;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A secret key just issued: its secret is shown this once. */
export interface IssuedSecretKey {
  /** The member's. */
  readonly id: number;
  readonly secretkey: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a request or a ticket came in with. */
export type Credentials = { readonly sessionToken: string } | { readonly bearer: string };

/** The part of a ticket that says whose it is. */
export type TicketHolder = Pick<Ticket, 'memberId' | 'credential' | 'expiresAt'>;

/** A member as they see themselves. */
export function memberView(row: MemberRow): MemberView {
  return { id: row.id, name: row.name, email: row.email, role: row.role, color: row.color };
}

/** A member as the others see them. */
export function publicMember(row: MemberRow): PublicMember {
  return { id: row.id, name: row.name, role: row.role, color: row.color };
}

/** The principal of a member who came in with a credential. */
export function authenticated(
  row: MemberRow,
  credential: string,
  expiresAt: number,
): Authenticated {
  const { id, name, role, color } = row;
  const profile = { memberId: id, name, role, color };
  return {
    principal: { memberId: id, profile, credential },
    member: memberView(row),
    expiresAt,
  };
}
