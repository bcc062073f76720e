import type { Kysely } from 'kysely';
import { HubError, type AppendRequest } from '@parley/hub';
import { appendDigest, newEpoch, sameContent, unitDigest } from '../digest.ts';
import { unitError } from '../errors.ts';
import { kyselyOver } from '../kysely-over.ts';
import { firstOn, place, type Placed } from '../plan.ts';
import type { StoreTables } from '../tables.ts';
import type { Once, Unit } from '../unit.ts';
import { UnitWork } from '../unit-work.ts';
import { findUnit, type UnitRegistry } from '../units.ts';
import { isFatal, type Sqlite } from './driver.ts';
import type { LogWriter } from './log-writer.ts';
import type { Write, Written } from './messages.ts';

/** What single writes need. */
export interface ItemParts {
  readonly sqlite: Sqlite;
  readonly log: LogWriter;
  readonly units: UnitRegistry;
  /** Of the digests. */
  readonly key: Uint8Array;
  /** Milliseconds that one unit may take. */
  readonly unitTime: number;
}

/** Makes single writes, inside a transaction that somebody else holds. */
export class ItemWriter {
  readonly #sqlite: Sqlite;
  readonly #log: LogWriter;
  readonly #units: UnitRegistry;
  readonly #key: Uint8Array;
  readonly #unitTime: number;
  readonly #db: Kysely<StoreTables>;
  /** Something was redacted since this was last set to false. */
  redacted = false;

  constructor({ sqlite, log, units, key, unitTime }: ItemParts) {
    this.#sqlite = sqlite;
    this.#log = log;
    this.#units = units;
    this.#key = key;
    this.#unitTime = unitTime;
    this.#db = kyselyOver('sqlite', async (sql, parameters) => sqlite.query(sql, parameters));
  }

  /** Any write. What it throws leaves half a write behind: the caller has a savepoint. */
  async write(write: Write, now: string): Promise<Written> {
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
    return this.append(request, now);
  }

  /** A bare append. When it throws a `HubError` it has written nothing. */
  append(request: AppendRequest, now: string): Written {
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
    const head = { epoch: offset === 0 ? '' : (counter?.epoch ?? ''), offset };
    return new UnitWork(this.#db, { now, head });
  }

  #fulfil(work: UnitWork, now: string): Placed[] {
    const placed: Placed[] = [];
    for (const wish of work.wishes) {
      if (wish.kind === 'redact') {
        if (wish.apart) this.#log.part(wish.topics, wish.subject);
        this.#log.redact(wish.topics, wish.subject, wish.payload);
        this.redacted = true;
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
}
