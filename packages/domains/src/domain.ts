import type {
  Actor,
  Alias,
  Attendance,
  Channel,
  Clock,
  EventShapes,
  FileStore,
  Publication,
  Rule,
} from '@parley/hub';
import type { Database, Migration, UnitModule } from '@parley/store';
import type { DomainLimits } from './limits.ts';

/** A rule and the topics it decides on: `room:{uuid}`, one part for each `{name}`. */
export interface TopicRule {
  readonly pattern: string;
  readonly rule: Rule;
  /** Takes what clients publish there; absent: it is stored as it is. */
  readonly act?: Actor;
}

/** Another name of topics: `chat-room-{id}-channel`. */
export interface TopicAlias {
  readonly pattern: string;
  readonly alias: Alias;
}

/** What a domain works with on a running server; a limit that is not given has its default. */
export interface DomainDeps extends Partial<DomainLimits> {
  readonly db: Database;
  /** Where the bytes of files are; absent: this server keeps none. */
  readonly files?: FileStore;
  /** Sends a transient publication to everyone on its topic. */
  readonly signal: (
    publication: Pick<Publication, 'topic' | 'event' | 'payload' | 'memberId'>,
  ) => void;
}

/** Something a domain does now and then, on every node. */
export interface Job {
  readonly name: string;
  /** Milliseconds between the end of one run and the next. */
  readonly every: number;
  readonly run: () => Promise<void>;
}

/** What a domain keeps of who is connected to its topics. */
export interface AttendanceBook {
  /** Which topics: `exchange/text:{id}`. */
  readonly patterns: readonly string[];
  /** Told of every coming and going over this node, at once; it does not throw. */
  readonly heard: (attendance: Attendance) => void;
  /** Another node died, and nobody is connected over it; every other node is told. It does not throw. */
  readonly gone: (node: string) => void;
  readonly jobs: readonly Job[];
  /** The node stops, and everybody is gone from it: resolves when that is written. */
  readonly close: () => Promise<void>;
}

/**
 * The one door by which a business module plugs in. It knows no dialect, no socket and no HTTP: it
 * brings its tables, its writes, its say on the topics it owns, and what its events look like.
 */
export interface Domain {
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** The module whose exports are its units. */
  readonly units: UnitModule;
  /** Its topics; nobody else's rule decides on them. */
  readonly topics: (deps: DomainDeps) => readonly TopicRule[];
  readonly aliases?: (deps: DomainDeps) => readonly TopicAlias[];
  /** Its events in each language. */
  readonly events?: readonly EventShapes[];
  /** Its topics for clients that subscribe to channels. */
  readonly channels?: (deps: DomainDeps) => readonly Channel[];
  /** Topics of a member's own that their Socket.IO clients hear without asking. */
  readonly ownTopics?: (memberId: number) => readonly string[];
  readonly jobs?: (deps: DomainDeps) => readonly Job[];
  /**
   * Hears who is connected to its topics over this node; made once for each node.
   *
   * @param deps `node`: a name of its own for every start of every node; `isAlone`: there are no others
   */
  readonly attendance?: (
    deps: DomainDeps & {
      readonly node: string;
      readonly isAlone: boolean;
      readonly clock: Pick<Clock, 'now'>;
    },
  ) => AttendanceBook;
}

/** The module `units` beside a domain's own, as source or as built. */
export function unitsBeside(url: string): UnitModule {
  return { url: url.replace(/[^/]+(\.[jt]s)$/u, 'units$1') };
}
