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
  /** The last offset that is known to exist. */
  #known = 0;

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

  /** Whether something is known of that was not handed out yet, held here or not. */
  get waiting(): boolean {
    return this.#known > this.#delivered;
  }

  /** The log is known to reach this far. */
  expect(epoch: string, offset: number): void {
    const isSame = epoch === this.#epoch || this.#epoch === '';
    if (isSame) this.#known = Math.max(this.#known, offset);
  }

  /** Takes a publication in. */
  offer(publication: StoredPublication): void {
    const { epoch, offset } = publication.position;
    if (epoch !== this.#epoch) {
      // A topic made anew: offsets before this say nothing. Written to for the first time: they do.
      if (this.#epoch !== '') {
        this.#delivered = offset - 1;
        this.#known = 0;
      }
      this.#epoch = epoch;
      this.#early.clear();
    }
    this.expect(epoch, offset);
    if (offset <= this.#delivered) return;
    // Past the bound the log is asked again for what is known to exist: forgetting loses nothing.
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
