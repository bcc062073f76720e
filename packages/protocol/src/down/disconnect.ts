import type { FrameOf } from '../shape.ts';

/** The last frame before the server closes. `retryAfter` is in milliseconds. */
export const disconnect = {
  op: 'disconnect',
  fields: {
    code: 'count',
    reason: 'text',
    reconnect: 'flag',
    retryAfter: 'count?',
  },
} as const;

/** {@link disconnect} as a type. */
export type Disconnect = FrameOf<typeof disconnect>;
