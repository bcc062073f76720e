import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext, IssuedSecretKey } from '../identity.ts';
import { memberByUsername } from '../repository.ts';
import type { CreateUserBody } from '../schema.ts';
import { createUserUnit } from '../units.ts';
import { issueSecretKey, openSecretKey } from './secret-keys.ts';

/**
 * Makes an account for whoever asks, by a username, with its first secret key. Throws
 * `sign_up_closed`, `username_taken`.
 */
export async function createUser(
  context: IdentityContext,
  { username, name, password }: CreateUserBody,
): Promise<IssuedSecretKey> {
  if (context.signUp === 'closed') throw new DomainError('sign_up_closed');
  // Before the work of a hash; the unit decides.
  const taken = await memberByUsername(context.db.read, username);
  if (taken !== undefined) throw new DomainError('username_taken');
  const passwordHash = await context.hasher.hash(password);
  const made = valueOf(await context.db.run(createUserUnit, { username, name, passwordHash }));
  if ('refused' in made) throw new DomainError(made.refused);
  return issueSecretKey(context, made.member.id);
}

/**
 * A secret key for a username and its password. Throws `bad_credentials`: the same,
 * after the same work, for whoever is not there.
 */
export async function signInByUsername(
  context: IdentityContext,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<IssuedSecretKey> {
  const member = await memberByUsername(context.db.read, username);
  return openSecretKey(context, { memberId: member?.id, password });
}
