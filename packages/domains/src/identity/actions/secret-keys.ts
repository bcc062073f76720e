import { valueOf } from '../../db.ts';
import { DomainError } from '../../errors.ts';
import {
  authenticated,
  type Authenticated,
  type IdentityContext,
  type IssuedSecretKey,
} from '../identity.ts';
import { memberById } from '../repository.ts';
import { identityLimits, secretKeyCredential } from '../rules.ts';
import { readSecretKey } from '../secret-key.ts';
import { liveSecretKey } from '../secret-key-repository.ts';
import { newToken, tokenHash } from '../secrets.ts';
import { endSecretKeyUnit, openSecretKeyUnit } from '../units.ts';

/**
 * A secret key for a member and their password. Throws `bad_credentials`: the same, after the same
 * work, for nobody (`undefined`), a wrong password and a member who is kept out.
 */
export async function openSecretKey(
  context: IdentityContext,
  { memberId, password }: { readonly memberId: number | undefined; readonly password: string },
): Promise<IssuedSecretKey> {
  const member = memberId === undefined ? undefined : await memberById(context.db.read, memberId);
  const checkedHash = member?.is_active === true ? member.password_hash : null;
  const good = await context.hasher.verify(password, checkedHash);
  if (!good || member === undefined || checkedHash === null) {
    throw new DomainError('bad_credentials');
  }
  return issue(context, member.id, checkedHash);
}

/** A secret key for a member who was just made. Throws `bad_credentials` when they are kept out. */
export function issueSecretKey(
  context: IdentityContext,
  memberId: number,
): Promise<IssuedSecretKey> {
  return issue(context, memberId);
}

/** Who these credentials stand for, whatever a client sent as such; `undefined`: nobody. */
export async function authenticateSecretKey(
  context: IdentityContext,
  given: unknown,
): Promise<Authenticated | undefined> {
  const live = await find(context, given);
  if (live === undefined) return undefined;
  const { key, member } = live;
  return authenticated(member, secretKeyCredential(key.id), Date.parse(key.expires_on));
}

/** Signs out: ends the secret key and what was opened with it. `false` when it was no good. */
export async function endSecretKey(context: IdentityContext, given: unknown): Promise<boolean> {
  const live = await find(context, given);
  if (live === undefined) return false;
  const which = { memberId: live.member.id, id: live.key.id };
  return valueOf(await context.db.run(endSecretKeyUnit, which)).ended;
}

function find(context: IdentityContext, given: unknown): ReturnType<typeof liveSecretKey> {
  const credentials = readSecretKey(given);
  if (credentials === undefined) return Promise.resolve(undefined);
  const { id: memberId, secretkey } = credentials;
  const now = new Date(context.clock.now()).toISOString();
  return liveSecretKey(context.db.read, { memberId, keyHash: tokenHash(secretkey) }, now);
}

async function issue(
  context: IdentityContext,
  memberId: number,
  checkedHash?: string,
): Promise<IssuedSecretKey> {
  const secretkey = newToken(context.random);
  const expiresAt = context.clock.now() + identityLimits.sessionLifetime.default;
  const { opened } = valueOf(
    await context.db.run(openSecretKeyUnit, {
      memberId,
      keyHash: tokenHash(secretkey),
      expiresOn: new Date(expiresAt).toISOString(),
      ...(checkedHash === undefined ? {} : { checkedHash }),
    }),
  );
  if (!opened) throw new DomainError('bad_credentials');
  return { id: memberId, secretkey, expiresAt };
}
