import type { Acknowledged, Received, RosterSeen } from '@parley/testing';
import type { Random } from './random.ts';

/** What is published: whose it is, and their how-manieth on the topic. It is the text of a message. */
export interface Said {
  readonly by: string;
  readonly turn: number;
}

/** What somebody knows of one topic they listen to. */
export interface Watch {
  /** Messages, their texts as payloads. */
  readonly received: Received[];
  /** Where the first subscribe began; what lies above is to be heard. */
  since: { readonly epoch: string; readonly offset: number } | undefined;
  /** Where they were each time the server said, on the open topic, that they were removed. */
  readonly removals: number[];
  readonly refusals: string[];
  /** `joined`, `refused`, or on the way. */
  status(): string;
  /** Stable ids of the members who are online; absent in languages that do not tell. */
  online?(): string[];
  /** Subscribes again after a refusal, from where they were. */
  again(): void;
  leave(): void;
}

/** How somebody comes. */
export interface ComingOptions {
  readonly user: string;
  readonly memberId: number;
  readonly token: string;
  /** A node, or the balancer. */
  readonly url: string;
  readonly random?: Random;
}

/** A member who talks and listens, in whatever language, and remembers all they saw. */
export interface Somebody {
  readonly user: string;
  readonly memberId: number;
  readonly acknowledged: Acknowledged[];
  /** Codes of what was refused for good, with its topic. */
  readonly refused: { readonly topic: string; readonly code: string }[];
  readonly watches: ReadonlyMap<string, Watch>;
  /** Stored messages that nothing was heard of yet. */
  readonly unsettled: number;
  /** `open` while connected. */
  readonly state: string;
  readonly connectionId: string;
  /** Listens to a topic from now on. */
  watch(topic: string): Watch;
  /** Publishes a stored message; remembers what became of it. */
  say(topic: string): Promise<void>;
  /** Tries to connect at once, as when a laptop is opened. */
  wake(): void;
  leave(): void;
  /** Who is on a topic, as the node says; absent in languages that do not tell. */
  rosterThere?(topic: string): Promise<RosterSeen>;
}
