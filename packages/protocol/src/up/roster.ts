import type { FrameOf } from '../shape.ts';

/** A page of the roster, by stable id, after a stable id. */
export const roster = {
  op: 'roster',
  fields: {
    id: 'id',
    topic: 'topic',
    after: 'text?',
  },
} as const;

/** {@link roster} as a type. */
export type Roster = FrameOf<typeof roster>;
