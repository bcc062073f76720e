import type { FrameOf } from '../shape.ts';

/** Members whose entry changed, each whole. `count` is how many members are online. */
export const presence = {
  op: 'presence',
  fields: {
    topic: 'topic',
    count: 'count',
    changes: 'roster',
  },
} as const;

/** {@link presence} as a type. */
export type Presence = FrameOf<typeof presence>;
