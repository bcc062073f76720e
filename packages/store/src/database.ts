import type { Kysely } from 'kysely';
import type { SilenceCheck, TopicLog } from '@parley/hub';
import type { StoreTables } from './tables.ts';
import type { Once, Unit, UnitResult } from './unit.ts';

/** A step of the schema. Expand-only within a release; ordered by name over all domains. */
export interface Migration {
  /** `<4 digits>_<domain>_<what>`; the order and the identity of the step. */
  readonly name: string;
  /** DDL per engine, statement by statement, with `dbtable_schema.` written out. */
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

/** A module of units: its URL (it is imported again inside the writer worker) and its migrations. */
export interface UnitModule {
  readonly url: string;
}

/** One of two engines behind one face. Everything lives in the schema `dbtable_schema`. */
export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  /**
   * Read-only queries on what is committed. Booleans (`is_*`), dates (`*_on`, ISO text) and JSON
   * (`*_json`) come and go as JavaScript values on both engines; ids are numbers.
   */
  readonly read: Kysely<StoreTables>;
  readonly log: TopicLog;
  /** Present where other processes may write to the same log. */
  readonly silence?: SilenceCheck;
  /** Runs a unit; resolves after its commit. Throws the unit's `HubError`, or `store_unavailable`. */
  run<A, R>(
    unit: Unit<A, R>,
    args: A,
    options?: { once?: Once; signal?: AbortSignal },
  ): Promise<UnitResult<R>>;
  /**
   * Gives a topic, or all, a new epoch, since offsets may be used again: after a restore, or a
   * failover that lost commits. Clients are told that their positions are void.
   */
  bumpEpochs(topic?: string): Promise<void>;
  /**
   * Copies the database into a new file while it runs, consistent and synced; embedded engine only.
   * Rejects when the file exists.
   */
  backup?(target: string): Promise<void>;
  /** Drops rows of a topic below `offset` and moves `low`, in one transaction. */
  trim(topic: string, offset: number): Promise<void>;
  /** A secret that all nodes on this database share; made on first use. */
  secret(name: string, bytes: number): Promise<Uint8Array>;
  /** Rejects with the reason when a write cannot be made at the moment. */
  health(): Promise<void>;
  close(): Promise<void>;
}
