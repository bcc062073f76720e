import type { FrameOf } from '../shape.ts';

/** The position moved without a message for this listener. */
export const advance = {
  op: 'advance',
  fields: {
    topic: 'topic',
    epoch: 'text',
    offset: 'count',
  },
} as const;

/** {@link advance} as a type. */
export type Advance = FrameOf<typeof advance>;
