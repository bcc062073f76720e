import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import Libsql from 'libsql';
import { FolderInUse, sqlCodeOf, StoreProblem } from '../errors.ts';

/** Held for as long as this process may write to the file. */
export interface FileLock {
  release(): void;
}

/**
 * Takes a database file for this process. The lock is SQLite's own exclusive lock on a small file
 * beside it, which the system ends with the process, however it dies; a second file tells who has it.
 * @throws {FolderInUse} naming the process that has it.
 */
export function lockFile(file: string, now: number): FileLock {
  const path = `${file}.lock`;
  const note = `${file}.lock.json`;
  closeSync(openSync(path, 'a', 0o600));
  const db = new Libsql(path);
  try {
    db.exec('pragma busy_timeout = 0');
    db.exec('pragma journal_mode = memory');
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if (sqlCodeOf(error) === 'SQLITE_BUSY') throw new FolderInUse(file, holderOf(note));
    throw new StoreProblem(`${path} cannot be locked: ${String(error)}`, { cause: error });
  }
  const holder = { pid: process.pid, host: hostname(), startedOn: new Date(now).toISOString() };
  writeFileSync(note, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  let held = true;
  return {
    release: () => {
      if (!held) return;
      held = false;
      if (db.inTransaction) db.exec('rollback');
      db.close();
    },
  };
}

function holderOf(note: string): { pid?: number; host?: string; startedOn?: string } {
  try {
    const holder: unknown = JSON.parse(readFileSync(note, 'utf8'));
    return typeof holder === 'object' && holder !== null ? holder : {};
  } catch {
    return {};
  }
}
