import type pg from 'pg';
import { newEpoch } from '../digest.ts';
import type { Counter } from '../plan.ts';
import { asUnavailable, type Client } from './connect.ts';

/** How many names of topics are remembered as made; one costs about 100 bytes. */
const REMEMBERED = 50_000;

/** A topic's row is gone, though it was seen: the database was changed underneath. Try again. */
export class TopicVanished extends Error {}

/** The head rows of topics: made in statements of their own, locked in the order of their ids. */
export class TopicRows {
  readonly #pool: pg.Pool;
  readonly #made = new Set<string>();

  /** @param pool Small, and used for nothing that waits: a transaction may be waiting for this. */
  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Makes the rows that are missing, committed at once and in the order of the names, so that no
   * transaction ever waits for another that makes the same topic. Answers those that were missing.
   */
  async make(topics: Iterable<string>): Promise<readonly string[]> {
    const missing = [...topics].filter((topic) => !this.#made.has(topic)).sort();
    if (missing.length === 0) return [];
    let fresh: string[];
    try {
      const { rows } = await this.#pool.query<{ name: string }>(
        'select name from dbtable_schema.topics where name = any($1)',
        [missing],
      );
      const there = new Set(rows.map(({ name }) => name));
      fresh = missing.filter((topic) => !there.has(topic));
      if (fresh.length > 0) {
        await this.#pool.query(
          `insert into dbtable_schema.topics (name, epoch)
            select * from unnest($1::text[], $2::text[]) on conflict (name) do nothing`,
          [fresh, fresh.map(() => newEpoch())],
        );
      }
    } catch (error) {
      throw asUnavailable(error, 'none');
    }
    if (this.#made.size + missing.length > REMEMBERED) this.#made.clear();
    for (const topic of missing) this.#made.add(topic);
    return fresh;
  }

  /**
   * Takes back what was made for nothing: who asks for rooms that are not there must not fill the table.
   * What somebody else works on meanwhile stays; who comes after makes it again.
   */
  async unmake(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.#made.delete(topic);
    await this.#pool.query(
      `delete from dbtable_schema.topics where id in (
          select id from dbtable_schema.topics where name = any($1) and head = 0
          for update skip locked)
        and not exists (select 1 from dbtable_schema.publish_ids p where p.topic_id = topics.id)`,
      [topics],
    );
  }

  /** Locks the heads of topics that were made, in the order of their ids. */
  async lock(client: Client, topics: readonly string[]): Promise<Map<string, Counter>> {
    const counters = new Map<string, Counter>();
    if (topics.length === 0) return counters;
    const { rows } = await client.query<Counter>(
      `select id, name, epoch, head from dbtable_schema.topics where name = any($1)
        order by id for no key update`,
      [topics],
    );
    for (const row of rows) counters.set(row.name, row);
    if (counters.size < new Set(topics).size) {
      this.#made.clear();
      throw new TopicVanished();
    }
    return counters;
  }
}

/** Writes heads that were counted on. */
export async function writeHeads(client: Client, counters: Iterable<Counter>): Promise<void> {
  const all = [...counters];
  if (all.length === 0) return;
  await client.query(
    `update dbtable_schema.topics set head = given.head
      from unnest($1::bigint[], $2::bigint[]) as given (id, head) where topics.id = given.id`,
    [all.map(({ id }) => id), all.map(({ head }) => head)],
  );
}
