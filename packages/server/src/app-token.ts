import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@parley/store';

/** The file of the data folder in which a generated app token is kept, for the `parley` command. */
export const APP_TOKEN_FILE = 'app-token';

/**
 * The app token in force: the one given; else one made on first use, kept in the data folder
 * (mode 0600) or, with Postgres, derived from a secret in the database that all nodes share.
 */
export async function resolveAppToken(options: {
  readonly given: string | null;
  readonly db: Database;
  readonly dataDir: string;
}): Promise<string> {
  const { given, db, dataDir } = options;
  if (given !== null) return given;
  if (db.engine === 'postgres') {
    return Buffer.from(await db.secret('app-token', 32)).toString('base64url');
  }
  const file = join(dataDir, APP_TOKEN_FILE);
  try {
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Compares with the app token in constant time. */
export function tokenCheck(appToken: string): (token: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(appToken);
  return (token) => timingSafeEqual(digest(token), expected);
}
