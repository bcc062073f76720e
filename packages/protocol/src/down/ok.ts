import type { FrameOf } from '../shape.ts';

/** A transmit or unsubscribe is done. For a stored message: committed, at this position; `duplicate`: it already was. */
export const ok = {
  op: 'ok',
  fields: {
    id: 'id',
    timestamp: 'text?',
    epoch: 'text?',
    offset: 'count?',
    duplicate: 'flag?',
  },
} as const;

/** {@link ok} as a type. */
export type Ok = FrameOf<typeof ok>;
