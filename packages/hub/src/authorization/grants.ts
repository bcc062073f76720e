import type { Principal } from '../principal.ts';
import type { OffsetRange } from '../ports/topic-log.ts';
import type { Guard } from '../ports/topic-log.ts';

/** What a principal may do on a topic. */
export interface Grants {
  readonly publish: boolean;
  readonly history: boolean;
  readonly presence: boolean;
  /** Client-to-client transient messages of dialects that know them. */
  readonly whisper: boolean;
  /** Which offsets may be read; absent: all. An open end is `Number.MAX_SAFE_INTEGER`. */
  readonly readable?: readonly OffsetRange[];
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

/** Everything but whispering: what a signed-in member of an open topic may do. */
export const fullGrants: Grants = { publish: true, history: true, presence: true, whisper: true };
