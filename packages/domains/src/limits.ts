import type { LimitRow } from '@parley/hub';
import { callParticipants } from './call-seats.ts';
import { callLimits } from './chat/call-limits.ts';
import { messageLimits } from './chat/message-limits.ts';
import { fileLimits } from './files/limits.ts';

/** The limits of domains that an operator sets. What is not here is the same on every server. */
export const domainLimits: {
  readonly [
    K in 'fanoutLimit' | 'fileBytes' | 'fileQuota' | 'callParticipants' | 'callRinging'
  ]: LimitRow;
} = {
  fanoutLimit: messageLimits.fanoutLimit,
  fileBytes: fileLimits.fileBytes,
  fileQuota: fileLimits.fileQuota,
  callParticipants,
  callRinging: callLimits.ringing,
};

/** Those in force. */
export type DomainLimits = { readonly [K in keyof typeof domainLimits]: number };
