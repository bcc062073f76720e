import type { StoredPublication } from '../publication.ts';

/**
 * Puts one topic's durable publications into offset order, whatever order commits and bus messages
 * come back in. Keeps what came too early, within a bound; drops what came before.
 */
export class Sequencer {
  readonly #bound: number;
  readonly #early = new Map<number, StoredPublication>();
  #epoch: string;
  #delivered: number;

  constructor(epoch: string, delivered: number, bound: number) {
    this.#epoch = epoch;
    this.#delivered = delivered;
    this.#bound = bound;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The offset up to which everything was handed out. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Whether something is held that cannot be handed out yet. */
  get waiting(): boolean {
    return this.#early.size > 0;
  }

  /** Takes a publication in. */
  offer(publication: StoredPublication): void {
    const { epoch, offset } = publication.position;
    if (epoch !== this.#epoch) {
      // A topic written to for the first time, or made anew: offsets before this say nothing.
      if (this.#epoch !== '') this.#delivered = offset - 1;
      this.#epoch = epoch;
      this.#early.clear();
    }
    if (offset <= this.#delivered) return;
    // Past the bound the log is asked again, so forgetting loses nothing.
    if (this.#early.size >= this.#bound && offset !== this.#delivered + 1) return;
    this.#early.set(offset, publication);
  }

  /** The next publication in order, if it is here. It counts as delivered once taken. */
  take(): StoredPublication | undefined {
    const next = this.#early.get(this.#delivered + 1);
    if (next === undefined) return undefined;
    this.#early.delete(next.position.offset);
    this.#delivered = next.position.offset;
    return next;
  }

  /** The next one without taking it. */
  peek(): StoredPublication | undefined {
    return this.#early.get(this.#delivered + 1);
  }

  /** The log is known to hold up to here and nothing before it will come (trimmed away). */
  skipTo(offset: number): void {
    if (offset <= this.#delivered) return;
    for (const early of this.#early.keys()) if (early <= offset) this.#early.delete(early);
    this.#delivered = offset;
  }
}
