import type { AppendRequest, ReadRequest, ReadResult, TopicHead } from '@parley/hub';
import type { Migration, UnitModule } from '../database.ts';
import type { PackedError } from '../errors.ts';
import type { SqlAnswer } from '../kysely-over.ts';
import type { Placed } from '../plan.ts';
import type { Once } from '../unit.ts';

/** What the writer worker is started with. */
export interface WriterSetup {
  readonly file: string;
  readonly modules: readonly UnitModule[];
  readonly migrations: readonly Migration[];
  /** Milliseconds since 1970, for what is written at the start. */
  readonly now: number;
  readonly maxPages: number | undefined;
  /** Milliseconds that one unit may take. */
  readonly unitTime: number;
}

/** What the reader worker is started with. */
export interface ReaderSetup {
  readonly file: string;
}

/** One write of a batch. */
export type Write =
  | { readonly kind: 'append'; readonly request: AppendRequest }
  | {
      readonly kind: 'unit';
      readonly unit: string;
      readonly args: unknown;
      readonly once: Once | undefined;
    }
  | { readonly kind: 'trim'; readonly topic: string; readonly offset: number }
  | { readonly kind: 'epochs'; readonly topic: string | undefined }
  | { readonly kind: 'prune'; readonly before: string }
  | { readonly kind: 'health' };

/** What became of one write. */
export type Written =
  | {
      readonly kind: 'append';
      readonly epoch: string;
      readonly offset: number;
      readonly timestamp: string;
      readonly duplicate: boolean;
    }
  | {
      readonly kind: 'unit';
      readonly value: unknown;
      readonly topic: string | undefined;
      readonly epoch: string;
      /** 0 when nothing was published on the primary topic. */
      readonly offset: number;
      readonly timestamp: string;
      readonly duplicate: boolean;
      readonly placed: readonly Placed[];
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: PackedError };

/** To the writer. */
export interface WriterCall {
  readonly writes: readonly Write[];
  /** Milliseconds since 1970: the time of every write in it. */
  readonly now: number;
}

/** To the reader. */
export type ReaderCall =
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'heads'; readonly topics: readonly string[] }
  | { readonly kind: 'read'; readonly request: ReadRequest }
  | { readonly kind: 'backup'; readonly target: string };

/** The reader's answer to each kind of call. */
export interface ReaderAnswers {
  readonly query: SqlAnswer;
  readonly heads: readonly TopicHead[];
  readonly read: ReadResult;
  readonly backup: undefined;
}

/** Main thread to worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: unknown }
  | { readonly kind: 'close' };

/** Worker to main thread. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PackedError }
  | { readonly kind: 'failed'; readonly error: PackedError };
