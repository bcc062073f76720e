import type { FrameOf } from '../shape.ts';

/** A subscribe succeeded. `offset` of `epoch` is the place from which live messages follow once the replay is through; `recovered`: everything after `since` comes; `gap`: it cannot. */
export const subscribed = {
  op: 'subscribed',
  fields: {
    id: 'id',
    topic: 'topic',
    epoch: 'text',
    offset: 'count',
    recovered: 'flag',
    gap: 'gap?',
    grants: 'grants',
  },
} as const;

/** {@link subscribed} as a type. */
export type Subscribed = FrameOf<typeof subscribed>;
