import type pg from 'pg';
import type { SilenceCheck } from '@parley/hub';
import { asUnavailable } from './connect.ts';

/** A topic with its newest offset; names are null in the one row of a quiet interval. */
interface ChangedRow {
  readonly xmin: string;
  readonly topic: string | null;
  readonly epoch: string | null;
  readonly head: number | null;
}

/** What was committed since this transaction may still have been running at the snapshot before. */
const CHANGED = `
  with now as (select pg_snapshot_xmin(pg_current_snapshot()) as xmin),
    written as (
      select topic_id, max("offset") as head from dbtable_schema.topic_messages
      where tx >= $1::xid8 group by topic_id)
  select now.xmin::text as xmin, t.name as topic, t.epoch, w.head
  from now left join written w on true left join dbtable_schema.topics t on t.id = w.topic_id`;

/** Finds what other processes wrote, one query per call whatever the number of topics. */
export class PostgresSilence implements SilenceCheck {
  readonly #pool: pg.Pool;
  #since: string;

  private constructor(pool: pg.Pool, since: string) {
    this.#pool = pool;
    this.#since = since;
  }

  /** Starts from now: the first call tells what was written after this. */
  static async start(pool: pg.Pool): Promise<PostgresSilence> {
    const { rows } = await pool.query<{ xmin: string }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text as xmin',
    );
    return new PostgresSilence(pool, rows[0]?.xmin ?? '0');
  }

  async changed(): Promise<
    readonly { readonly topic: string; readonly epoch: string; readonly head: number }[]
  > {
    try {
      const { rows } = await this.#pool.query<ChangedRow>(CHANGED, [this.#since]);
      this.#since = rows[0]?.xmin ?? this.#since;
      return rows.flatMap(({ topic, epoch, head }) =>
        topic === null || epoch === null || head === null ? [] : [{ topic, epoch, head }],
      );
    } catch (error) {
      throw asUnavailable(error, 'none');
    }
  }
}
