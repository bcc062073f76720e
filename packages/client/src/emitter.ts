/** Runs a listener; what it throws is reported as uncaught and stops nobody else. */
export function safely(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  }
}

/** Listeners by the name of what they listen to. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Adds a listener; the answer takes it away. */
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    // A wrapper of its own: the same function added twice is heard twice, and leaves one at a time.
    const own = (event: Events[K]): void => listener(event);
    set.add(own);
    return () => void set.delete(own);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of Array.from(this.#listeners.get(name) ?? [])) {
      safely(() => (listener as (event: Events[K]) => void)(event));
    }
  }
}
