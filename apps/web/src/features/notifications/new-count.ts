import type { NotificationCounts } from '@parley/domains/notifications/schema';

/** How many notifications are new. Events tell the number itself, so the newest word counts. */
export class NewCount {
  readonly #ask: () => Promise<Pick<NotificationCounts, 'new_notifications_count'>>;
  readonly #listeners = new Set<() => void>();
  #value = 0;
  /** Counts what was told: an answer that was asked for before is older than it. */
  #turn = 0;

  constructor(ask: () => Promise<Pick<NotificationCounts, 'new_notifications_count'>>) {
    this.#ask = ask;
  }

  get value(): number {
    return this.#value;
  }

  /** Listens for changes; the answer stops it. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  /** Asks the server. What cannot be asked stays as it is: the next connection asks again. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { new_notifications_count: count } = await this.#ask();
      if (turn === this.#turn) this.told(count);
    } catch {
      // The bell shows what it knew.
    }
  }

  /** An event told the number. */
  told(count: number): void {
    this.#turn += 1;
    if (count === this.#value) return;
    this.#value = count;
    for (const listener of Array.from(this.#listeners)) listener();
  }
}
