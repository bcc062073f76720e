import type { Position } from '@parley/hub';
import type { UnitContext, UnitPublication } from '@parley/store';

/** When each publication of a topic happened, in the order of its offsets, which begin with 1. */
export type Times = Readonly<Record<string, readonly string[]>>;

/**
 * Plays units one after the other inside one unit, each at its own time and on its own topic, as
 * history would have had them. Only for topics on which nothing was published before.
 */
export class Stage {
  readonly #tx: UnitContext;
  readonly #times = new Map<string, string[]>();

  constructor(tx: UnitContext) {
    this.#tx = tx;
  }

  /** The context of a unit on a topic at a time, ISO 8601. */
  at(topic: string, now: string): UnitContext {
    const tx = this.#tx;
    const publish = (publication: UnitPublication): void => {
      for (const name of new Set(publication.topics)) this.#of(name).push(now);
      tx.publish(publication);
    };
    const head: Position = { epoch: '', offset: this.#of(topic).length };
    return {
      db: tx.db,
      now,
      head,
      lock: () => Promise.resolve(),
      publish,
      redact: () => Promise.reject(new TypeError('Nothing is taken back in a demo.')),
    };
  }

  get times(): Times {
    return Object.fromEntries(this.#times);
  }

  #of(topic: string): string[] {
    let times = this.#times.get(topic);
    if (times === undefined) this.#times.set(topic, (times = []));
    return times;
  }
}
