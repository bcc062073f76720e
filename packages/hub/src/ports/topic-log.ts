import type { Position, StoredPublication } from '../publication.ts';

/** What is known of a topic without reading its messages. A topic never written to has epoch `''`. */
export interface TopicHead {
  readonly topic: string;
  readonly epoch: string;
  /** The oldest offset still held; `head + 1` when none is. */
  readonly low: number;
  /** The last offset given; 0 before the first. */
  readonly head: number;
}

/** A named check that runs in the append's own transaction, under the topic's head lock. */
export interface Guard {
  /** The name of a registered guard unit. */
  readonly unit: string;
  readonly args: unknown;
}

/** One publication to append, as its publisher wants it. */
export interface AppendRequest {
  readonly topic: string;
  readonly event: string;
  /** JSON text; stored and delivered byte for byte. */
  readonly payload: string;
  readonly sender: string;
  readonly connectionId: string | null;
  readonly memberId: number | null;
  /** Who publishes, for idempotency: one name per member, or the app token's. */
  readonly publisher: string;
  /** The publisher's own id of this message; a repeat returns the first position. */
  readonly clientId?: string;
  /** What the message tells of (`chat_message:123`), for redaction. */
  readonly subject?: string;
  /** Not for clients' eyes: applied by the nodes (a removal, a redaction). */
  readonly internal?: boolean;
  readonly guard?: Guard;
}

/** A committed append. */
export interface AppendResult {
  readonly position: Position;
  readonly timestamp: string;
  /** The client id was used before for the same message; nothing was written. */
  readonly duplicate: boolean;
}

/** A range of offsets, both ends included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** What to read: ascending after an offset, or the newest below one (answered in ascending order). */
export interface ReadRequest {
  readonly topic: string;
  /** Rows above this offset, oldest first. */
  readonly after?: number;
  /** Rows below this offset, the newest of them. Without `after` and `before`: the newest of all. */
  readonly before?: number;
  readonly limit: number;
  /** Only rows inside these ranges. Absent: all. */
  readonly readable?: readonly OffsetRange[];
  /** Whether internal publications are wanted (the sequencer does, histories do not). */
  readonly internal: boolean;
}

/** What was read, with the topic as it was at that moment. */
export interface ReadResult {
  readonly head: TopicHead;
  readonly messages: readonly StoredPublication[];
}

/**
 * The durable truth: per topic one sequence of publications, offsets 1, 2, 3, … without gaps.
 *
 * Guarantees:
 * - `append` resolves after the commit and survives a crash from then on; a rejected append left
 *   nothing, except with `StoreUnavailable` (`outcome: 'unknown'`), where a repeat with the same
 *   client id finds out.
 * - Appends of one caller to one topic that were started in an order get their offsets in that order.
 * - `read` and `heads` see every append that resolved before they were called.
 * - `onCommit` listeners hear every publication this process committed, per topic mostly in order
 *   (a listener sorts), after the commit and before the append's promise resolves.
 */
export interface TopicLog {
  append(request: AppendRequest): Promise<AppendResult>;
  heads(topics: readonly string[]): Promise<readonly TopicHead[]>;
  read(request: ReadRequest): Promise<ReadResult>;
  onCommit(listener: (publications: readonly StoredPublication[]) => void): () => void;
}

/**
 * Optional power of a log that other processes write to as well: finds what the bus did not bring.
 * Each call answers the newest offset of every topic written since the call before, at least once.
 */
export interface SilenceCheck {
  changed(): Promise<
    readonly { readonly topic: string; readonly epoch: string; readonly head: number }[]
  >;
}
