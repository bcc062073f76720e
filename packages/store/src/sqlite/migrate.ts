import type { Migration } from '../database.ts';
import { StoreProblem } from '../errors.ts';
import type { Sqlite } from './driver.ts';

/** Brings the schema up to date, each step in a transaction of its own. Unknown later steps are left alone. */
export function migrateSqlite(sqlite: Sqlite, steps: readonly Migration[], now: string): void {
  sqlite.exec(
    `create table if not exists dbtable_schema.schema_migrations (
      name text primary key, applied_on text not null) without rowid`,
  );
  const rows = sqlite.prepare('select name from dbtable_schema.schema_migrations').all([]);
  const done = new Set(rows.map((row) => row['name']));
  for (const step of steps) {
    if (done.has(step.name)) continue;
    done.add(step.name);
    sqlite.exec('begin immediate');
    try {
      for (const statement of step.sqlite) sqlite.exec(statement);
      sqlite
        .prepare('insert into dbtable_schema.schema_migrations (name, applied_on) values (?, ?)')
        .run([step.name, now]);
      sqlite.exec('commit');
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec('rollback');
      const detail = error instanceof Error ? error.message : String(error);
      throw new StoreProblem(`Migration ${step.name} failed: ${detail}`, { cause: error });
    }
  }
}
