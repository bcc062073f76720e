import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { asUnavailable } from './connect.ts';

/** A random value that all nodes on this database share, made by the first that asks. */
export async function sharedSecret(
  pool: pg.Pool,
  name: string,
  bytes: number,
): Promise<Uint8Array> {
  try {
    await pool.query(
      `insert into dbtable_schema.settings (name, value) values ($1, $2)
        on conflict (name) do nothing`,
      [name, randomBytes(bytes)],
    );
    const { rows } = await pool.query<{ value: Uint8Array }>(
      'select value from dbtable_schema.settings where name = $1',
      [name],
    );
    return rows[0]?.value ?? new Uint8Array();
  } catch (error) {
    throw asUnavailable(error, 'none');
  }
}

/** Writes something small; rejects with the reason when nothing can be written. */
export async function checkWrite(pool: pg.Pool, now: string): Promise<void> {
  try {
    await pool.query(
      `insert into dbtable_schema.settings (name, value) values ('last_check', $1)
        on conflict (name) do update set value = excluded.value`,
      [Buffer.from(now)],
    );
  } catch (error) {
    throw asUnavailable(error, 'none');
  }
}
