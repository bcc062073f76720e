import type { StoredPublication } from '../publication.ts';

/** The newest publications of one topic, contiguous, bounded by count and by payload size. */
export class Recent {
  readonly #messages: number;
  readonly #bytes: number;
  #held: StoredPublication[] = [];
  #size = 0;

  constructor(messages: number, bytes: number) {
    this.#messages = messages;
    this.#bytes = bytes;
  }

  push(publication: StoredPublication): void {
    const last = this.#held.at(-1);
    if (
      last !== undefined &&
      (last.position.epoch !== publication.position.epoch ||
        last.position.offset + 1 !== publication.position.offset)
    ) {
      this.#held = [];
      this.#size = 0;
    }
    this.#held.push(publication);
    this.#size += publication.payload.length;
    // Shrinks in larger steps, since cutting the head of an array moves the rest.
    if (this.#held.length > this.#messages * 1.25 || this.#size > this.#bytes * 1.25)
      this.#shrink();
  }

  /** Everything after `offset` up to the newest, or `undefined` when memory does not reach back. */
  after(epoch: string, offset: number): readonly StoredPublication[] | undefined {
    const first = this.#held[0];
    if (first === undefined || first.position.epoch !== epoch) return undefined;
    if (offset + 1 < first.position.offset) return undefined;
    return this.#held.slice(offset + 1 - first.position.offset);
  }

  /**
   * Everything from the first that was stored at a time or later, or `undefined` when memory does not
   * reach back so far. Milliseconds since 1970.
   */
  since(time: number): readonly StoredPublication[] | undefined {
    const first = this.#held[0];
    if (first === undefined) return undefined;
    const from = this.#held.findIndex(({ timestamp }) => Date.parse(timestamp) >= time);
    if (from === 0 && first.position.offset > 1) return undefined;
    return from < 0 ? [] : this.#held.slice(from);
  }

  /** The newest `count` visible ones, or `undefined` when memory does not hold that many. */
  newest(count: number): readonly StoredPublication[] | undefined {
    const found: StoredPublication[] = [];
    for (let i = this.#held.length - 1; i >= 0 && found.length < count; i -= 1) {
      const publication = this.#held[i];
      if (publication !== undefined && !publication.internal) found.push(publication);
    }
    const complete = found.length === count || this.#held[0]?.position.offset === 1;
    return complete ? found.reverse() : undefined;
  }

  /** Puts what the log held before the first one here in front of it, if nothing lies between. */
  fill(rows: readonly StoredPublication[], delivered: number): void {
    const first = this.#held[0]?.position;
    const end = first === undefined ? delivered : first.offset - 1;
    const before = rows.filter(
      ({ position }) =>
        position.offset <= end && (first === undefined || position.epoch === first.epoch),
    );
    if (before.length === 0 || before.at(-1)?.position.offset !== end) return;
    this.#held = [...before, ...this.#held];
    this.#size = 0;
    for (const { payload } of this.#held) this.#size += payload.length;
    this.#shrink();
  }

  /** Forgets everything; the log is the truth. For redactions. */
  clear(): void {
    this.#held = [];
    this.#size = 0;
  }

  #shrink(): void {
    let cut = 0;
    while (
      this.#held.length - cut > 1 &&
      (this.#held.length - cut > this.#messages || this.#size > this.#bytes)
    ) {
      this.#size -= this.#held[cut]?.payload.length ?? 0;
      cut += 1;
    }
    this.#held = this.#held.slice(cut);
  }
}
