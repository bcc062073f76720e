import type { ReadResult, TopicLog } from '../ports/topic-log.ts';
import { Recent } from './recent.ts';

/** What a topic's memory works with. */
export interface MemoryOptions {
  readonly topic: string;
  readonly log: Pick<TopicLog, 'read'>;
  readonly limits: { readonly recentMessages: number; readonly recentBytes: number };
  /** The offset up to which listeners have everything. */
  readonly delivered: () => number;
}

/** What of a topic's log is in memory, or on its way there. */
export class Memory {
  readonly recent: Recent;
  readonly #options: MemoryOptions;
  readonly #reads = new Map<string, Promise<ReadResult>>();
  #redactions = 0;
  #warmed: Promise<void> | undefined;

  constructor(options: MemoryOptions) {
    this.#options = options;
    this.recent = new Recent(options.limits.recentMessages, options.limits.recentBytes);
  }

  /** How often old text was replaced: what was read from the log before may show it. */
  get redactions(): number {
    return this.#redactions;
  }

  /**
   * Fills the memory from the log, once: after a start it is cold, and a storm of resumes must not
   * ask the log for each client.
   */
  warm(): Promise<void> {
    this.#warmed ??= this.#warm().catch((error: unknown) => {
      this.#warmed = undefined;
      throw error;
    });
    return this.#warmed;
  }

  /** Old text was replaced in the log. */
  redacted(): void {
    this.recent.clear();
    this.#warmed = undefined;
    this.#redactions += 1;
  }

  /** Reads the log; the same question asked by many at once is asked once. */
  read(key: string, ask: () => Promise<ReadResult>): Promise<ReadResult> {
    let reading = this.#reads.get(key);
    if (reading === undefined) {
      reading = ask().finally(() => this.#reads.delete(key));
      this.#reads.set(key, reading);
    }
    return reading;
  }

  async #warm(): Promise<void> {
    const redactions = this.#redactions;
    const { topic, log, limits, delivered } = this.#options;
    const { messages } = await log.read({ topic, limit: limits.recentMessages, internal: true });
    if (this.#redactions === redactions) this.recent.fill(messages, delivered());
  }
}
