import type { Database } from '@parley/store';
import { valueOf } from '../db.ts';
import type { Job } from '../domain.ts';
import { notificationLimits } from './limits.ts';
import { forgetRequestsUnit } from './units.ts';

/** Forgets the application's requests that nobody repeats any more. Several nodes may do it at once. */
export function forgetRequests(db: Database): Job {
  return {
    name: 'notifications.forgetRequests',
    every: notificationLimits.requestsEvery.default,
    run: async () => {
      let gone: number;
      do {
        ({ gone } = valueOf(await db.run(forgetRequestsUnit, null)));
      } while (gone >= notificationLimits.requestsAtOnce.default);
    },
  };
}
