import { HubError, type AppendRequest } from '@parley/hub';
import { packError, StoreUnavailable, unitError } from '../errors.ts';
import { isFatal, type Sqlite } from './driver.ts';
import { ItemWriter, type ItemParts } from './item-writer.ts';
import { LogWriter } from './log-writer.ts';
import type { Write, WriterCall, Written } from './messages.ts';

/** Milliseconds until another attempt to empty the write-ahead log of what was redacted. */
const WIPE_AGAIN = 500;

/**
 * Writes batches: one transaction and one fsync for all of a batch, each unit in a savepoint.
 *
 * An error that speaks of the file (full, unreadable, busy) fails the batch as a whole, and the next
 * is tried anew. A bare append has no savepoint, since it has no reason to fail alone; if one does,
 * the batch is rolled back and written once more with a savepoint for each.
 */
export class BatchWriter {
  readonly #sqlite: Sqlite;
  readonly #log: LogWriter;
  readonly #items: ItemWriter;

  constructor(parts: Omit<ItemParts, 'log'>) {
    this.#sqlite = parts.sqlite;
    this.#log = new LogWriter(parts.sqlite);
    this.#items = new ItemWriter({ ...parts, log: this.#log });
  }

  /** One result per write, in their order. */
  async write(call: WriterCall): Promise<readonly Written[]> {
    const now = new Date(call.now).toISOString();
    try {
      try {
        return await this.#transaction(call.writes, now, false);
      } catch (error) {
        if (isFatal(error) || error instanceof StoreUnavailable) throw error;
        return await this.#transaction(call.writes, now, true);
      }
    } catch (error) {
      const packed = packError(
        error instanceof StoreUnavailable ? error : new StoreUnavailable(String(error), 'none'),
      );
      return call.writes.map(() => ({ kind: 'failed', error: packed }));
    } finally {
      if (this.#items.redacted) setImmediate(() => this.#wipe());
    }
  }

  async #transaction(writes: readonly Write[], now: string, careful: boolean): Promise<Written[]> {
    const results: Written[] = [];
    try {
      this.#sqlite.exec('begin immediate');
      for (const write of writes) {
        const alone = careful || write.kind !== 'append' || write.request.guard !== undefined;
        results.push(alone ? await this.#savepoint(write, now) : this.#bare(write.request, now));
      }
      this.#log.flush();
    } catch (error) {
      this.#rollback();
      throw error;
    }
    try {
      this.#sqlite.exec('commit');
    } catch (error) {
      this.#rollback();
      // What reached the write-ahead log may yet be found there after a crash.
      throw new StoreUnavailable(String(error), 'unknown');
    }
    return results;
  }

  #rollback(): void {
    this.#log.forget();
    if (this.#sqlite.inTransaction) this.#sqlite.exec('rollback');
  }

  async #savepoint(write: Write, now: string): Promise<Written> {
    this.#log.mark();
    this.#sqlite.exec('savepoint unit');
    try {
      const written = await this.#items.write(write, now);
      this.#log.flush();
      this.#sqlite.exec('release unit');
      this.#log.reset(true);
      return written;
    } catch (error) {
      // A full disk may have ended the whole transaction already.
      if (isFatal(error) || !this.#sqlite.inTransaction) throw error;
      this.#sqlite.exec('rollback to unit');
      this.#sqlite.exec('release unit');
      this.#log.reset(false);
      return { kind: 'failed', error: packError(this.#explain(write, error)) };
    }
  }

  #explain(write: Write, error: unknown): unknown {
    return write.kind === 'unit' ? unitError(write.unit, error) : error;
  }

  /** A refused repeat has written nothing, so it needs no savepoint to take back. */
  #bare(request: AppendRequest, now: string): Written {
    try {
      return this.#items.append(request, now);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { kind: 'failed', error: packError(error) };
    }
  }

  /** Old bytes also lie in the write-ahead log until it is emptied; a reader in the way is waited out. */
  #wipe(): void {
    if (!this.#items.redacted) return;
    try {
      this.#items.redacted = this.#sqlite.inTransaction || !this.#sqlite.checkpoint();
    } catch (error) {
      if (!isFatal(error)) throw error;
    }
    if (this.#items.redacted) setTimeout(() => this.#wipe(), WIPE_AGAIN).unref();
  }
}
