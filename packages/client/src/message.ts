import type { Author, GapReason, GrantFlags, Json, Position } from '@parley/protocol';

/**
 * A message of a topic as callbacks get it. `sender`, `timestamp` and `topic` are the server's word.
 *
 * @typeParam T what the payload is believed to be; the SDK does not check it.
 */
export interface Message<T = Json> {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** The same as {@link action}: seed 000 says `type`, seed 001 `action`. */
  readonly type: string;
  readonly action: string;
  readonly topic: string;
  /** The connection (or the stable id) it came from: one of a member's `cids`. */
  readonly sender: string;
  /** Whether it is kept in the log. */
  readonly store: boolean;
  readonly payload: T;
  /** Its place in the log; stored messages only. */
  readonly position?: Position;
  /** It comes from the history or a resume, not live. */
  readonly replayed: boolean;
}

/** Somebody on a topic: who is here now, and whose messages this page has seen. */
export interface Member {
  /** Stable user id. */
  readonly scid: string;
  /** Every connection id that a message of theirs may carry, the stable id among them. */
  readonly cids: string[];
  readonly name: string;
  readonly role: string;
  /** CSS colour, the same for everybody. */
  readonly color: string;
  readonly online: boolean;
}

/** What the server said to a transmit. `position` for stored messages only. */
export interface Receipt {
  readonly timestamp: string;
  readonly position?: Position;
  /** This message was already stored, by an earlier try. */
  readonly duplicate?: boolean;
}

/** Messages after `after` and before `before` exist or existed, and could not be got. */
export interface Gap {
  readonly topic: string;
  readonly reason: GapReason;
  readonly after: Position;
  readonly before: Position;
}

/** A topic is joined, and what a joiner gets of the past has been handed over. */
export interface Ready {
  readonly position: Position;
  readonly grants: GrantFlags;
  /** False when this continues where the listener was. */
  readonly fresh: boolean;
  /** Whether the history holds more before the first message handed over; said of a fresh start. */
  readonly older: boolean;
}

/** A page of the history, ascending. */
export interface HistoryPage<T = Json> {
  readonly messages: readonly Message<T>[];
  /** More lies before the first one. */
  readonly older: boolean;
  /** Ask `after` this for what follows; absent at the end. */
  readonly next?: Position;
  /** Who wrote them. */
  readonly authors: readonly Author[];
}
