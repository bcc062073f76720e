/** Milliseconds that an ended credential is remembered: longer than any check of it takes. */
const REMEMBERED = 60_000;
/** How many are remembered; the oldest go first. */
const MOST = 10_000;

/**
 * Credentials that ended a moment ago. A connection may have been let in by a look at the database
 * just before, and come here just after.
 */
export class EndedCredentials {
  readonly #ended = new Map<string, number>();

  add(memberId: number, credential: string, now: number): void {
    const key = `${memberId} ${credential}`;
    this.#ended.delete(key);
    this.#ended.set(key, now);
    for (const [oldest, at] of this.#ended) {
      if (this.#ended.size <= MOST && now - at <= REMEMBERED) break;
      this.#ended.delete(oldest);
    }
  }

  has(memberId: number, credential: string): boolean {
    return this.#ended.has(`${memberId} ${credential}`);
  }
}
