import type { LimitRow } from '@parley/hub';

/** The limits of the server's own doors that an operator sets. */
export const serverLimits: { readonly turnLifetime: LimitRow } = {
  turnLifetime: {
    default: 3_600_000,
    unit: 'ms',
    env: 'PARLEY_TURN_LIFETIME',
    reason: 'Credentials for calls start one within it; a call that runs goes on beyond.',
  },
};

/** Those in force. */
export type ServerLimits = { readonly [K in keyof typeof serverLimits]: number };
