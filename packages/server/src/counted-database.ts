import { HubError, type HubErrorCode } from '@parley/hub';
import type { Database } from '@parley/store';

/** What was asked of a database since the start. */
export interface StoreCounts {
  /** How often heads or messages were read: an operator sees whether resumes are served from memory. */
  readonly reads: number;
  /** Publications that this node committed: rows of the log, one for each topic. */
  readonly stored: number;
  /** Writes that were refused or failed, by code; `failed` where there is none. */
  readonly failed: ReadonlyMap<HubErrorCode | 'failed', number>;
}

/** The same database, with its log and its writes counted. */
export function countDatabase(db: Database): { db: Database; counts: StoreCounts } {
  const failed = new Map<HubErrorCode | 'failed', number>();
  const counts = { reads: 0, stored: 0, failed };
  // The caller has the promise as it is: only failures cost anything.
  const watched = <T>(write: Promise<T>): Promise<T> => {
    write.catch((error: unknown) => {
      const code = error instanceof HubError ? error.code : 'failed';
      failed.set(code, (failed.get(code) ?? 0) + 1);
    });
    return write;
  };
  const { log } = db;
  log.onCommit(({ length }) => (counts.stored += length));
  const counted: Database = {
    engine: db.engine,
    read: db.read,
    log: {
      append: (request) => watched(log.append(request)),
      heads: (topics) => {
        counts.reads += 1;
        return log.heads(topics);
      },
      read: (request) => {
        counts.reads += 1;
        return log.read(request);
      },
      onCommit: (listener) => log.onCommit(listener),
    },
    ...(db.silence === undefined ? {} : { silence: db.silence }),
    run: (unit, args, options) => watched(db.run(unit, args, options)),
    bumpEpochs: (topic) => db.bumpEpochs(topic),
    ...(db.backup === undefined ? {} : { backup: async (target) => db.backup?.(target) }),
    trim: (topic, offset) => db.trim(topic, offset),
    secret: (name, bytes) => db.secret(name, bytes),
    health: () => db.health(),
    close: () => db.close(),
  };
  return { db: counted, counts };
}
