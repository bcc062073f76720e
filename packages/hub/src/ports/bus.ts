import type { Publication, StoredPublication } from '../publication.ts';

/** What one node tells the others about one shard. */
export type BusMessage =
  | { readonly kind: 'durable'; readonly publications: readonly StoredPublication[] }
  | { readonly kind: 'transient'; readonly publication: Publication };

/**
 * A fast hint between nodes; never the truth. A message arrives at every *other* node that joined the
 * shard before it was published, at most once, usually soon, in no promised order; any may be lost.
 * A node never hears its own.
 */
export interface Bus {
  /** Resolves when messages published from now on will be heard. */
  join(shard: number): Promise<void>;
  leave(shard: number): void;
  publish(shard: number, message: BusMessage): void;
  onMessage(listener: (message: BusMessage) => void): () => void;
}
