import type { FrameOf } from '../shape.ts';

/** A request (or, without `id`, a frame nobody could read) was refused and changed nothing. `retryAfter` is in milliseconds. */
export const error = {
  op: 'error',
  fields: {
    id: 'id?',
    code: 'text',
    message: 'text',
    retry: 'flag',
    retryAfter: 'count?',
  },
} as const;

/** {@link error} as a type. */
export type ErrorFrame = FrameOf<typeof error>;
