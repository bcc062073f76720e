import type { StoredPublication } from '@parley/hub';

type Listener = (publications: readonly StoredPublication[]) => void;

/** Those who hear of commits. One that throws does not keep it from the others, nor from the caller. */
export class CommitListeners {
  readonly #listeners = new Set<Listener>();

  add(listener: Listener): () => void {
    const own: Listener = (publications) => listener(publications);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  tell(publications: readonly StoredPublication[]): void {
    if (publications.length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(publications);
      } catch (error) {
        // A mistake of the listener: it shall be seen, but the commit stands.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
