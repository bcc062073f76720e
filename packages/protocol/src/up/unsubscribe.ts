import type { FrameOf } from '../shape.ts';

/** Leave a topic at once; the member is offline there when this was their last connection. */
export const unsubscribe = {
  op: 'unsubscribe',
  fields: {
    id: 'id',
    topic: 'topic',
  },
} as const;

/** {@link unsubscribe} as a type. */
export type Unsubscribe = FrameOf<typeof unsubscribe>;
