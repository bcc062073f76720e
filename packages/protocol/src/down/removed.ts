import type { FrameOf } from '../shape.ts';

/** The server ended this subscription; `code` is one of the error codes. */
export const removed = {
  op: 'removed',
  fields: {
    topic: 'topic',
    code: 'text',
    message: 'text',
  },
} as const;

/** {@link removed} as a type. */
export type Removed = FrameOf<typeof removed>;
