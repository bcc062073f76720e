import type { PresenceLabel } from '../presence/label.ts';
import type { Profile, Publication, StoredPublication } from '../publication.ts';

/** A member in a node's share of a roster. */
export interface SharedMember {
  readonly profile: Profile;
  /** Connections on that node; empty while the grace time runs there. */
  readonly cids: readonly string[];
  /** `false`: gone from that node. */
  readonly online: boolean;
  /** What they call themself there. */
  readonly label?: PresenceLabel;
}

/** A connection that takes part on a topic with seats. */
export interface SharedSeat {
  readonly connectionId: string;
  readonly memberId: number;
  /** When it took its seat: ISO 8601, UTC. */
  readonly since: string;
}

/** What one node knows of a topic's roster: its own connections. Numbered per node and topic. */
export interface Share {
  /** The node, with its incarnation: a process that starts anew is another node. */
  readonly node: string;
  readonly topic: string;
  readonly sequence: number;
  /** Everything, replacing what was known of the node; else only what changed. */
  readonly whole: boolean;
  readonly members: readonly SharedMember[];
  /** With everything: which of the node's connections have a seat. */
  readonly seats?: readonly SharedSeat[];
}

/** What one node tells the others about one shard. */
export type BusMessage =
  | { readonly kind: 'durable'; readonly publications: readonly StoredPublication[] }
  | { readonly kind: 'transient'; readonly publication: Publication }
  | { readonly kind: 'share'; readonly share: Share }
  /** Asks a node, or all (`null`), for the whole share of a topic. */
  | { readonly kind: 'ask'; readonly topic: string; readonly node: string | null }
  /** Where all of a node's shares on a shard stand, so that a lost one shows, the last one too. */
  | {
      readonly kind: 'sequences';
      readonly node: string;
      readonly shard: number;
      readonly sequences: readonly (readonly [topic: string, sequence: number])[];
    }
  /** What is no topic: said to all nodes that have the line open, or to one. */
  | {
      readonly kind: 'line';
      readonly line: string;
      readonly from: string;
      readonly to: string | null;
      readonly text: string;
    };

/**
 * A fast hint between nodes; never the truth. A message arrives at every *other* node that joined the
 * shard before it was published, at most once, usually soon, in no promised order; any may be lost.
 * A node never hears its own.
 */
export interface Bus {
  /** This node's name on the bus, another one at every start. */
  readonly node: string;
  /** Resolves when messages published from now on will be heard. Waits for no bus that is away. */
  join(shard: number): Promise<void>;
  leave(shard: number): void;
  publish(shard: number, message: BusMessage): void;
  onMessage(listener: (message: BusMessage) => void): () => void;
  /** Told when the bus is back after it was away: anything may have been missed. */
  onReset(listener: () => void): () => void;
}
