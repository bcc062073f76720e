import type { Kysely } from 'kysely';
import type { Position } from '@parley/hub';
import { REDACTED } from './plan.ts';
import type { StoreTables } from './tables.ts';
import type { UnitContext, UnitPublication } from './unit.ts';

/** What a unit asked for, in its order. */
export type Wish =
  | { readonly kind: 'publish'; readonly publication: UnitPublication }
  | {
      readonly kind: 'redact';
      readonly topics: readonly string[];
      readonly subject: string;
      readonly payload: string;
      readonly apart: boolean;
    };

/** The context of one run of a unit; collects what it asks for until its function has returned. */
export class UnitWork implements UnitContext {
  readonly db: Kysely<StoreTables>;
  readonly now: string;
  readonly head: Position;
  readonly wishes: Wish[] = [];
  /** What was locked before its time. */
  readonly locked: Set<string> = new Set();
  readonly #lock: ((topics: readonly string[]) => Promise<void>) | undefined;

  /** @param lock Absent where there is one writer. */
  constructor(
    db: Kysely<StoreTables>,
    at: { readonly now: string; readonly head: Position },
    lock?: (topics: readonly string[]) => Promise<void>,
  ) {
    this.db = db;
    this.now = at.now;
    this.head = at.head;
    this.#lock = lock;
  }

  async lock(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.locked.add(topic);
    await this.#lock?.(topics);
  }

  publish(publication: UnitPublication): void {
    this.wishes.push({ kind: 'publish', publication });
  }

  async redact(
    topics: readonly string[],
    subject: string,
    payload: unknown,
    { apart = false }: { readonly apart?: boolean } = {},
  ): Promise<void> {
    const [first, ...others] = new Set(topics);
    if (first === undefined) return;
    const text = JSON.stringify(payload) ?? 'null';
    this.wishes.push({ kind: 'redact', topics: [first, ...others], subject, payload: text, apart });
    this.publish({
      topics: [first, ...others],
      event: REDACTED,
      payload: { subject },
      internal: true,
    });
  }

  /** Every topic that was locked or that the wishes touch, each once. */
  topics(): Set<string> {
    const names = new Set<string>(this.locked);
    for (const wish of this.wishes) {
      const topics = wish.kind === 'publish' ? wish.publication.topics : wish.topics;
      for (const topic of topics) names.add(topic);
    }
    return names;
  }
}
