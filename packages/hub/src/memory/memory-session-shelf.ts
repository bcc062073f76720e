import type { Clock } from '../ports/clock.ts';
import type { SavedSession, SessionShelf } from '../ports/session-shelf.ts';

/** Characters kept in all; the oldest sessions go first. */
const MOST_CHARACTERS = 67_108_864;

interface Held {
  readonly text: string;
  readonly diesAt: number;
}

/** Sessions of one process, bounded by what they take up together. */
export class MemorySessionShelf implements SessionShelf {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #most: number;
  /** In the order they were saved, which with one lifetime is the order in which they die. */
  readonly #held = new Map<string, Held>();
  #characters = 0;

  constructor(options: {
    readonly clock: Pick<Clock, 'elapsed'>;
    readonly mostCharacters?: number;
  }) {
    this.#clock = options.clock;
    this.#most = options.mostCharacters ?? MOST_CHARACTERS;
  }

  /** How many are held, dead ones that were not dropped yet included. */
  get size(): number {
    return this.#held.size;
  }

  save(session: SavedSession, text: string, lifetimeMs: number): Promise<void> {
    const key = keyOf(session);
    this.#remove(key);
    this.#held.set(key, { text, diesAt: this.#clock.elapsed() + lifetimeMs });
    this.#characters += key.length + text.length;
    this.#drop();
    return Promise.resolve();
  }

  take(session: SavedSession): Promise<string | undefined> {
    this.#drop();
    const key = keyOf(session);
    const held = this.#held.get(key);
    this.#remove(key);
    const alive = held !== undefined && held.diesAt > this.#clock.elapsed();
    return Promise.resolve(alive ? held.text : undefined);
  }

  #remove(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#characters -= key.length + held.text.length;
  }

  #drop(): void {
    for (const [key, { diesAt }] of this.#held) {
      if (diesAt > this.#clock.elapsed() && this.#characters <= this.#most) return;
      this.#remove(key);
    }
  }
}

function keyOf({ sid, memberId }: SavedSession): string {
  return `${memberId} ${sid}`;
}
