import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';

/** Where queries run: `db.read` of a database, or the `db` of a unit. */
export type Db = Kysely<StoreTables>;

/** The schema that everything lives in, on both engines. */
export const SCHEMA = 'dbtable_schema';

/** What a unit gives when it ought to have run: a unit without `once` always has a value. */
export function valueOf<R>(result: { readonly value: R | undefined }): R {
  if (result.value === undefined) throw new TypeError('The unit did not run.');
  return result.value;
}
