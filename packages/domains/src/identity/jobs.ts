import type { Database } from '@parley/store';
import { valueOf } from '../db.ts';
import type { Job } from '../domain.ts';
import { identityLimits } from './rules.ts';
import { forgetExpiredUnit } from './units.ts';

/** Forgets sessions, tokens and signing keys that are over. Several nodes may do it at once. */
export function forgetExpired(db: Database): Job {
  return {
    name: 'identity.forgetExpired',
    every: identityLimits.expiredEvery.default,
    run: async () => {
      let gone: number;
      do {
        ({ gone } = valueOf(await db.run(forgetExpiredUnit, null)));
      } while (gone >= identityLimits.expiredAtOnce.default);
    },
  };
}
