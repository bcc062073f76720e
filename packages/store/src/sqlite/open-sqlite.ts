import type { Clock } from '@parley/hub';
import { batchLimits } from '../batcher.ts';
import type { Database, Migration, UnitModule } from '../database.ts';
import { lockFile } from './lock.ts';
import { privateFile, privatePlace, type SqlitePlace } from './files.ts';
import type { ReaderSetup, WriterSetup } from './messages.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { WorkerHost } from './worker-host.ts';

/** Reads that may wait; a page of history takes well under a millisecond. */
const READS = 10_000;
/** Milliseconds that one unit may take before its worker is given up. */
const UNIT_TIME = 10_000;

/** How to open the embedded database. */
export type SqliteOptions = SqlitePlace & {
  /** Where the units are; imported inside the writer worker. */
  readonly modules: readonly UnitModule[];
  /** The steps of all domains, in any order. */
  readonly migrations: readonly Migration[];
  /** Tells the time of what is written. */
  readonly clock?: Pick<Clock, 'now'>;
  /** The largest size of the file, in pages of 4,096 bytes; absent: the disk. */
  readonly maxPages?: number;
  /** Milliseconds that one unit may take before its worker is given up. Default 10,000. */
  readonly unitTime?: number;
};

/**
 * Opens the embedded database: one process, one file, a writer and a reader worker. The folder is
 * made when it is new and is private to this user.
 * @throws {FolderInUse} when another process has it.
 * @throws {StoreProblem} when a migration fails or a module cannot be loaded.
 */
export async function openSqlite(options: SqliteOptions): Promise<Database> {
  const clock = options.clock ?? { now: () => Date.now() };
  const file = privatePlace(options);
  const lock = lockFile(file, clock.now());
  const hosts: WorkerHost[] = [];
  try {
    privateFile(file);
    const writerSetup = (): WriterSetup => ({
      file,
      modules: options.modules.map(({ url }) => ({ url })),
      migrations: options.migrations.map(({ name, sqlite }) => ({ name, sqlite, postgres: [] })),
      now: clock.now(),
      maxPages: options.maxPages,
      unitTime: options.unitTime ?? UNIT_TIME,
    });
    const readerSetup = (): ReaderSetup => ({ file });
    const writer = new WorkerHost(new URL('./writer.ts', import.meta.url), {
      lost: 'unknown',
      calls: batchLimits.inFlight * 2,
      setup: writerSetup,
    });
    hosts.push(writer);
    await writer.ready;
    const startReader = (): WorkerHost =>
      new WorkerHost(new URL('./reader.ts', import.meta.url), {
        lost: 'none',
        calls: READS,
        setup: readerSetup,
      });
    const reader = startReader();
    hosts.push(reader);
    await reader.ready;
    return new SqliteDatabase({ file, clock, lock, writer, reader, startReader });
  } catch (error) {
    await Promise.all(hosts.map((host) => host.close()));
    lock.release();
    throw error;
  }
}
