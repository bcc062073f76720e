import type { Share, SharedMember } from '../ports/bus.ts';

/** What to do with a share that came in. */
export type Verdict = 'apply' | 'ignore' | 'ask';

/** The numbers of shares on one topic: this node's own, and how far the others' were heard. */
export class Shares {
  readonly #node: string;
  readonly #topic: string;
  readonly #heard = new Map<string, number>();
  readonly #base: number;
  #sequence: number;

  /**
   * @param base Not below any number this node gave on the topic before, though it forgot them.
   */
  constructor(node: string, topic: string, base: number) {
    this.#node = node;
    this.#topic = topic;
    this.#base = base;
    this.#sequence = base;
  }

  /** The last number given here. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * The next change of this node's share. The first one is all there is: who hears it need not ask,
   * and can answer at once what comes after it.
   */
  change(members: readonly SharedMember[]): Share {
    const isFirst = this.#sequence === this.#base;
    this.#sequence += 1;
    return this.#share(members, isFirst);
  }

  /** This node's share as it is now; it takes no number of its own. */
  whole(members: readonly SharedMember[]): Share {
    return this.#share(members, true);
  }

  /** Judges a share of another node: in its turn, an old one, or one after a loss. */
  judge({ node, sequence, whole }: Share): Verdict {
    const heard = this.#heard.get(node) ?? 0;
    if (whole) {
      if (sequence < heard) return 'ignore';
    } else {
      if (sequence <= heard) return 'ignore';
      if (sequence !== heard + 1) return 'ask';
    }
    this.#heard.set(node, sequence);
    return 'apply';
  }

  /** Whether a node stands further than what was heard of it. */
  isBehind(node: string, sequence: number): boolean {
    return sequence > (this.#heard.get(node) ?? 0);
  }

  /** The node is dead or has no share any more; answers whether anything was heard of one. */
  forget(node: string): boolean {
    return this.#heard.delete(node);
  }

  #share(members: readonly SharedMember[], whole: boolean): Share {
    return {
      node: this.#node,
      topic: this.#topic,
      sequence: this.#sequence,
      whole,
      members,
    };
  }
}
