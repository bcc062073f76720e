import type { Grants } from '../authorization/grants.ts';
import type { Dialect } from '../dialect.ts';
import type { Principal } from '../principal.ts';
import type { Wire } from '../ports/wire.ts';
import type { Topic } from './topic.ts';

/** Why the hub ends a connection. Each dialect has a close code for each. */
export type EndReason =
  | 'server_restart'
  | 'silent'
  | 'too_slow'
  | 'misbehaving'
  | 'signed_out'
  | 'expired'
  | 'disconnected';

/** The part of a session that topics see. */
export interface Subscriber {
  readonly connectionId: string;
  readonly principal: Principal;
  readonly dialect: Dialect;
  readonly wire: Wire;
  /** The topic took the subscription away. */
  dropped(address: string): void;
  end(reason: EndReason): void;
}

/** One subscription of one connection. */
export interface Listener {
  readonly subscriber: Subscriber;
  readonly topic: Topic;
  readonly address: string;
  readonly grants: Grants;
  /** Whether the roster shows it. */
  visible: boolean;
}

/** The listeners of one dialect at one address with the same sight: they all get the same bytes. */
export interface Group {
  readonly dialect: Dialect;
  readonly address: string;
  /** Whether they may see who is there. */
  readonly presence: boolean;
  /** With their wires at hand: a fan-out to thousands should touch nothing else of each. */
  readonly listeners: Map<Listener, Wire>;
  /** What this tick brought and the listeners do not have yet. */
  frames: Uint8Array[];
  /** Whether one of the frames may not be missed. */
  durable: boolean;
}
