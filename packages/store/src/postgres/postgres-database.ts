import type pg from 'pg';
import type { Kysely } from 'kysely';
import {
  HubError,
  type AppendRequest,
  type AppendResult,
  type SilenceCheck,
  type StoredPublication,
  type TopicLog,
} from '@parley/hub';
import { Batcher, batchLimits } from '../batcher.ts';
import type { Database } from '../database.ts';
import { newEpoch } from '../digest.ts';
import { StoreUnavailable } from '../errors.ts';
import { kyselyOver } from '../kysely-over.ts';
import { CommitListeners } from '../listeners.ts';
import { storedOf } from '../plan.ts';
import type { StoreTables } from '../tables.ts';
import { Turns } from '../turns.ts';
import type { Once, Unit, UnitResult } from '../unit.ts';
import { appendGroup, type Appended, type AppendParts } from './append-group.ts';
import { retrying } from './conflicts.ts';
import { asUnavailable, query } from './connect.ts';
import { readHeads, readLog } from './log-read.ts';
import { trimRows } from './log-rows.ts';
import { runUnit } from './run-unit.ts';
import { checkWrite, sharedSecret } from './settings.ts';
import { inTransaction } from './transaction.ts';

/** Groups under way at once; a topic always goes the same lane, so its order is kept. */
const LANES = 2;
/** Units that may wait for a connection; more are refused with `busy`. */
const UNITS = 5000;
/** Days that a client id is remembered, and milliseconds between two rounds of dropping older ones. */
const REMEMBER_IDS = '7 days';
const PRUNE_EVERY = 60_000;
const OVERHEAD = 200;

/** What the database is made of. */
export interface PostgresParts extends AppendParts {
  readonly readPool: pg.Pool;
  readonly sidePool: pg.Pool;
  readonly silence: SilenceCheck;
}

/** A database on Postgres, as this process sees it. */
export class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly read: Kysely<StoreTables>;
  readonly log: TopicLog;
  readonly silence: SilenceCheck;
  readonly #parts: PostgresParts;
  readonly #lanes: readonly Batcher<AppendRequest, Appended>[];
  readonly #listeners = new CommitListeners();
  readonly #pruning: NodeJS.Timeout;
  readonly #turns = new Turns();
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(parts: PostgresParts) {
    this.#parts = parts;
    this.silence = parts.silence;
    this.#lanes = Array.from(
      { length: LANES },
      () => new Batcher((requests) => this.#group(requests), { ...batchLimits, inFlight: 1 }),
    );
    this.read = kyselyOver('postgres', async (sql, given) => {
      try {
        return await query(parts.readPool, sql, given);
      } catch (error) {
        throw asUnavailable(error, 'none');
      }
    });
    this.log = {
      append: (request) => this.#append(request),
      heads: (topics) => readHeads(parts.readPool, topics),
      read: (request) => readLog(parts.readPool, request),
      onCommit: (listener) => this.#listeners.add(listener),
    };
    this.#pruning = setInterval(() => {
      // Nothing is lost when a round fails: the next one drops the same.
      this.#prune().catch(() => undefined);
    }, PRUNE_EVERY).unref();
  }

  async run<A, R>(
    unit: Unit<A, R>,
    args: A,
    options: { once?: Once; signal?: AbortSignal } = {},
  ): Promise<UnitResult<R>> {
    options.signal?.throwIfAborted();
    const { result, placed } = await this.#tracked(() =>
      this.#turns.take(unit.topic?.(args), () => {
        options.signal?.throwIfAborted();
        return runUnit(this.#parts, unit, args, options.once);
      }),
    );
    this.#listeners.tell(placed.flatMap((one) => [...storedOf(one, result.timestamp)]));
    return result;
  }

  async trim(topic: string, offset: number): Promise<void> {
    await this.#tracked(() =>
      retrying(
        () =>
          inTransaction(this.#parts.pool, async (client) => {
            const { rows } = await client.query<{ id: number; head: number }>(
              'select id, head from dbtable_schema.topics where name = $1 for no key update',
              [topic],
            );
            const [row] = rows;
            if (row !== undefined) await trimRows(client, row.id, Math.min(offset, row.head + 1));
          }),
        this.#parts.random,
      ),
    );
  }

  async bumpEpochs(topic?: string): Promise<void> {
    await this.#tracked(() =>
      retrying(
        () =>
          inTransaction(this.#parts.pool, async (client) => {
            await client.query(
              `select 1 from dbtable_schema.topics where $1::text is null or name = $1
                order by id for no key update`,
              [topic ?? null],
            );
            await client.query(
              'update dbtable_schema.topics set epoch = $2 where $1::text is null or name = $1',
              [topic ?? null, newEpoch()],
            );
          }),
        this.#parts.random,
      ),
    );
  }

  secret(name: string, bytes: number): Promise<Uint8Array> {
    return sharedSecret(this.#parts.pool, `secret:${name}`, bytes);
  }

  health(): Promise<void> {
    return checkWrite(this.#parts.pool, new Date(this.#parts.now()).toISOString());
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#pruning);
    await Promise.all(this.#lanes.map((lane) => lane.close()));
    await Promise.allSettled(this.#running);
    const { pool, readPool, sidePool } = this.#parts;
    await Promise.all([pool.end(), readPool.end(), sidePool.end()]);
  }

  async #append(request: AppendRequest): Promise<AppendResult> {
    const lane = this.#lanes[laneOf(request.topic)];
    if (lane === undefined) throw new StoreUnavailable('There is no lane.', 'none');
    const appended = await lane.add(request, OVERHEAD + request.payload.length);
    if ('error' in appended) throw appended.error;
    return appended;
  }

  async #group(requests: readonly AppendRequest[]): Promise<readonly Appended[]> {
    const results = await appendGroup(this.#parts, requests);
    this.#listeners.tell([...committed(requests, results)]);
    return results;
  }

  async #tracked<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) throw new StoreUnavailable('The database is closed.', 'none');
    if (this.#running.size >= UNITS) {
      throw new HubError('busy', 'Too many writes are waiting.', { retryAfter: 500 });
    }
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw asUnavailable(error, 'none');
    } finally {
      this.#running.delete(running);
    }
  }

  async #prune(): Promise<void> {
    await this.#parts.pool.query(
      `delete from dbtable_schema.publish_ids where ctid = any(array(
        select ctid from dbtable_schema.publish_ids
        where created_on < $1::timestamptz - $2::interval limit 5000))`,
      [new Date(this.#parts.now()).toISOString(), REMEMBER_IDS],
    );
  }
}

/** FNV-1a: spreads topics over the lanes, the same way each time. */
function laneOf(topic: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < topic.length; index++) {
    hash = Math.imul(hash ^ topic.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % LANES;
}

function* committed(
  requests: readonly AppendRequest[],
  results: readonly Appended[],
): Generator<StoredPublication> {
  for (const [index, result] of results.entries()) {
    const request = requests[index];
    if (request === undefined || 'error' in result || result.duplicate) continue;
    yield {
      topic: request.topic,
      event: request.event,
      payload: request.payload,
      sender: request.sender,
      memberId: request.memberId,
      timestamp: result.timestamp,
      position: result.position,
      internal: request.internal === true,
      subject: request.subject ?? null,
    };
  }
}
