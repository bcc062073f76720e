/** Looks things up together that are asked for one by one within one round of resolvers. */
export class Batch<K, V> {
  readonly #load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>;
  /** Of this request: the same is not looked up twice. */
  readonly #found = new Map<K, Promise<V | undefined>>();
  #waiting: K[] = [];
  #round: Promise<ReadonlyMap<K, V>> | undefined;

  constructor(load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>) {
    this.#load = load;
  }

  /** One of them; `undefined`: there is none. Rejects with what the look-up throws. */
  load(key: K): Promise<V | undefined> {
    let found = this.#found.get(key);
    if (found === undefined) {
      this.#waiting.push(key);
      this.#round ??= this.#next();
      found = this.#round.then((values) => values.get(key));
      this.#found.set(key, found);
    }
    return found;
  }

  async #next(): Promise<ReadonlyMap<K, V>> {
    // After the resolvers that run now, and those that their promises let run.
    await Promise.resolve();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const keys = this.#waiting;
    this.#waiting = [];
    this.#round = undefined;
    return this.#load(keys);
  }
}
