import type { FrameOf } from '../shape.ts';

/** Who is here. Follows `subscribed` (without `id`) and answers `roster` (with it). `after`: more to ask for. */
export const rosterPage = {
  op: 'roster',
  fields: {
    id: 'id?',
    topic: 'topic',
    count: 'count',
    members: 'roster',
    after: 'text?',
  },
} as const;

/** {@link rosterPage} as a type. */
export type RosterPage = FrameOf<typeof rosterPage>;
