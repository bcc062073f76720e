import type { FrameOf } from '../shape.ts';

/** The first frame of every connection. `pingInterval` is in milliseconds. */
export const welcome = {
  op: 'welcome',
  fields: {
    version: 'count',
    connectionId: 'text',
    member: 'author',
    pingInterval: 'count',
    limits: 'limits',
  },
} as const;

/** {@link welcome} as a type. */
export type Welcome = FrameOf<typeof welcome>;
