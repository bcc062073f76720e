/** A row as queries see it. */
export type Row = Record<string, unknown>;

/** What SQLite's driver takes. A boolean would abort the process, so nothing else may reach it. */
export type SqliteValue = string | number | bigint | null | Uint8Array;

/** JavaScript to SQLite: booleans are 0 and 1, dates ISO text, objects and arrays JSON text. */
export function toSqlite(value: unknown): SqliteValue {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      // The driver binds every number as a float; whole ones shall stay whole.
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'boolean':
      return value ? 1n : 0n;
    case 'undefined':
      return null;
    default:
      return toBytesOrText(value);
  }
}

/** JavaScript to Postgres: dates are ISO text, objects and arrays JSON text. */
export function toPostgres(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'object' ? toBytesOrText(value) : value;
}

function toBytesOrText(value: unknown): string | null | Uint8Array {
  if (value === null) return null;
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value) ?? null;
}

/**
 * Database to JavaScript, in place, by the column's name: `is_*` are booleans, `*_json` are parsed.
 * Bytes are `Uint8Array`. Dates (`*_on`) are ISO text on both engines already.
 */
export function decodeRows(rows: readonly Row[]): void {
  const first = rows[0];
  if (first === undefined) return;
  const names = Object.keys(first);
  const flags = names.filter((name) => name.startsWith('is_'));
  const documents = names.filter((name) => name.endsWith('_json'));
  for (const row of rows) {
    for (const name of flags) {
      const value = row[name];
      if (typeof value === 'number') row[name] = value !== 0;
    }
    for (const name of documents) {
      const value = row[name];
      if (typeof value === 'string') row[name] = JSON.parse(value);
    }
    for (const name of names) {
      const value = row[name];
      if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
    }
  }
}
