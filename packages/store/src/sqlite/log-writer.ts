import type { Placed } from '../plan.ts';
import { newEpoch } from '../digest.ts';
import type { Counter } from '../plan.ts';
import type { Sqlite, Statement } from './driver.ts';

/** How many topics' heads the writer remembers between batches; one costs about 200 bytes. */
const REMEMBERED = 20_000;

/** An earlier use of a client id. */
export interface EarlierUse {
  readonly offset: number;
  readonly digest: Uint8Array;
  readonly timestamp: string;
}

/**
 * The log's statements, and the heads of topics. There is one writer, so a head that was read stays
 * true in memory; changed heads are written once per batch by `flush`. A transaction that is rolled
 * back calls `forget`, a savepoint `mark` and `reset`.
 */
export class LogWriter {
  readonly #heads = new Map<string, Counter>();
  readonly #dirty = new Set<Counter>();
  readonly #find: Statement;
  readonly #create: Statement;
  readonly #setHead: Statement;
  readonly #insert: Statement;
  readonly #claim: Statement;
  readonly #earlier: Statement;
  readonly #redactRows: Statement;
  readonly #redactSources: Statement;
  readonly #redactIds: Statement;
  readonly #part: Statement;
  readonly #trimRows: Statement;
  readonly #trimHolders: Statement;
  readonly #setLow: Statement;
  readonly #prune: Statement;
  #undo: Map<Counter, number> | undefined;
  #created: string[] = [];

  constructor(sqlite: Sqlite) {
    const t = 'dbtable_schema.topic_messages';
    this.#find = sqlite.prepare('select id, epoch, head from dbtable_schema.topics where name = ?');
    this.#create = sqlite.prepare(
      'insert into dbtable_schema.topics (name, epoch, created_on) values (?, ?, ?) returning id',
    );
    this.#setHead = sqlite.prepare('update dbtable_schema.topics set head = ? where id = ?');
    this.#insert = sqlite.prepare(
      `insert into ${t} (topic_id, "offset", action, sender, connection_id, member_id, message,
        subject, is_internal, source_topic_id, source_offset, created_on)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#claim = sqlite.prepare(
      `insert into dbtable_schema.publish_ids
        (topic_id, publisher, client_id, "offset", digest, created_on)
        values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
    );
    this.#earlier = sqlite.prepare(
      `select "offset" as at, digest, created_on from dbtable_schema.publish_ids
        where topic_id = ? and publisher = ? and client_id = ?`,
    );
    this.#redactSources = sqlite.prepare(
      `update ${t} set message = ? where message is not null and (topic_id, "offset") in (
        select source_topic_id, source_offset from ${t}
        where topic_id = ? and subject = ? and source_topic_id is not null)`,
    );
    this.#part = sqlite.prepare(
      `update ${t} as part set source_topic_id = null, source_offset = null, message = (
          select whole.message from ${t} whole where whole.topic_id = part.source_topic_id
            and whole."offset" = part.source_offset)
        where part.rowid in (
          select rowid from ${t} where topic_id = ?1 and subject = ?2 and source_topic_id is not null
          union all select p.rowid from ${t} h join ${t} p
            on p.source_topic_id = h.topic_id and p.source_offset = h."offset"
            where h.topic_id = ?1 and h.subject = ?2)`,
    );
    this.#redactRows = sqlite.prepare(
      `update ${t} set message = ? where topic_id = ? and subject = ? and message is not null`,
    );
    this.#redactIds = sqlite.prepare(
      `update dbtable_schema.publish_ids set digest = x'' where topic_id = ?1 and "offset" in (
        select "offset" from ${t} where topic_id = ?1 and subject = ?2)`,
    );
    this.#trimRows = sqlite.prepare(
      `delete from ${t} as gone where topic_id = ? and "offset" < ? and not exists (
        select 1 from ${t} p where p.source_topic_id = gone.topic_id
          and p.source_offset = gone."offset")`,
    );
    // Rows kept below `low` only for their payload go with the last row that pointed at them.
    this.#trimHolders = sqlite.prepare(
      `delete from ${t} as gone where (topic_id, "offset") in (
        select h.topic_id, h."offset" from ${t} p
          join ${t} h on h.topic_id = p.source_topic_id and h."offset" = p.source_offset
          join dbtable_schema.topics on topics.id = h.topic_id and h."offset" < topics.low
          where p.topic_id = ?1 and p."offset" < ?2 and not exists (
            select 1 from ${t} o where o.source_topic_id = h.topic_id
              and o.source_offset = h."offset" and not (o.topic_id = ?1 and o."offset" < ?2)))`,
    );
    this.#setLow = sqlite.prepare(
      'update dbtable_schema.topics set low = max(low, ?) where id = ?',
    );
    // Rows lie in the order of their writing, so the oldest need no index.
    this.#prune = sqlite.prepare(
      `delete from dbtable_schema.publish_ids where created_on < ? and rowid in (
        select rowid from dbtable_schema.publish_ids order by rowid limit 5000)`,
    );
  }

  /** The topic's counter, if it was ever written to. */
  find(topic: string): Counter | undefined {
    const known = this.#heads.get(topic);
    if (known !== undefined) return known;
    const row = this.#find.first([topic]);
    if (row === undefined) return undefined;
    return this.#remember({
      id: Number(row['id']),
      name: topic,
      epoch: String(row['epoch']),
      head: Number(row['head']),
    });
  }

  /** The topic's counter for giving offsets; the topic is made when it is new. */
  count(topic: string, now: string): Counter {
    let counter = this.find(topic);
    if (counter === undefined) {
      const epoch = newEpoch();
      const row = this.#create.first([topic, epoch, now]);
      counter = this.#remember({ id: Number(row?.['id']), name: topic, epoch, head: 0 });
      this.#created.push(topic);
    }
    if (this.#undo !== undefined && !this.#undo.has(counter)) this.#undo.set(counter, counter.head);
    this.#dirty.add(counter);
    return counter;
  }

  /** Claims a client id for an offset; false when it was used before. */
  claim(
    topicId: number,
    by: { readonly publisher: string; readonly clientId: string },
    offset: number,
    digest: Uint8Array,
    now: string,
  ): boolean {
    return this.#claim.run([topicId, by.publisher, by.clientId, offset, digest, now]) > 0;
  }

  earlier(
    topicId: number,
    by: { readonly publisher: string; readonly clientId: string },
  ): EarlierUse | undefined {
    const row = this.#earlier.first([topicId, by.publisher, by.clientId]);
    if (row === undefined) return undefined;
    return {
      offset: Number(row['at']),
      digest: new Uint8Array(row['digest'] as ArrayBuffer),
      timestamp: String(row['created_on']),
    };
  }

  /** Writes a publication: its payload under its first place, the others pointing there. */
  insert(placed: Placed, now: string): void {
    const [source] = placed.places;
    for (const at of placed.places) {
      const first = at === source;
      this.#insert.run([
        at.topicId,
        at.offset,
        placed.event,
        placed.sender,
        placed.connectionId,
        placed.memberId,
        first ? placed.payload : null,
        placed.subject,
        placed.internal ? 1 : 0,
        first ? null : (source?.topicId ?? null),
        first ? null : (source?.offset ?? null),
        now,
      ]);
    }
  }

  /** Gives these topics and those that share payloads of a subject with them each one of its own. */
  part(topics: readonly string[], subject: string): void {
    for (const topic of topics) {
      const counter = this.find(topic);
      if (counter !== undefined) this.#part.run([counter.id, subject]);
    }
  }

  /** Replaces what is stored of a subject, wherever the payload lies. */
  redact(topics: readonly string[], subject: string, payload: string): void {
    for (const topic of topics) {
      const counter = this.find(topic);
      if (counter === undefined) continue;
      this.#redactSources.run([payload, counter.id, subject]);
      this.#redactRows.run([payload, counter.id, subject]);
      this.#redactIds.run([counter.id, subject]);
    }
  }

  trim(topic: string, offset: number): void {
    const counter = this.find(topic);
    if (counter === undefined) return;
    const low = Math.min(offset, counter.head + 1);
    this.#setLow.run([low, counter.id]);
    this.#trimHolders.run([counter.id, low]);
    this.#trimRows.run([counter.id, low]);
  }

  /** Drops client ids older than `before`, some thousands at a time. */
  prune(before: string): void {
    this.#prune.run([before]);
  }

  /** Writes the heads that changed. */
  flush(): void {
    for (const { head, id } of this.#dirty) this.#setHead.run([head, id]);
    this.#dirty.clear();
  }

  /** Starts to note what a savepoint changes; the heads so far are written. */
  mark(): void {
    this.flush();
    this.#undo = new Map();
    this.#created = [];
  }

  /** Ends the notes: keeps what was done, or takes it back as the savepoint does. */
  reset(keep: boolean): void {
    if (!keep) {
      for (const [counter, head] of this.#undo ?? []) {
        counter.head = head;
        this.#dirty.delete(counter);
      }
      for (const topic of this.#created) this.#heads.delete(topic);
    }
    this.#undo = undefined;
    this.#created = [];
  }

  /** Forgets every head; the next use reads it again. */
  forget(): void {
    this.#heads.clear();
    this.#dirty.clear();
    this.#undo = undefined;
    this.#created = [];
  }

  #remember(counter: Counter): Counter {
    // Between batches nothing is dirty, so dropping all is safe and needs no order of use.
    if (this.#heads.size >= REMEMBERED && this.#dirty.size === 0 && this.#undo === undefined) {
      this.#heads.clear();
    }
    this.#heads.set(counter.name, counter);
    return counter;
  }
}
