import { builtModule } from './built-module.ts';
import type { UnitModule } from './database.ts';
import { StoreProblem } from './errors.ts';
import type { Unit } from './unit.ts';

/** The units of all modules, by name. */
export type UnitRegistry = ReadonlyMap<string, Unit<unknown, unknown>>;

/** Imports the modules and collects every exported unit. Two of one name are a mistake. */
export async function loadUnits(modules: readonly UnitModule[]): Promise<UnitRegistry> {
  const units = new Map<string, Unit<unknown, unknown>>();
  for (const url of new Set(modules.map((module) => builtModule(module.url)))) {
    const exported = (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
    for (const value of new Set(Object.values(exported))) {
      if (!isUnit(value)) continue;
      if (units.has(value.name)) throw new StoreProblem(`There are two units named ${value.name}.`);
      units.set(value.name, value);
    }
  }
  return units;
}

function isUnit(value: unknown): value is Unit<unknown, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'run' in value &&
    typeof value.run === 'function'
  );
}

/** The unit of this name; an unknown one is a mistake of the caller. */
export function findUnit(units: UnitRegistry, name: string): Unit<unknown, unknown> {
  const unit = units.get(name);
  if (unit === undefined) {
    throw new StoreProblem(`There is no unit named ${name} in the registered modules.`);
  }
  return unit;
}
