// The query builder's own types, so that a domain writes its tables with the version that runs them.
export type { Generated, Insertable, Selectable, Updateable } from 'kysely';
export type { Database, Migration, UnitModule } from './database.ts';
export {
  FolderInUse,
  isUniqueViolation,
  StoreProblem,
  StoreUnavailable,
  UnitFailed,
  type Outcome,
} from './errors.ts';
export { FolderFileStore } from './folder-file-store.ts';
export { builtModule } from './built-module.ts';
export { openDatabase, type DatabaseOptions } from './open-database.ts';
export { restoreSqlite, type RestoreOptions } from './sqlite/restore.ts';
export { openSqlite, type SqliteOptions } from './sqlite/open-sqlite.ts';
export { openPostgres, type PostgresOptions } from './postgres/open-postgres.ts';
export type { StoreTables } from './tables.ts';
export {
  defineUnit,
  type Once,
  type Unit,
  type UnitContext,
  type UnitPublication,
  type UnitResult,
} from './unit.ts';
