import { DomainError } from '../../errors.ts';
import { valueOf } from '../../db.ts';
import type { IdentityContext } from '../identity.ts';
import { newToken } from '../secrets.ts';
import { rotateKeysUnit } from '../units.ts';

/**
 * Makes a new key that signs from now on; the older ones verify until their last token has run out.
 * Answers the id of the key that signs now. Throws `too_many` where keys are made faster than tokens
 * run out.
 */
export async function rotateKeys(context: IdentityContext): Promise<{ kid: string }> {
  const salt = newToken(context.random);
  const { rotated } = valueOf(await context.db.run(rotateKeysUnit, { salt }));
  if (!rotated) throw new DomainError('too_many', { detail: 'There are too many keys in force.' });
  const { kid } = await context.signingKeys.renew();
  return { kid };
}
