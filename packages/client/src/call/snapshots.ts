/** What is shown of something that changes: made when it is asked for, and told once a turn. */
export class Snapshots<T> {
  readonly #read: () => T;
  readonly #tell: (now: T) => void;
  #current: T;
  #stale = false;
  #scheduled = false;

  constructor(read: () => T, tell: (now: T) => void) {
    this.#read = read;
    this.#tell = tell;
    this.#current = read();
  }

  /** The same object until something changes; also in the middle of a change, as those see it who are told of it. */
  get current(): T {
    if (this.#stale) this.#current = this.#read();
    this.#stale = false;
    return this.#current;
  }

  changed(): void {
    this.#stale = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#tell(this.current);
    });
  }
}
