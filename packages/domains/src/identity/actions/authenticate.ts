import { valueOf } from '../../db.ts';
import {
  authenticated,
  type Authenticated,
  type Credentials,
  type IdentityContext,
  type TicketHolder,
  type TokenRefusal,
} from '../identity.ts';
import { memberByExternalId, memberById } from '../repository.ts';
import { secretKeyOf, sessionCredential, sessionOf, tokenCredential, tokenOf } from '../rules.ts';
import { hasSecretKey } from '../secret-key-repository.ts';
import { tokenHash } from '../secrets.ts';
import { liveSession, liveSessionById, type LiveSession } from '../session-repository.ts';
import { tokenHolder } from '../token-repository.ts';
import { claimMemberUnit } from '../units.ts';

/**
 * Who came in with these credentials: a session's token, an access token of ours, or a token that
 * the application signed, whose member is made on first use. `undefined` when they are no good.
 */
export async function authenticate(
  context: IdentityContext,
  credentials: Credentials,
): Promise<Authenticated | undefined> {
  if ('sessionToken' in credentials) {
    const hash = tokenHash(credentials.sessionToken);
    return ofSession(await liveSession(context.db.read, hash, isoNow(context)));
  }
  const found = await identify(context, credentials.bearer);
  return typeof found === 'string' ? undefined : found;
}

/**
 * Who came in with a Bearer token, ours or the application's, or why it is no good: `expired` when
 * it was good until its time was over, `unauthorized` for everything else: revoked, forged, unknown,
 * or of a member who is kept out. Throws `keys_unavailable` while the application's keys cannot be
 * fetched.
 */
export function identify(
  context: IdentityContext,
  bearer: string,
): Promise<Authenticated | TokenRefusal> {
  return context.accessTokens.isOurs(bearer)
    ? byAccessToken(context, bearer)
    : byApplicationToken(context, bearer);
}

/** Whom a ticket stands for, if their credential still holds. */
export async function authenticateTicket(
  context: IdentityContext,
  { memberId, credential, expiresAt }: TicketHolder,
): Promise<Authenticated | undefined> {
  const sessionId = sessionOf(credential);
  if (sessionId !== undefined) {
    const found = ofSession(await liveSessionById(context.db.read, sessionId, isoNow(context)));
    return found?.principal.memberId === memberId ? found : undefined;
  }
  const keyId = secretKeyOf(credential);
  if (keyId !== undefined && !(await hasSecretKey(context.db.read, keyId, isoNow(context)))) {
    return undefined;
  }
  if (expiresAt === undefined || expiresAt <= context.clock.now()) return undefined;
  const jti = tokenOf(credential);
  if (jti !== undefined) {
    const holder = await tokenHolder(context.db.read, { jti, memberId }, isoNow(context));
    return holder && authenticated(holder, credential, Date.parse(holder.token_expires_on));
  }
  const member = await memberById(context.db.read, memberId);
  return member?.is_active === true ? authenticated(member, credential, expiresAt) : undefined;
}

function isoNow(context: IdentityContext): string {
  return new Date(context.clock.now()).toISOString();
}

function ofSession(live: LiveSession | undefined): Authenticated | undefined {
  if (live === undefined) return undefined;
  const { session, member } = live;
  return authenticated(member, sessionCredential(session.id), Date.parse(session.expires_on));
}

async function byAccessToken(
  context: IdentityContext,
  bearer: string,
): Promise<Authenticated | TokenRefusal> {
  const token = await context.accessTokens.verify(bearer);
  if (typeof token === 'string') return token;
  const { memberId, tokenId: jti, signingKeyId, expiresAt } = token;
  const holder = await tokenHolder(context.db.read, { jti, memberId }, isoNow(context));
  // Who has one of our keys may not use it for a token that another one signed.
  if (holder?.signing_key_id !== signingKeyId) return 'unauthorized';
  return authenticated(holder, tokenCredential(jti), expiresAt);
}

async function byApplicationToken(
  context: IdentityContext,
  bearer: string,
): Promise<Authenticated | TokenRefusal> {
  const token = await context.applicationTokens.verify(bearer);
  if (typeof token === 'string') return token;
  const { externalId, name, email, credential, expiresAt } = token;
  const member =
    (await memberByExternalId(context.db.read, externalId)) ??
    valueOf(await context.db.run(claimMemberUnit, { externalId, name, email }));
  return member.is_active ? authenticated(member, credential, expiresAt) : 'unauthorized';
}
