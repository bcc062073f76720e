import { valueOf } from '../../db.ts';
import type { IdentityContext } from '../identity.ts';
import { identityLimits } from '../rules.ts';
import { newToken, tokenHash } from '../secrets.ts';
import { offerSetupUnit } from '../units.ts';

/**
 * The token of a new one-time link by which the first administrator is made, good for a day; an
 * older link stops working. `undefined` when there is an administrator already.
 */
export async function offerSetup(context: IdentityContext): Promise<string | undefined> {
  const token = newToken(context.random);
  const expiresAt = context.clock.now() + identityLimits.setupLifetime.default;
  const expiresOn = new Date(expiresAt).toISOString();
  const link = { tokenHash: tokenHash(token), expiresOn };
  const { offered } = valueOf(await context.db.run(offerSetupUnit, link));
  return offered ? token : undefined;
}
