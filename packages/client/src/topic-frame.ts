import type { Down } from '@parley/protocol';

/** A frame about a topic that answers no request. */
export type TopicFrame = Extract<
  Down,
  { readonly op: 'roster' | 'page' | 'message' | 'presence' | 'removed' }
>;
