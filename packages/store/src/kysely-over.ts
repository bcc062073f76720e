import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Row } from './codec.ts';
import { StoreProblem } from './errors.ts';
import type { StoreTables } from './tables.ts';

/** What a statement gave: its rows, and how many it changed. */
export interface SqlAnswer {
  readonly rows: Row[];
  readonly affected: number;
}

/** Runs one statement, parameters and rows already in JavaScript's values. */
export type RunSql = (sql: string, parameters: readonly unknown[]) => Promise<SqlAnswer>;

/** Kysely's connection over a function. It has no transactions of its own: units are transactions. */
class Connection implements DatabaseConnection {
  readonly #run: RunSql;

  constructor(run: RunSql) {
    this.#run = run;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected } = await this.#run(query.sql, query.parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(affected) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreProblem('Queries are not streamed; page them.');
  }
}

class FunctionDriver implements Driver {
  readonly #connection: Connection;

  constructor(run: RunSql) {
    this.#connection = new Connection(run);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    throw new StoreProblem('A unit is the transaction; there is none inside or beside it.');
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

/** A Kysely whose statements go through `run`. */
export function kyselyOver(engine: 'sqlite' | 'postgres', run: RunSql): Kysely<StoreTables> {
  const sqlite = engine === 'sqlite';
  return new Kysely<StoreTables>({
    dialect: {
      createDriver: () => new FunctionDriver(run),
      createAdapter: () => (sqlite ? new SqliteAdapter() : new PostgresAdapter()),
      createQueryCompiler: () => (sqlite ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
      createIntrospector: (db) =>
        sqlite ? new SqliteIntrospector(db) : new PostgresIntrospector(db),
    },
  });
}
