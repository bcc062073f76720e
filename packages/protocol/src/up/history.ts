import type { FrameOf } from '../shape.ts';

/** A page of stored messages: the newest ones below `before`, or the oldest ones above `after`; ascending either way. */
export const history = {
  op: 'history',
  fields: {
    id: 'id',
    topic: 'topic',
    before: 'position?',
    after: 'position?',
    limit: 'count?',
  },
} as const;

/** {@link history} as a type. */
export type History = FrameOf<typeof history>;
