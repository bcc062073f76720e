/**
 * One after the other per name, in the order they were asked for. Work on one topic would wait for
 * the topic's lock anyway; waiting here it keeps its order and holds no connection.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs work when all work of the same name that was asked for before is over. */
  take<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
    if (name === undefined) return work();
    const before = this.#last.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(name, mine);
    const leave = (): void => {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    };
    mine.then(leave, leave);
    return mine;
  }
}
