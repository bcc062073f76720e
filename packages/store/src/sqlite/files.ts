import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreProblem } from '../errors.ts';

/** Where the embedded database lies: a folder of its own, or one file. */
export type SqlitePlace =
  | { readonly folder: string; readonly file?: never }
  | { readonly file: string; readonly folder?: never };

/** The file of a folder. */
export const FILE = 'parley.db';

/** Makes the place, private to this user, and answers the file's full path. */
export function privatePlace(place: SqlitePlace): string {
  if (place.file !== undefined) {
    mkdirSync(dirname(resolve(place.file)), { recursive: true, mode: 0o700 });
    return resolve(place.file);
  }
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  chmodSync(place.folder, 0o700);
  return resolve(place.folder, FILE);
}

/** Makes the file when it is new. SQLite gives the files beside it the same mode. */
export function privateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** Makes what was written to a path outlive a power cut. */
export function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A secret in a file of the folder, made on first use: mode 0600, whole or not at all. */
export function secretFile(folder: string, name: string, bytes: number): Uint8Array {
  if (!/^[a-z0-9][a-z0-9-]*$/u.test(name))
    throw new StoreProblem(`${name} is no name of a secret.`);
  const path = join(folder, `${name}.secret`);
  const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  const found = readSecret(path);
  if (found !== undefined) return found;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, randomBytes(bytes).toString('base64'));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncPath(folder);
  return readSecret(path) ?? new Uint8Array();
}

function readSecret(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
