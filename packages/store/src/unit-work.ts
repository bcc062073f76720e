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
    };

/** The context of one run of a unit; collects what it asks for until its function has returned. */
export class UnitWork implements UnitContext {
  readonly db: Kysely<StoreTables>;
  readonly now: string;
  readonly head: Position;
  readonly wishes: Wish[] = [];

  constructor(db: Kysely<StoreTables>, now: string, head: Position) {
    this.db = db;
    this.now = now;
    this.head = head;
  }

  publish(publication: UnitPublication): void {
    this.wishes.push({ kind: 'publish', publication });
  }

  async redact(topics: readonly string[], subject: string, payload: unknown): Promise<void> {
    const [first, ...others] = new Set(topics);
    if (first === undefined) return;
    const text = JSON.stringify(payload) ?? 'null';
    this.wishes.push({ kind: 'redact', topics: [first, ...others], subject, payload: text });
    this.publish({
      topics: [first, ...others],
      event: REDACTED,
      payload: { subject },
      internal: true,
    });
  }

  /** Every topic that the wishes touch, each once. */
  topics(): Set<string> {
    const names = new Set<string>();
    for (const wish of this.wishes) {
      const topics = wish.kind === 'publish' ? wish.publication.topics : wish.topics;
      for (const topic of topics) names.add(topic);
    }
    return names;
  }
}
