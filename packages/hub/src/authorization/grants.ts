import type { Principal } from '../principal.ts';
import type { OffsetRange } from '../ports/topic-log.ts';
import type { Guard } from '../ports/topic-log.ts';
import type { Position } from '../publication.ts';
import type { SeatRule } from '../topics/seats.ts';

/** What a principal may do on a topic. */
export interface Grants {
  readonly publish: boolean;
  readonly history: boolean;
  readonly presence: boolean;
  /** Client-to-client transient messages of dialects that know them. */
  readonly whisper: boolean;
  /** Which offsets may be read; absent: all. An open end is `Number.MAX_SAFE_INTEGER`. */
  readonly readable?: readonly OffsetRange[];
  /** How many may take part at a time; absent: all. */
  readonly seats?: SeatRule;
  /** Checked again in the transaction of every stored message. */
  readonly guard?: Guard;
}

/** A rule's no. The code is a row of the error table. */
export interface Refusal {
  readonly refused: 'forbidden';
  readonly reason: string;
}

/** What a rule is asked. `params` are the pattern's named parts. */
export interface Question {
  readonly principal: Principal;
  readonly topic: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Decides on one kind of topic. Called at every subscribe; a rejection counts as a no for now. */
export type Rule = (question: Question) => Promise<Grants | Refusal> | Grants | Refusal;

/** Something published on a domain's topic, before anything became of it. */
export interface Act {
  readonly principal: Principal;
  /** `null`: not over a connection. */
  readonly connectionId: string | null;
  readonly topic: string;
  readonly params: Readonly<Record<string, string>>;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly store: boolean;
  /** The client's id of a stored message. */
  readonly clientId?: string;
}

/** What became of something published. */
export interface Published {
  /** Of a stored message. */
  readonly position: Position | undefined;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly duplicate: boolean;
}

/**
 * A domain's own way with what is published on its topic. `undefined`: as on any topic, which for
 * stored messages is a refusal: they are the domain's. Throws `HubError`.
 */
export type Actor = (act: Act) => Promise<Published> | undefined;

/** How a pattern's topics are decided on, beside their rule. */
export interface OwnerOptions {
  /** An application's own, beside the domains': never matches what a domain owns. */
  readonly open?: boolean;
  /** Takes what is published; absent: stored as it is. */
  readonly act?: Actor;
}

/** The topic that another name stands for; `undefined`: none. */
export type Alias = (
  params: Readonly<Record<string, string>>,
) => Promise<string | undefined> | string | undefined;

/** Everything: what a signed-in member of an open topic may do. */
export const fullGrants: Grants = { publish: true, history: true, presence: true, whisper: true };
