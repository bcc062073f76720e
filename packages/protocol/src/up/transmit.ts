import type { FrameOf } from '../shape.ts';

/** Publish. `store` keeps the message in the log; `messageId` makes a repeat of it harmless; `payload.target` names one connection (not with `store`). */
export const transmit = {
  op: 'transmit',
  fields: {
    id: 'id',
    topic: 'topic',
    action: 'action',
    store: 'flag',
    payload: 'json?',
    messageId: 'messageId?',
  },
} as const;

/** {@link transmit} as a type. */
export type Transmit = FrameOf<typeof transmit>;
