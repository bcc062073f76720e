import type { FrameOf } from '../shape.ts';

/** A live message. Stored ones carry `epoch`, `offset`, `prev`: a `prev` beyond what was seen is a loss. `author` precedes it for listeners who may not know them. */
export const message = {
  op: 'message',
  fields: {
    topic: 'topic',
    action: 'action',
    sender: 'text',
    timestamp: 'text',
    store: 'flag',
    payload: 'json',
    epoch: 'text?',
    offset: 'count?',
    prev: 'count?',
    author: 'author?',
  },
} as const;

/** {@link message} as a type. */
export type Message = FrameOf<typeof message>;
