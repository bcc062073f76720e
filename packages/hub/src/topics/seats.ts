import { HubError } from '../errors.ts';
import type { Publication } from '../publication.ts';

/** On a topic with seats only so many connections may take part at a time; all may listen. */
export interface SeatRule {
  readonly most: number;
  /** Whoever publishes one of these takes a seat; so does who publishes anything to a target. */
  readonly take: readonly string[];
  /** These need none, and said to everybody they give it back. */
  readonly leave: readonly string[];
}

/** What of a publication decides. */
export type Seated = Pick<Publication, 'event' | 'sender' | 'memberId' | 'target'>;

/**
 * Who takes part on a topic with seats. It is learnt from what is published here and heard from other
 * nodes; who is gone from the roster has none any more. On one node the number is exact; two who come
 * on two nodes in the same moment may both find the last seat, until each is heard by the other.
 */
export class Seats {
  readonly #rule: SeatRule;
  readonly #isHere: (memberId: number, connectionId: string) => boolean;
  readonly #taken = new Map<string, number>();

  constructor(rule: SeatRule, isHere: (memberId: number, connectionId: string) => boolean) {
    this.#rule = rule;
    this.#isHere = isHere;
  }

  /** Takes note of what was published. */
  saw(seated: Seated): void {
    const { event, sender, memberId, target } = seated;
    if (memberId === null) return;
    if (this.#rule.leave.includes(event)) {
      if (target === undefined) this.#taken.delete(sender);
      return;
    }
    if (!this.#takes(seated)) return;
    if (this.#taken.size >= this.#rule.most) this.#prune();
    this.#taken.set(sender, memberId);
  }

  /** Throws `full` when it would take a seat and there is none. */
  require(seated: Seated): void {
    const { most, leave } = this.#rule;
    const { event, sender } = seated;
    if (leave.includes(event) || !this.#takes(seated) || this.#taken.has(sender)) return;
    this.#prune();
    if (this.#taken.size >= most) throw new HubError('full', `at most ${most} at a time`);
  }

  #takes({ event, target }: Seated): boolean {
    return target !== undefined || this.#rule.take.includes(event);
  }

  #prune(): void {
    for (const [connectionId, memberId] of this.#taken) {
      if (!this.#isHere(memberId, connectionId)) this.#taken.delete(connectionId);
    }
  }
}
