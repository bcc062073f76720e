import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { newEpoch } from '../digest.ts';
import { StoreProblem } from '../errors.ts';
import { Sqlite } from './driver.ts';
import { privateFile, privatePlace, syncPath, type SqlitePlace } from './files.ts';
import { lockFile } from './lock.ts';

/** What to restore, and where to. */
export type RestoreOptions = SqlitePlace & {
  /** A file that `backup` made. */
  readonly from: string;
  /** Take the place of a database that is there. Without it a database is never overwritten. */
  readonly replace?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

/**
 * Puts a backup in the place of the embedded database, offline, under the folder's lock. Every topic
 * gets a new epoch, since offsets given after the backup will be given again. The file comes into its
 * place whole or not at all.
 * @throws {FolderInUse} while a process has the database.
 * @throws {StoreProblem} when the file is no sound backup, or a database is there already.
 */
export async function restoreSqlite(options: RestoreOptions): Promise<void> {
  const from = resolve(options.from);
  if (!existsSync(from) || !statSync(from).isFile()) {
    throw new StoreProblem(`${from} is not there.`);
  }
  const file = privatePlace(options);
  const lock = lockFile(file, (options.now ?? Date.now)());
  const draft = `${file}.restoring`;
  try {
    if (existsSync(file) && statSync(file).size > 0 && options.replace !== true) {
      throw new StoreProblem(`${file} is there already; say that it shall be replaced.`);
    }
    removeAll(draft);
    privateFile(draft);
    copyFileSync(from, draft);
    bumpAll(draft, from);
    syncPath(draft);
    emptyWal(file);
    renameSync(draft, file);
    syncPath(dirname(file));
  } finally {
    removeAll(draft);
    lock.release();
  }
}

function bumpAll(file: string, from: string): void {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = Sqlite.writer(file);
    const [check] = sqlite.prepare('pragma dbtable_schema.quick_check').all([]);
    if (check?.['quick_check'] !== 'ok') throw new StoreProblem('it is damaged');
    sqlite.query('update dbtable_schema.topics set epoch = ?', [newEpoch()]);
    sqlite.checkpoint();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StoreProblem(`${from} is no backup of Parley: ${detail}`, { cause: error });
  } finally {
    sqlite?.close();
  }
}

/**
 * What a crash left in the old write-ahead log must not be found beside the new file. It is folded
 * into the old file first, so that a power cut before the rename loses nothing of that either.
 */
function emptyWal(file: string): void {
  if (existsSync(`${file}-wal`)) {
    const old = Sqlite.writer(file);
    old.checkpoint();
    old.close();
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

function removeAll(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(`${file}${suffix}`, { force: true });
}
