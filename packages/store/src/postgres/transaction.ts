import type pg from 'pg';
import { asUnavailable, connect, isUnavailable, type Client } from './connect.ts';
import { StoreProblem, StoreUnavailable } from '../errors.ts';

/** Milliseconds to wait for a lock that is taken in order. */
export const LOCK_TIME = 5000;

/**
 * Runs work in one transaction. What it throws rolls it back and comes out as it was; a connection
 * lost during the commit leaves the outcome unknown.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(pool);
  let broken = false;
  try {
    // Without parameters two statements travel together.
    await client.query(`begin; set local lock_timeout = ${LOCK_TIME}`);
    const value = await work(client);
    await commit(client);
    return value;
  } catch (error) {
    broken = isUnavailable(error) || error instanceof StoreUnavailable;
    if (!broken) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

async function commit(client: Client): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('commit'));
  } catch (error) {
    throw asUnavailable(error, 'unknown');
  }
  // Postgres answers `ROLLBACK` without an error when a statement had failed and was swallowed.
  if (command !== 'COMMIT') {
    throw new StoreProblem('A statement failed inside the transaction; it was rolled back.');
  }
}
