import type { Rule } from '@parley/hub';
import type { Database, Migration, UnitModule } from '@parley/store';

/** A rule and the topics it decides on: `room:{uuid}`, one part for each `{name}`. */
export interface TopicRule {
  readonly pattern: string;
  readonly rule: Rule;
}

/**
 * The one door by which a business module plugs in. It knows no dialect, no socket and no HTTP: it
 * brings its tables, its writes and its say on the topics it owns.
 */
export interface Domain {
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** The module whose exports are its units. */
  readonly units: UnitModule;
  /** Its topics; nobody else's rule decides on them. */
  readonly topics: (deps: { readonly db: Database }) => readonly TopicRule[];
}

/** The module `units` beside a domain's own, as source or as built. */
export function unitsBeside(url: string): UnitModule {
  return { url: url.replace(/[^/]+(\.[jt]s)$/u, 'units$1') };
}
