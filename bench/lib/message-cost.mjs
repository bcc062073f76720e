import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { startPostgres } from '../../packages/testing/dist/postgres.js';
import { cores, pin } from './machine.mjs';

/** Messages that are sent for the count. */
const MESSAGES = 40;

/** A Postgres that counts its statements; commits are synced as in production. */
export async function ownChatPostgres() {
  pin(`0-${cores - 1}`, process.pid);
  try {
    return await startPostgres({ settings: { shared_preload_libraries: 'pg_stat_statements' } });
  } finally {
    pin(1, process.pid);
  }
}

/**
 * What one message causes, on a server that nothing else is asked of: the statements that run for
 * each, with their calls and rows. What happens now and then by itself is left out.
 */
export async function messageCost(postgres, send) {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
  try {
    await pool.query('create extension if not exists pg_stat_statements');
    await send();
    // What it still does for others is over by then.
    await sleep(1500);
    await pool.query('select pg_stat_statements_reset()');
    for (let sent = 0; sent < MESSAGES; sent += 1) await send();
    const { rows: statements } = await pool.query(
      `select query, calls::int as calls, rows::int as rows from pg_stat_statements
        where query not like '%pg_stat_%' order by calls desc`,
    );
    return statements
      .map(({ query, calls, rows }) => ({
        text: query
          .replaceAll(/\s+/g, ' ')
          .replaceAll('"', '')
          .replaceAll('dbtable_schema.', '')
          .trim(),
        calls: calls / MESSAGES,
        rows: rows / MESSAGES,
      }))
      .filter(({ calls }) => calls >= 0.9);
  } finally {
    await pool.end();
  }
}
