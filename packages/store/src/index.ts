export type { Database, Migration, UnitModule } from './database.ts';
export type { StoreTables } from './tables.ts';
export {
  defineUnit,
  type Once,
  type Unit,
  type UnitContext,
  type UnitPublication,
  type UnitResult,
} from './unit.ts';
