import type { OffsetRange } from '@parley/hub';

/** A place in a topic, flat, as histories record it. */
export interface Spot {
  readonly topic: string;
  readonly epoch: string;
  readonly offset: number;
}

/** An append that was acknowledged to its publisher. */
export interface Acknowledged extends Spot {
  readonly clientId: string;
  readonly payload: string;
}

/** A row of the log, as it was read in the end, in the order it was read. */
export interface LogRow extends Spot {
  readonly payload: string;
  /** Where the test can tell it from the row: whose append it was. */
  readonly clientId?: string;
  /** Not for clients' eyes. */
  readonly internal?: boolean;
  /** Where the test can tell it: who published it, and as their how-manieth on the topic. */
  readonly publisher?: string;
  readonly turn?: number;
}

/** What a client received, in the order it received it: live (replays included), or a page of history. */
export interface Received extends Spot {
  readonly client: string;
  readonly payload: string;
  readonly way: 'live' | 'history';
  /** Of a page of history: the offset that the client had reached live when it asked. Absent: when it received. */
  readonly asked?: number;
}

/** The offsets that a client is to hear of a topic live: all of `ranges`, and beside them none but `may`. */
export interface Entitlement {
  readonly client: string;
  readonly topic: string;
  readonly epoch: string;
  readonly ranges: readonly OffsetRange[];
  /** What the client may hear and need not: who was removed while away never hears the rest. */
  readonly may?: readonly OffsetRange[];
}

/** A member on a topic with the connections they have there. */
export interface RosterMember {
  readonly member: string;
  readonly connections: readonly string[];
}

/** Who somebody believed to be on a topic when the run was over. */
export interface RosterSeen {
  readonly client: string;
  readonly topic: string;
  readonly members: readonly RosterMember[];
}

/** Who really was on a topic when the run was over, and from when on: everybody who was connected. */
export interface RosterTruth {
  readonly topic: string;
  readonly members: readonly RosterMember[];
}

/**
 * A redaction: the spot of the old text, and the offset in that topic that announced it. A spot whose
 * text changed more than once has one for each text that is gone.
 */
export interface Redaction extends Spot {
  readonly old: string;
  readonly announcedAt: number;
}

/** Everything that was recorded of a run. */
export interface History {
  readonly acknowledged: readonly Acknowledged[];
  /** Complete from the lowest held offset to the head, for every topic. */
  readonly log: readonly LogRow[];
  readonly received?: readonly Received[];
  readonly entitlements?: readonly Entitlement[];
  readonly redactions?: readonly Redaction[];
  readonly rosters?: readonly RosterSeen[];
  /** Of every topic that `rosters` tells of. */
  readonly present?: readonly RosterTruth[];
}
