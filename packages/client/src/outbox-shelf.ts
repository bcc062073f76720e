import type { LeaseSource, OutboxStorage } from './outbox-storage.ts';
import type { Json } from '@parley/protocol';

/** What is kept of an unsent message. */
export interface Kept {
  readonly id: string;
  readonly topic: string;
  readonly action: string;
  readonly payload: Json;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A kept message with the key it lies under. */
export interface Shelved {
  readonly key: string;
  readonly kept: Kept;
}

const PREFIX = 'parley:outbox:';

function read(text: string | null): Kept | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null) return undefined;
    const { id, topic, action, at } = value as Partial<Record<string, unknown>>;
    const fits =
      typeof id === 'string' &&
      typeof topic === 'string' &&
      typeof action === 'string' &&
      typeof at === 'number';
    return fits ? (value as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The unsent messages of one member on one server, an entry each, under the tab that made them.
 *
 * A tab holds a lease on its own name. What lies under a name that nobody holds was left by a dead
 * tab, and whoever takes that lease sends it.
 */
export class Shelf {
  readonly #storage: OutboxStorage;
  readonly #leases: LeaseSource | undefined;
  readonly #prefix: string;
  readonly #tab: string;
  readonly #held = new Map<string, () => void>();
  #last = 0;

  constructor(
    where: { storage: OutboxStorage; leases: LeaseSource | undefined },
    whose: { origin: string; scid: string; tab: string },
  ) {
    this.#storage = where.storage;
    this.#leases = where.leases;
    this.#prefix = `${PREFIX}${whose.origin}:${whose.scid}:`;
    this.#tab = whose.tab;
    this.open();
  }

  /** Takes the lease on this tab's own name. */
  open(): void {
    void this.#take(this.#tab);
  }

  async #take(tab: string): Promise<boolean> {
    if (this.#leases === undefined || this.#held.has(tab)) return true;
    const release = await this.#leases.take(PREFIX + tab);
    if (release !== undefined) this.#held.set(tab, release);
    return release !== undefined;
  }

  /** Keeps a message; the answer is its key, or `undefined` when it could not be kept. */
  put(kept: Kept): string | undefined {
    this.#last += 1;
    const key = `${this.#prefix}${this.#tab}:${String(this.#last).padStart(9, '0')}`;
    try {
      this.#storage.set(key, JSON.stringify(kept));
      return key;
    } catch {
      return undefined;
    }
  }

  remove(key: string): void {
    try {
      this.#storage.remove(key);
    } catch {
      // It is sent again one day, and its id makes that harmless.
    }
  }

  /** What dead tabs left, in the order it was made, tab by tab. */
  async orphans(): Promise<Shelved[]> {
    const tabs = new Map<string, string[]>();
    for (const key of this.#keys()) {
      const tab = key.slice(this.#prefix.length).split(':')[0] ?? '';
      if (tab !== this.#tab) tabs.set(tab, [...(tabs.get(tab) ?? []), key]);
    }
    const found: Shelved[] = [];
    for (const [tab, keys] of tabs) {
      if (!(await this.#take(tab))) continue;
      for (const key of keys.sort()) {
        const kept = this.#get(key);
        if (kept !== undefined) found.push({ key, kept });
      }
    }
    return found;
  }

  #get(key: string): Kept | undefined {
    try {
      return read(this.#storage.get(key));
    } catch {
      return undefined;
    }
  }

  #keys(): string[] {
    try {
      return this.#storage.keys().filter((key) => key.startsWith(this.#prefix));
    } catch {
      return [];
    }
  }

  /** Gives the leases back: another tab may send what is left. */
  close(): void {
    for (const release of this.#held.values()) release();
    this.#held.clear();
  }
}
