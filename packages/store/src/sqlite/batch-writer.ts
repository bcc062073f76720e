import type { Kysely } from 'kysely';
import { HubError, type AppendRequest } from '@parley/hub';
import { appendDigest, newEpoch, sameContent, unitDigest } from '../digest.ts';
import { packError, StoreUnavailable, unitError } from '../errors.ts';
import { kyselyOver } from '../kysely-over.ts';
import { firstOn, place, type Placed } from '../plan.ts';
import type { StoreTables } from '../tables.ts';
import type { Once, Unit } from '../unit.ts';
import { UnitWork } from '../unit-work.ts';
import { findUnit, type UnitRegistry } from '../units.ts';
import { isFatal, type Sqlite } from './driver.ts';
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
  readonly #units: UnitRegistry;
  readonly #key: Uint8Array;
  readonly #unitTime: number;
  readonly #log: LogWriter;
  readonly #db: Kysely<StoreTables>;
  #redacted = false;

  constructor(sqlite: Sqlite, units: UnitRegistry, key: Uint8Array, unitTime: number) {
    this.#sqlite = sqlite;
    this.#units = units;
    this.#key = key;
    this.#unitTime = unitTime;
    this.#log = new LogWriter(sqlite);
    this.#db = kyselyOver('sqlite', async (sql, parameters) => sqlite.query(sql, parameters));
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
      if (this.#redacted) setImmediate(() => this.#wipe());
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
      const written = await this.#one(write, now);
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

  async #one(write: Write, now: string): Promise<Written> {
    if (write.kind === 'append') return this.#guarded(write.request, now);
    if (write.kind === 'unit') {
      return this.#unit(findUnit(this.#units, write.unit), write.args, write.once, now);
    }
    switch (write.kind) {
      case 'trim':
        this.#log.trim(write.topic, write.offset);
        break;
      case 'prune':
        this.#log.prune(write.before);
        break;
      case 'epochs':
        this.#bumpEpochs(write.topic);
        break;
      case 'health':
        this.#sqlite.query(
          `insert into dbtable_schema.settings (name, value) values ('last_check', ?)
            on conflict (name) do update set value = excluded.value`,
          [now],
        );
        break;
    }
    return { kind: 'done' };
  }

  async #guarded(request: AppendRequest, now: string): Promise<Written> {
    if (request.guard !== undefined) {
      const { unit, args } = request.guard;
      const guard = findUnit(this.#units, unit);
      const work = this.#work(request.topic, now);
      try {
        await this.#timed(guard.run(work, args));
      } catch (error) {
        throw isFatal(error) ? error : unitError(unit, error);
      }
    }
    return this.#append(request, now);
  }

  /** A refused repeat has written nothing, so it needs no savepoint to take back. */
  #bare(request: AppendRequest, now: string): Written {
    try {
      return this.#append(request, now);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { kind: 'failed', error: packError(error) };
    }
  }

  #append(request: AppendRequest, now: string): Written {
    const { clientId, publisher } = request;
    const counter = this.#log.count(request.topic, now);
    const { epoch } = counter;
    if (clientId !== undefined) {
      const by = { publisher, clientId };
      const digest = appendDigest(this.#key, request);
      if (!this.#log.claim(counter.id, by, counter.head + 1, digest, now)) {
        const { offset, timestamp } = this.#repeat(counter.id, by, digest);
        return { kind: 'append', epoch, offset, timestamp, duplicate: true };
      }
    }
    counter.head += 1;
    const offset = counter.head;
    this.#log.insert(
      {
        event: request.event,
        payload: request.payload,
        sender: request.sender,
        connectionId: request.connectionId,
        memberId: request.memberId,
        subject: request.subject ?? null,
        internal: request.internal === true,
        places: [{ topic: request.topic, topicId: counter.id, epoch, offset }],
      },
      now,
    );
    return { kind: 'append', epoch, offset, timestamp: now, duplicate: false };
  }

  #repeat(
    topicId: number,
    by: { readonly publisher: string; readonly clientId: string },
    digest: Uint8Array,
  ): { readonly offset: number; readonly timestamp: string } {
    const earlier = this.#log.earlier(topicId, by);
    if (earlier === undefined || !sameContent(earlier.digest, digest)) {
      throw new HubError('message_id_reused', 'This message id was used for another message.');
    }
    return earlier;
  }

  async #unit(
    unit: Unit<unknown, unknown>,
    args: unknown,
    once: Once | undefined,
    now: string,
  ): Promise<Written> {
    const topic = unit.topic?.(args);
    const digest = once === undefined ? undefined : unitDigest(this.#key, unit.name, once.content);
    if (once !== undefined && digest !== undefined) {
      const counter = topic === undefined ? undefined : this.#log.find(topic);
      const topicId = counter?.id ?? 0;
      if (this.#log.earlier(topicId, once) !== undefined) {
        const { offset, timestamp } = this.#repeat(topicId, once, digest);
        const epoch = counter?.epoch ?? '';
        const value = undefined;
        return {
          kind: 'unit',
          value,
          topic,
          epoch,
          offset,
          timestamp,
          duplicate: true,
          placed: [],
        };
      }
    }
    const work = this.#work(topic, now);
    const value = await this.#timed(unit.run(work, args));
    // What cannot travel to the main thread shall fail now, not after the commit.
    if (typeof value === 'object' || typeof value === 'function') structuredClone(value);
    const placed = this.#fulfil(work, now);
    const position = topic === undefined ? undefined : firstOn(placed, topic);
    const offset = position?.offset ?? 0;
    if (once !== undefined && digest !== undefined) {
      const topicId = topic === undefined ? 0 : this.#log.count(topic, now).id;
      this.#log.claim(topicId, once, offset, digest, now);
    }
    const epoch = position?.epoch ?? '';
    return { kind: 'unit', value, topic, epoch, offset, timestamp: now, duplicate: false, placed };
  }

  #work(topic: string | undefined, now: string): UnitWork {
    const counter = topic === undefined ? undefined : this.#log.find(topic);
    const offset = counter?.head ?? 0;
    return new UnitWork(this.#db, now, {
      epoch: offset === 0 ? '' : (counter?.epoch ?? ''),
      offset,
    });
  }

  #fulfil(work: UnitWork, now: string): Placed[] {
    const placed: Placed[] = [];
    for (const wish of work.wishes) {
      if (wish.kind === 'redact') {
        this.#log.redact(wish.topics, wish.subject, wish.payload);
        this.#redacted = true;
        continue;
      }
      const at = place(wish.publication, (topic) => this.#log.count(topic, now));
      this.#log.insert(at, now);
      placed.push(at);
    }
    return placed;
  }

  #bumpEpochs(topic: string | undefined): void {
    const sql = 'update dbtable_schema.topics set epoch = ?';
    if (topic === undefined) this.#sqlite.query(sql, [newEpoch()]);
    else this.#sqlite.query(`${sql} where name = ?`, [newEpoch(), topic]);
    this.#log.forget();
  }

  /** A unit that never ends may still touch the connection: the worker ends and is started anew. */
  async #timed<T>(work: Promise<T>): Promise<T> {
    const alarm = setTimeout(() => process.exit(1), this.#unitTime);
    try {
      return await work;
    } finally {
      clearTimeout(alarm);
    }
  }

  /** Old bytes also lie in the write-ahead log until it is emptied; a reader in the way is waited out. */
  #wipe(): void {
    if (!this.#redacted) return;
    try {
      this.#redacted = this.#sqlite.inTransaction || !this.#sqlite.checkpoint();
    } catch (error) {
      if (!isFatal(error)) throw error;
    }
    if (this.#redacted) setTimeout(() => this.#wipe(), WIPE_AGAIN).unref();
  }
}
