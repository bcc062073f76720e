import type { Kysely } from 'kysely';
import type { Position } from '@parley/hub';
import type { StoreTables } from './tables.ts';

/** A publication that a unit causes; committed with the unit's rows or not at all. */
export interface UnitPublication {
  /** Where it goes. The payload is stored once, under the first; the others point at it. */
  readonly topics: readonly [string, ...string[]];
  readonly event: string;
  /** Any JSON value. */
  readonly payload: unknown;
  /** A connection id; absent: the member's stable id, or `app`. */
  readonly sender?: string;
  readonly connectionId?: string;
  readonly memberId?: number;
  /** What it tells of (`chat_message:123`), for redaction. */
  readonly subject?: string;
  /** Applied by the nodes, not shown to clients. */
  readonly internal?: boolean;
}

/** What a unit works with: one transaction. */
export interface UnitContext {
  /** Queries inside the transaction. Give it the domain's tables: `tx.db.withTables<ChatTables>()`. */
  readonly db: Kysely<StoreTables>;
  /** The time of this unit, ISO 8601, UTC, in milliseconds. */
  readonly now: string;
  /** The last offset given on the primary topic, read under its lock; offsets of this unit follow it. */
  readonly head: Position;
  /**
   * Locks the heads of further topics, before rows are read that must agree with what other units
   * publish there: a counter that is told on a topic. Best called once, with all of them.
   */
  lock(topics: readonly string[]): Promise<void>;
  /** Queues a publication; it gets its offsets when the unit's function has returned. */
  publish(publication: UnitPublication): void;
  /**
   * Replaces the stored payload of every row with this subject by `payload`, in place, in the topics
   * given, and announces it there with an internal publication (`parley.redacted`). Topics that share
   * a payload with these show the new one too; with `apart` they keep what they have.
   */
  redact(
    topics: readonly string[],
    subject: string,
    payload: unknown,
    options?: { readonly apart?: boolean },
  ): Promise<void>;
}

/**
 * A named write: runs beside the database in one transaction. Exported from a module without
 * captured state, since it may run in a worker that imported the module anew. Rules that need
 * no database run before, on the main thread.
 */
export interface Unit<A, R> {
  /** `<domain>.<verb>`, unique. */
  readonly name: string;
  /** The primary topic, whose head is locked first; absent for writes that publish nothing ordered. */
  readonly topic?: (args: A) => string;
  /** Refuses by throwing a `HubError`; anything thrown rolls this unit back and no other. */
  readonly run: (tx: UnitContext, args: A) => Promise<R>;
}

/** Declares a unit. The answer is the argument, with its types. */
export function defineUnit<A, R>(unit: Unit<A, R>): Unit<A, R> {
  return unit;
}

/** A repeat of the same unit by the same publisher with the same id returns the first result's position. */
export interface Once {
  readonly publisher: string;
  readonly clientId: string;
  /** What must be equal in a repeat; JSON. */
  readonly content: unknown;
}

/** What a unit did. */
export interface UnitResult<R> {
  readonly value: R | undefined;
  /** Of the first publication on the primary topic, where there was one. */
  readonly position: Position | undefined;
  readonly timestamp: string;
  /** `once` matched an earlier run; nothing ran and `value` is undefined. */
  readonly duplicate: boolean;
}
