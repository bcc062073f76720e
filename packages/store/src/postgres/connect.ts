import pg from 'pg';
import { decodeRows, toPostgres, type Row } from '../codec.ts';
import { StoreUnavailable, sqlCodeOf, type Outcome } from '../errors.ts';
import type { SqlAnswer } from '../kysely-over.ts';

/** A connection of the pool. */
export type Client = pg.PoolClient;

/** Milliseconds to wait for a connection of the pool, or for a new one to be made. */
const CONNECT_TIME = 5000;
/** Milliseconds that one statement may take; as much as a unit. */
const STATEMENT_TIME = 10_000;
/**
 * Milliseconds after which an answer that did not come is not waited for. A network that loses
 * packets tells neither side of the other's end, and the system would wait a quarter of an hour.
 */
const ANSWER_TIME = STATEMENT_TIME + 2000;
/**
 * Milliseconds that may lie between two statements of a transaction. A node only computes in between;
 * one that is gone without a word must not hold its topics for long.
 */
const IDLE_TIME = 5000;

/** The same JavaScript values as on SQLite, by Postgres' numbers of its types. The rest is text. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map([
  [16, (text: string): unknown => text === 't'], // bool
  [20, Number], // int8
  [21, Number], // int2
  [23, Number], // int4
  [26, Number], // oid
  [700, Number], // float4
  [701, Number], // float8
  [1700, Number], // numeric: sums and averages
  [1184, isoText], // timestamptz
  [1114, isoText], // timestamp
  [17, (text: string): unknown => new Uint8Array(Buffer.from(text.slice(2), 'hex'))], // bytea
]);

/** `2026-01-01 00:00:00.123+00` (the session's time zone is UTC) to ISO 8601 in milliseconds. */
function isoText(text: string): string {
  const [day, rest = '00:00:00'] = text.split(' ');
  const [time = '', fraction = ''] = rest.replace(/\+00$/u, '').split('.');
  return `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
}

/** A pool whose connections see the schema first. */
export function makePool(
  url: string,
  options: {
    readonly size: number;
    readonly readOnly?: boolean;
    /** Statements may take as long as they like: migrations. */
    readonly patient?: boolean;
    readonly name: string;
  },
): pg.Pool {
  const settings = [
    '-c search_path=dbtable_schema',
    '-c timezone=UTC',
    '-c datestyle=ISO',
    '-c intervalstyle=iso_8601',
    '-c bytea_output=hex',
    `-c statement_timeout=${options.patient === true ? 0 : STATEMENT_TIME}`,
    `-c idle_in_transaction_session_timeout=${IDLE_TIME}`,
    ...(options.readOnly === true ? ['-c default_transaction_read_only=on'] : []),
  ];
  const given = splitOptions(url);
  const pool = new pg.Pool({
    connectionString: given.url,
    max: options.size,
    connectionTimeoutMillis: CONNECT_TIME,
    ...(options.patient === true ? {} : { query_timeout: ANSWER_TIME }),
    keepAlive: true,
    application_name: options.name,
    options: [given.options, ...settings].join(' ').trim(),
    types: {
      getTypeParser: (oid: number) => PARSERS.get(oid) ?? String,
    },
  });
  // An idle connection that breaks is dropped by the pool; the next use makes a new one. One that
  // breaks while it is lent out fails the statement that is under way, or the next.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}

/** Options in the URL would take the place of ours; they come first instead. */
function splitOptions(url: string): { readonly url: string; readonly options: string } {
  if (!/^postgres(?:ql)?:/u.test(url)) return { url, options: '' };
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options') ?? '';
  if (options === '') return { url, options };
  parsed.searchParams.delete('options');
  return { url: parsed.href, options };
}

/** Whether the same may succeed on a new connection or a little later. */
export function isUnavailable(error: unknown): boolean {
  const code = sqlCodeOf(error);
  if (code === undefined) {
    // The driver's own: `Connection terminated`, `timeout exceeded when trying to connect`.
    return (
      error instanceof Error &&
      /terminated|timeout|closed|not queryable|after calling end/iu.test(error.message)
    );
  }
  if (/^E[A-Z]+$/u.test(code)) return true;
  // Connection, resources, operator intervention, system, and a server that became read-only.
  return /^(?:08|53|57|58|XX)/u.test(code) || code === '25006';
}

/** Whether the transaction lost a race for locks and may be run again. */
export function isConflict(error: unknown): boolean {
  const code = sqlCodeOf(error);
  return code === '40001' || code === '40P01' || code === '55P03';
}

/** What a caller hears of an error of the database. */
export function asUnavailable(error: unknown, outcome: Outcome): unknown {
  if (error instanceof StoreUnavailable) return error;
  if (!isUnavailable(error) && !isConflict(error)) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`Postgres: ${detail}`, outcome);
}

/** Takes a connection; that there is none is `store_unavailable`. */
export async function connect(pool: pg.Pool): Promise<Client> {
  try {
    return await pool.connect();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StoreUnavailable(`Postgres: ${detail}`, 'none');
  }
}

/** Runs a query of Kysely's, parameters and rows in JavaScript's values. */
export async function query(
  on: pg.Pool | pg.PoolClient,
  sql: string,
  parameters: readonly unknown[],
): Promise<SqlAnswer> {
  const { rows, rowCount } = await on.query<Row>(sql, parameters.map(toPostgres));
  decodeRows(rows);
  return { rows, affected: rowCount ?? 0 };
}
