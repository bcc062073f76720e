import type { Position } from '@parley/client';

/**
 * What a line of an exchange is: `text` was written by somebody, `entered` and `left` tell of a
 * person's coming and going, `notice` is anything else that happened (a call began, a screen is shown).
 */
export type TopicMessageKind = 'text' | 'entered' | 'left' | 'notice';

/** A line of the one list that the providers of an exchange share. */
export interface TopicMessage {
  /** Unique in the list: the same fact told twice has the same id, and is shown once. */
  readonly id: string;
  readonly kind: TopicMessageKind;
  /** The topic it came on. */
  readonly topic: string;
  /** Stable id of the person it is of. */
  readonly scid: string;
  readonly name: string;
  /** CSS colour of that person, the same for everybody. */
  readonly color: string;
  /** The connection it came from; `''` for what no connection said. */
  readonly sender: string;
  /** What was written; of other kinds, what is to be read after the name: `entered`. */
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** Its place in the topic's log; stored messages only. */
  readonly position?: Position;
}

/** Changes the shared list: what `useState<TopicMessage[]>` gives. */
export type SetTopicMessages = (change: (all: TopicMessage[]) => TopicMessage[]) => void;

/** What every provider of an exchange takes. */
export interface TopicProviderProps {
  /** `exchange/text:<id>`, `exchange/call:<id>`; nothing is joined without one. */
  readonly topicId: string | undefined;
  /** The shared list, in the order to be shown. */
  readonly topicMessages: readonly TopicMessage[];
  readonly setTopicMessages: SetTopicMessages;
}
