import type { LimitRow } from '@parley/hub';
import { messageLimits } from './chat/message-limits.ts';

/** The limits of domains that an operator sets. What is not here is the same on every server. */
export const domainLimits: { readonly fanoutLimit: LimitRow } = {
  fanoutLimit: messageLimits.fanoutLimit,
};

/** Those in force. */
export type DomainLimits = { readonly [K in keyof typeof domainLimits]: number };
