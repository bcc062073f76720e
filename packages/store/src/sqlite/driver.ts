import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { decodeRows, toSqlite, type Row, type SqliteValue } from '../codec.ts';
import type { SqlAnswer } from '../kysely-over.ts';

/** Statements of queries kept ready, the least used dropped first. */
const STATEMENTS = 500;

/** Milliseconds to wait for another connection; only a backup or a checkpoint ever holds one up. */
const BUSY_TIME = 2000;

/** The engine's own codes after which nothing can be written at the moment, whatever the statement. */
const FATAL = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|CORRUPT|NOTADB|CANTOPEN|READONLY|NOMEM|PROTOCOL)/u;

/** Whether an error speaks of the file, not of the statement. */
export function isFatal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    FATAL.test(error.code)
  );
}

/** A prepared statement with positional parameters. */
export class Statement {
  readonly #statement: Libsql.Statement;
  readonly #reads: boolean;

  constructor(statement: Libsql.Statement) {
    this.#statement = statement;
    this.#reads = statement.reader;
  }

  /** How many rows it changed. */
  run(parameters: readonly SqliteValue[]): number {
    refuseBooleans(parameters);
    return this.#statement.run(parameters).changes;
  }

  /** The first row, or undefined. */
  first(parameters: readonly SqliteValue[]): Row | undefined {
    refuseBooleans(parameters);
    return this.#statement.get(parameters) as Row | undefined;
  }

  all(parameters: readonly SqliteValue[]): Row[] {
    refuseBooleans(parameters);
    return this.#statement.all(parameters) as Row[];
  }

  answer(parameters: readonly SqliteValue[]): SqlAnswer {
    if (!this.#reads) return { rows: [], affected: this.run(parameters) };
    const rows = this.all(parameters);
    return { rows, affected: rows.length };
  }
}

/** A boolean makes the driver abort the process, and a caller in plain JavaScript may pass one. */
function refuseBooleans(parameters: readonly unknown[]): void {
  for (const value of parameters) {
    if (typeof value === 'boolean') throw new TypeError('SQLite has no booleans.');
  }
}

/** One connection: `main` is empty memory, the file is attached as `dbtable_schema`. */
export class Sqlite {
  readonly #db: Libsql.Database;
  readonly #statements = new Map<string, Statement>();
  #closed = false;

  private constructor(db: Libsql.Database) {
    this.#db = db;
  }

  /** Opens for reading and writing, durable: WAL, an fsync per commit, deleted bytes overwritten. */
  static writer(file: string, options: { maxPages?: number } = {}): Sqlite {
    const sqlite = Sqlite.#attach(pathToFileURL(file).href);
    sqlite.#pragma('dbtable_schema.journal_mode = wal');
    sqlite.#pragma('dbtable_schema.synchronous = full');
    sqlite.#pragma('dbtable_schema.secure_delete = on');
    sqlite.#pragma('dbtable_schema.journal_size_limit = 67108864');
    // Pages that many commits change are copied once; 4,000 are 16 MB of log.
    sqlite.#pragma('dbtable_schema.wal_autocheckpoint = 4000');
    sqlite.#pragma('foreign_keys = on');
    if (options.maxPages !== undefined) {
      sqlite.#pragma(`dbtable_schema.max_page_count = ${options.maxPages}`);
    }
    return sqlite;
  }

  /** Opens for reading. The driver's own option does not cover an attached file; the URL does. */
  static reader(file: string): Sqlite {
    return Sqlite.#attach(`${pathToFileURL(file).href}?mode=ro`);
  }

  static #attach(url: string): Sqlite {
    const db = new Libsql(':memory:');
    db.exec(`pragma busy_timeout = ${BUSY_TIME}`);
    db.exec(`attach '${url.replaceAll("'", "''")}' as dbtable_schema`);
    return new Sqlite(db);
  }

  /** The driver aborts the whole process when a closed connection is asked this. */
  get inTransaction(): boolean {
    return !this.#closed && this.#db.inTransaction;
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  prepare(sql: string): Statement {
    return new Statement(this.#db.prepare(sql));
  }

  /** Runs a query of Kysely's, parameters and rows in JavaScript's values. */
  query(sql: string, parameters: readonly unknown[]): SqlAnswer {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.prepare(sql);
      const oldest = this.#statements.keys().next();
      if (this.#statements.size >= STATEMENTS && oldest.done !== true) {
        this.#statements.delete(oldest.value);
      }
    } else {
      this.#statements.delete(sql);
    }
    this.#statements.set(sql, statement);
    const answer = statement.answer(parameters.map(toSqlite));
    decodeRows(answer.rows);
    return answer;
  }

  /** Moves the write-ahead log into the file and empties it; false when a reader is in the way. */
  checkpoint(): boolean {
    if (this.#closed) return true;
    this.#pragma('busy_timeout = 0');
    try {
      const [row] = this.prepare('pragma dbtable_schema.wal_checkpoint(truncate)').all([]);
      return row?.['busy'] === 0;
    } finally {
      this.#pragma(`busy_timeout = ${BUSY_TIME}`);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#db.close();
  }

  #pragma(text: string): void {
    this.prepare(`pragma ${text}`).all([]);
  }
}
