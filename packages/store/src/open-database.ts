import type { Clock } from '@parley/hub';
import type { Database, Migration, UnitModule } from './database.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';

/** How to open a database: Postgres where there is a URL, the embedded one in a folder otherwise. */
export interface DatabaseOptions {
  /** `postgres://…`; the embedded database is not touched then. */
  readonly url?: string | undefined;
  /** The data folder. */
  readonly folder: string;
  readonly modules: readonly UnitModule[];
  readonly migrations: readonly Migration[];
  readonly clock?: Pick<Clock, 'now'>;
  /** Connections to Postgres for writing, and as many for reading. */
  readonly poolSize?: number;
}

/** Opens the database that the settings ask for, with its schema brought up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, folder, poolSize, ...shared } = options;
  if (url === undefined || url === '') return openSqlite({ folder, ...shared });
  return openPostgres({ url, ...shared, ...(poolSize === undefined ? {} : { poolSize }) });
}
