import { HubError, hubErrors, type HubErrorCode } from '@parley/hub';

/** Whether a write that failed may have been committed all the same. */
export type Outcome = 'none' | 'unknown';

/**
 * The database cannot write or read at the moment; the same may succeed later. With `outcome`
 * `'unknown'` the write may have been committed: a repeat with the same client id finds out.
 */
export class StoreUnavailable extends HubError {
  readonly outcome: Outcome;

  constructor(detail: string, outcome: Outcome) {
    super('store_unavailable', detail, { retryAfter: 1000 });
    this.name = 'StoreUnavailable';
    this.outcome = outcome;
  }
}

/** A unit threw something that is no refusal: a mistake in the unit. Its transaction was rolled back. */
export class UnitFailed extends Error {
  readonly unit: string;
  /** The database's own code, where the error came from it. */
  readonly sqlCode: string | undefined;

  constructor(unit: string, detail: string, options: { sqlCode?: string; stack?: string } = {}) {
    super(`${unit}: ${detail}`);
    this.name = 'UnitFailed';
    this.unit = unit;
    this.sqlCode = options.sqlCode;
    if (options.stack !== undefined) this.stack = options.stack;
  }
}

/** Another process has the data folder. */
export class FolderInUse extends Error {
  readonly code = 'folder_in_use';
  readonly path: string;
  /** Of the process that has it; undefined when it could not tell. */
  readonly pid: number | undefined;

  constructor(path: string, holder: { pid?: number; host?: string; startedOn?: string }) {
    const who =
      holder.pid === undefined
        ? 'another process'
        : `process ${holder.pid} on ${holder.host ?? 'this machine'}, started ${holder.startedOn ?? 'at an unknown time'}`;
    super(
      `${path} is in use by ${who}. One process owns an embedded database: stop it first, or use a folder of its own.`,
    );
    this.name = 'FolderInUse';
    this.path = path;
    this.pid = holder.pid;
  }
}

/** Why a database could not be opened, backed up or restored, in words for the operator. */
export class StoreProblem extends Error {
  readonly code = 'store_problem';

  constructor(detail: string, options: { cause?: unknown } = {}) {
    super(detail, options);
    this.name = 'StoreProblem';
  }
}

/** An error as it crosses from a worker. */
export interface PackedError {
  readonly kind: 'hub' | 'unavailable' | 'unit' | 'problem';
  readonly detail: string;
  readonly code?: HubErrorCode;
  readonly retryAfter?: number;
  readonly outcome?: Outcome;
  readonly unit?: string;
  readonly sqlCode?: string;
  readonly stack?: string;
}

interface Refusal {
  readonly code: HubErrorCode;
  readonly message: string;
  readonly retryAfter?: number;
}

/** A module of units may carry its own copy of the hub, so a refusal is known by its shape. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retry' in error &&
    Object.hasOwn(hubErrors, error.code)
  );
}

/** The database's own code of an error (`SQLITE_FULL`, `40P01`), if it has one. */
export function sqlCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return undefined;
  }
  return error.code;
}

/** Whether a statement inside a unit hit a unique or primary key, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  const code = sqlCodeOf(error);
  return (
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

/** Makes the error that a caller of `run` gets from what a unit threw. */
export function unitError(unit: string, error: unknown): Error {
  if (error instanceof StoreUnavailable || error instanceof UnitFailed) return error;
  if (isRefusal(error)) return refusal(error);
  const options: { sqlCode?: string; stack?: string } = {};
  const sqlCode = sqlCodeOf(error);
  if (sqlCode !== undefined) options.sqlCode = sqlCode;
  if (error instanceof Error && error.stack !== undefined) options.stack = error.stack;
  return new UnitFailed(unit, error instanceof Error ? error.message : String(error), options);
}

function refusal(error: Refusal): HubError {
  return new HubError(
    error.code,
    error.message,
    error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter },
  );
}

/** For the way out of a worker. */
export function packError(error: unknown): PackedError {
  if (error instanceof StoreUnavailable) {
    return { kind: 'unavailable', detail: error.message, outcome: error.outcome };
  }
  if (isRefusal(error)) {
    const packed = { kind: 'hub', code: error.code, detail: error.message } as const;
    return error.retryAfter === undefined ? packed : { ...packed, retryAfter: error.retryAfter };
  }
  if (error instanceof UnitFailed) {
    return {
      kind: 'unit',
      unit: error.unit,
      detail: error.message.slice(error.unit.length + 2),
      ...(error.sqlCode === undefined ? {} : { sqlCode: error.sqlCode }),
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  return { kind: 'problem', detail: error instanceof Error ? error.message : String(error) };
}

/** The error again, on the main thread. */
export function unpackError(packed: PackedError): Error {
  const { kind, detail } = packed;
  if (kind === 'unavailable') return new StoreUnavailable(detail, packed.outcome ?? 'none');
  if (kind === 'unit') return new UnitFailed(packed.unit ?? 'unit', detail, packed);
  if (kind === 'problem') return new StoreProblem(detail);
  return refusal({
    code: packed.code ?? 'bad_request',
    message: detail,
    ...(packed.retryAfter === undefined ? {} : { retryAfter: packed.retryAfter }),
  });
}
