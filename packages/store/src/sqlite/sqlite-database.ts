import { dirname, resolve } from 'node:path';
import { closeSync, openSync, unlinkSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { AppendRequest, AppendResult, Clock, StoredPublication, TopicLog } from '@parley/hub';
import { Batcher, batchLimits } from '../batcher.ts';
import type { Database } from '../database.ts';
import { packError, StoreProblem, UnitFailed, unpackError } from '../errors.ts';
import { kyselyOver } from '../kysely-over.ts';
import { CommitListeners } from '../listeners.ts';
import { storedOf } from '../plan.ts';
import type { StoreTables } from '../tables.ts';
import type { Once, Unit, UnitResult } from '../unit.ts';
import { secretFile, syncPath } from './files.ts';
import type { FileLock } from './lock.ts';
import type { ReaderAnswers, ReaderCall, Write, WriterCall, Written } from './messages.ts';
import type { WorkerHost } from './worker-host.ts';

/** Milliseconds that a client id is remembered: 7 days. */
const REMEMBER_IDS = 7 * 86_400_000;
/** Milliseconds between two rounds of dropping old client ids; each drops 5,000 at most. */
const PRUNE_EVERY = 60_000;
/** What a write weighs besides its text. */
const OVERHEAD = 200;

/** What the database is made of. */
export interface SqliteParts {
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly lock: FileLock;
  readonly writer: WorkerHost;
  readonly reader: WorkerHost;
  /** A reader of its own for long work, so that pages are not held up. */
  readonly startReader: () => WorkerHost;
}

/** The embedded database, as the main thread sees it. */
export class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly read: Kysely<StoreTables>;
  readonly log: TopicLog;
  readonly #parts: SqliteParts;
  readonly #writes: Batcher<Write, Written>;
  readonly #listeners = new CommitListeners();
  readonly #pruning: NodeJS.Timeout;
  #closed: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.#writes = new Batcher((writes) => this.#ship(writes), batchLimits);
    this.read = kyselyOver('sqlite', (sql, parameters) =>
      this.#ask({ kind: 'query', sql, parameters }),
    );
    this.log = {
      append: (request) => this.#append(request),
      heads: (topics) => this.#ask({ kind: 'heads', topics }),
      read: (request) => this.#ask({ kind: 'read', request }),
      onCommit: (listener) => this.#listeners.add(listener),
    };
    this.#pruning = setInterval(() => {
      const before = new Date(parts.clock.now() - REMEMBER_IDS).toISOString();
      // Nothing is lost when a round fails: the next one drops the same.
      this.#done({ kind: 'prune', before }).catch(() => undefined);
    }, PRUNE_EVERY).unref();
  }

  async run<A, R>(
    unit: Unit<A, R>,
    args: A,
    options: { once?: Once; signal?: AbortSignal } = {},
  ): Promise<UnitResult<R>> {
    const write: Write = { kind: 'unit', unit: unit.name, args, once: options.once };
    const signal = options.signal;
    const weight = OVERHEAD + weigh(args);
    const written = await this.#writes.add(write, weight, signal === undefined ? {} : { signal });
    if (written.kind !== 'unit') throw problem(written);
    const { epoch, offset, timestamp, duplicate } = written;
    return {
      value: written.value as R | undefined,
      position: offset === 0 ? undefined : { epoch, offset },
      timestamp,
      duplicate,
    };
  }

  async trim(topic: string, offset: number): Promise<void> {
    await this.#done({ kind: 'trim', topic, offset });
  }

  async bumpEpochs(topic?: string): Promise<void> {
    await this.#done({ kind: 'epochs', topic });
  }

  async health(): Promise<void> {
    await this.#done({ kind: 'health' });
    await this.#ask({ kind: 'heads', topics: [] });
  }

  async secret(name: string, bytes: number): Promise<Uint8Array> {
    return secretFile(dirname(this.#parts.file), name, bytes);
  }

  async backup(target: string): Promise<void> {
    const path = resolve(target);
    try {
      closeSync(openSync(path, 'wx', 0o600));
    } catch (error) {
      throw new StoreProblem(`A backup needs a new file: ${String(error)}`, { cause: error });
    }
    const worker = this.#parts.startReader();
    try {
      await worker.ready;
      await worker.call({ kind: 'backup', target: path } satisfies ReaderCall);
      syncPath(path);
      syncPath(dirname(path));
    } catch (error) {
      unlinkSync(path);
      throw error;
    } finally {
      await worker.close();
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#pruning);
    await this.#writes.close();
    await this.#parts.reader.close();
    await this.#parts.writer.close();
    this.#parts.lock.release();
  }

  async #append(request: AppendRequest): Promise<AppendResult> {
    const weight = OVERHEAD + request.payload.length;
    const written = await this.#writes.add({ kind: 'append', request }, weight);
    if (written.kind !== 'append') throw problem(written);
    const { epoch, offset, timestamp, duplicate } = written;
    return { position: { epoch, offset }, timestamp, duplicate };
  }

  async #done(write: Write): Promise<void> {
    const written = await this.#writes.add(write, OVERHEAD);
    if (written.kind !== 'done') throw problem(written);
  }

  async #ship(writes: readonly Write[]): Promise<readonly Written[]> {
    const call: WriterCall = { writes, now: this.#parts.clock.now() };
    let results: readonly Written[];
    try {
      results = (await this.#parts.writer.call(call)) as readonly Written[];
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // Arguments that cannot travel to a worker: nothing was sent. Each goes alone, so that the
      // others do not suffer.
      const [write] = writes;
      if (writes.length > 1) return (await this.#each(writes)).flat();
      throw new UnitFailed(write?.kind === 'unit' ? write.unit : 'write', error.message);
    }
    this.#listeners.tell([...committed(writes, results)]);
    return results;
  }

  async #each(writes: readonly Write[]): Promise<(readonly Written[])[]> {
    const results: (readonly Written[])[] = [];
    for (const write of writes) {
      try {
        results.push(await this.#ship([write]));
      } catch (error) {
        results.push([{ kind: 'failed', error: packError(error) }]);
      }
    }
    return results;
  }

  async #ask<C extends ReaderCall>(call: C): Promise<ReaderAnswers[C['kind']]> {
    return (await this.#parts.reader.call(call)) as ReaderAnswers[C['kind']];
  }
}

function problem(written: Written): Error {
  return written.kind === 'failed'
    ? unpackError(written.error)
    : new StoreProblem('The writer answered another question.');
}

function weigh(args: unknown): number {
  return typeof args === 'object' && args !== null ? JSON.stringify(args).length : 0;
}

/** What the writes made known, in the order they were made. */
function* committed(
  writes: readonly Write[],
  results: readonly Written[],
): Generator<StoredPublication> {
  for (const [index, written] of results.entries()) {
    if (written.kind === 'unit') {
      for (const placed of written.placed) yield* storedOf(placed, written.timestamp);
      continue;
    }
    const write = writes[index];
    if (written.kind !== 'append' || written.duplicate || write?.kind !== 'append') continue;
    const { request } = write;
    yield {
      topic: request.topic,
      event: request.event,
      payload: request.payload,
      sender: request.sender,
      memberId: request.memberId,
      timestamp: written.timestamp,
      position: { epoch: written.epoch, offset: written.offset },
      internal: request.internal === true,
      subject: request.subject ?? null,
    };
  }
}
