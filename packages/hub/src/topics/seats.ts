import { HubError } from '../errors.ts';
import type { SharedSeat } from '../ports/bus.ts';
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
export type Seated = Pick<Publication, 'event' | 'sender' | 'memberId' | 'target' | 'timestamp'>;

/**
 * Who takes part on a topic with seats. It is learnt from what is published here and heard from other
 * nodes; who is gone from the roster has none any more. On one node the number is exact. Two who come
 * on two nodes in the same moment may both find the last seat; as soon as the nodes hear of each other,
 * all keep those who came first and forget the last one, who is refused with the next thing they say.
 */
export class Seats {
  readonly #isHere: (memberId: number, connectionId: string) => boolean;
  readonly #taken = new Map<string, SharedSeat>();
  #rule: SeatRule | undefined;
  /** What other nodes told before the rule was known. */
  #heard: Map<string, readonly SharedSeat[]> | undefined;

  constructor(isHere: (memberId: number, connectionId: string) => boolean) {
    this.#isHere = isHere;
  }

  /** From now on there are only so many: the first who is let in here brings the rule. */
  open(rule: SeatRule): void {
    if (this.#rule !== undefined) return;
    this.#rule = rule;
    for (const [node, seats] of this.#heard ?? []) this.apply(node, seats);
    this.#heard = undefined;
  }

  /** Takes note of what was published. */
  saw(seated: Seated): void {
    const { event, sender: connectionId, memberId, target, timestamp: since } = seated;
    if (memberId === null || this.#rule === undefined) return;
    if (this.#rule.leave.includes(event)) {
      if (target === undefined) this.#taken.delete(connectionId);
    } else if (takes(this.#rule, seated)) {
      this.#take({ connectionId, memberId, since }, this.#rule);
    }
  }

  /** Takes over which seats another node gave its own connections. */
  apply(node: string, seats: readonly SharedSeat[]): void {
    if (this.#rule === undefined) (this.#heard ??= new Map()).set(node, seats);
    else for (const seat of seats) this.#take(seat, this.#rule);
  }

  /** The seats of these connections. */
  of(connectionIds: Iterable<string>): readonly SharedSeat[] {
    return [...connectionIds].flatMap((id) => this.#taken.get(id) ?? []);
  }

  /** Throws `full` when it would take a seat and there is none. */
  require(seated: Seated): void {
    const rule = this.#rule;
    if (rule === undefined || rule.leave.includes(seated.event) || !takes(rule, seated)) return;
    if (this.#taken.has(seated.sender)) return;
    const { most } = rule;
    this.#prune();
    if (this.#taken.size >= most) throw new HubError('full', `at most ${most} at a time`);
  }

  #take(seat: SharedSeat, { most }: SeatRule): void {
    const known = this.#taken.get(seat.connectionId);
    // Who first heard of them when they had been in for a while knows better now.
    if (known !== undefined && known.since <= seat.since) return;
    this.#taken.set(seat.connectionId, seat);
    if (this.#taken.size <= most) return;
    this.#prune();
    if (this.#taken.size <= most) return;
    const [last] = [...this.#taken.values()].sort(lastFirst);
    if (last !== undefined) this.#taken.delete(last.connectionId);
  }

  #prune(): void {
    for (const { connectionId, memberId } of this.#taken.values()) {
      if (!this.#isHere(memberId, connectionId)) this.#taken.delete(connectionId);
    }
  }
}

function takes({ take }: SeatRule, { event, target }: Seated): boolean {
  return target !== undefined || take.includes(event);
}

/** The same order on every node: by when they came, and those of one moment by their ids. */
function lastFirst(one: SharedSeat, other: SharedSeat): number {
  if (one.since !== other.since) return one.since < other.since ? 1 : -1;
  return one.connectionId < other.connectionId ? 1 : -1;
}
