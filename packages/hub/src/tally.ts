import type { EndReason } from './topics/listener.ts';

/** Why connections end: the server's reasons, and `left` where the client went or the network broke. */
export const endReasons: readonly (EndReason | 'left')[] = [
  'left',
  'server_restart',
  'silent',
  'too_slow',
  'misbehaving',
  'signed_out',
  'expired',
  'disconnected',
];

/**
 * What a hub did since its start, as plain numbers for whoever watches it. An addition each, once per
 * connection, publication or hand-over to a group of listeners, never once per listener.
 */
export class Tally {
  /** Connections that were taken in, by the dialect's name. */
  readonly opened: Map<string, number> = new Map();
  /** Frames that were not understood or came to nothing, by the dialect's name. */
  readonly refused: Map<string, number> = new Map();
  readonly ended: Map<EndReason | 'left', number> = new Map();
  /** Transient publications of this node; those heard from others are theirs. */
  transient = 0;
  /** Frames for listeners, those of full queues among them; replays and answers are not. */
  deliveries = 0;
  /** Transient frames that a listener missed because its queue was full. */
  missed = 0;

  /** Adds one to what is counted by name. */
  count<K>(counts: Map<K, number>, name: K): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
