import type { FrameOf } from '../shape.ts';

/** Stored messages in ascending order, authors first. Follows `subscribed` (without `id`; `last` on the final one) and answers `history` (with it). `older`: more lies before it; `next`: where the page after it begins. */
export const page = {
  op: 'page',
  fields: {
    id: 'id?',
    topic: 'topic',
    epoch: 'text',
    authors: 'authors',
    messages: 'messages',
    older: 'flag',
    next: 'count?',
    last: 'flag?',
  },
} as const;

/** {@link page} as a type. */
export type Page = FrameOf<typeof page>;
