import type pg from 'pg';
import type { Migration } from '../database.ts';
import { StoreProblem } from '../errors.ts';
import { connect, type Client } from './connect.ts';

/** Names the lock among the advisory locks of the database: `parley` in ASCII. */
const LOCK = 0x7061726c6579;

/**
 * Brings the schema up to date, one process at a time. Unknown later steps are left alone. The pool is
 * a patient one: a step, or waiting for another process, may take long.
 */
export async function migratePostgres(
  pool: pg.Pool,
  steps: readonly Migration[],
  now: string,
): Promise<void> {
  const client = await connect(pool);
  let broken = true;
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('create schema if not exists dbtable_schema');
    await client.query(
      `create table if not exists dbtable_schema.schema_migrations (
        name text primary key, applied_on timestamptz not null)`,
    );
    const { rows } = await client.query<{ name: string }>(
      'select name from dbtable_schema.schema_migrations',
    );
    const done = new Set(rows.map(({ name }) => name));
    for (const step of steps) {
      if (done.has(step.name)) continue;
      done.add(step.name);
      await apply(client, step, now);
    }
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    broken = false;
  } finally {
    // A connection that still holds the lock is ended, which lets go of it.
    client.release(broken);
  }
}

async function apply(client: Client, step: Migration, now: string): Promise<void> {
  try {
    await client.query('begin');
    for (const statement of step.postgres) await client.query(statement);
    await client.query(
      'insert into dbtable_schema.schema_migrations (name, applied_on) values ($1, $2)',
      [step.name, now],
    );
    await client.query('commit');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StoreProblem(`Migration ${step.name} failed: ${detail}`, { cause: error });
  }
}
