import type pg from 'pg';
import type { Clock } from '@parley/hub';
import type { Database, Migration, UnitModule } from '../database.ts';
import { kyselyOver } from '../kysely-over.ts';
import { inOrder } from '../migrations.ts';
import { loadUnits } from '../units.ts';
import { makePool, query } from './connect.ts';
import { migratePostgres } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { sharedSecret } from './settings.ts';
import { PostgresSilence } from './silence.ts';
import { TopicRows } from './topic-rows.ts';

/** Milliseconds that one unit may take. */
const UNIT_TIME = 10_000;

/** How to open a database on Postgres. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly modules: readonly UnitModule[];
  /** The steps of all domains, in any order. */
  readonly migrations: readonly Migration[];
  /** Tells the time of what is written. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Connections for writing, and as many for reading; 2 more make topics. Default 10. */
  readonly poolSize?: number;
  /** Milliseconds that one unit may take before its transaction is given up. Default 10,000. */
  readonly unitTime?: number;
  /** 0 up to 1; for the pauses between attempts. */
  readonly random?: () => number;
}

/**
 * Opens a database on Postgres (14 or newer), shared with other processes.
 * @throws {StoreUnavailable} when the server cannot be reached.
 * @throws {StoreProblem} when a migration fails or a module cannot be loaded.
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { url } = options;
  const clock = options.clock ?? { now: () => Date.now() };
  const size = options.poolSize ?? 10;
  const pools: pg.Pool[] = [];
  const pool = (more: Parameters<typeof makePool>[1]): pg.Pool => {
    const made = makePool(url, more);
    pools.push(made);
    return made;
  };
  const write = pool({ size, name: 'parley write' });
  const read = pool({ size, readOnly: true, name: 'parley read' });
  const side = pool({ size: 2, name: 'parley topics' });
  try {
    const units = await loadUnits(options.modules);
    await migrate(url, options.migrations, new Date(clock.now()).toISOString());
    const key = await sharedSecret(write, 'digest_key', 32);
    const silence = await PostgresSilence.start(read);
    return new PostgresDatabase({
      pool: write,
      readPool: read,
      sidePool: side,
      silence,
      topics: new TopicRows(side),
      units,
      key,
      now: () => clock.now(),
      unitTime: options.unitTime ?? UNIT_TIME,
      random: options.random ?? Math.random,
      over: (client) => kyselyOver('postgres', (sql, given) => query(client, sql, given)),
    });
  } catch (error) {
    await Promise.all(pools.map((made) => made.end()));
    throw error;
  }
}

async function migrate(url: string, steps: readonly Migration[], now: string): Promise<void> {
  const pool = makePool(url, { size: 1, patient: true, name: 'parley migrate' });
  try {
    await migratePostgres(pool, inOrder(steps), now);
  } finally {
    await pool.end();
  }
}
