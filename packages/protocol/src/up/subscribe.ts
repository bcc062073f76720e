import type { FrameOf } from '../shape.ts';

/** Join a topic. `since` resumes after a position; `history` is how many of the newest stored messages to send (default 50). */
export const subscribe = {
  op: 'subscribe',
  fields: {
    id: 'id',
    topic: 'topic',
    since: 'position?',
    history: 'count?',
  },
} as const;

/** {@link subscribe} as a type. */
export type Subscribe = FrameOf<typeof subscribe>;
