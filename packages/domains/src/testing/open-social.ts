import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPublication } from '@parley/hub';
import { openDatabase, type Database } from '@parley/store';
import { createIdentity, identityDomain, type Identity } from '../identity/index.ts';
import { createSocial, socialDomain, type Social } from '../social/index.ts';
import { quickHasher, StillClock } from './still.ts';

/** Social over one new database. */
export interface OpenSocial {
  readonly db: Database;
  readonly identity: Identity;
  readonly social: Social;
  /** Every publication committed so far. */
  readonly heard: StoredPublication[];
  /** Makes a member with this username; answers the id. */
  member(username: string, name?: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens a database of its own: Postgres at this URL, SQLite in a temporary folder without one. */
export async function openSocial(url?: string): Promise<OpenSocial> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-social-'));
  const clock = new StillClock();
  const db = await openDatabase({
    url,
    folder,
    clock,
    modules: [identityDomain.units, socialDomain.units],
    migrations: [...identityDomain.migrations, ...socialDomain.migrations],
  });
  const heard: StoredPublication[] = [];
  db.log.onCommit((publications) => heard.push(...publications));
  const secret = new Uint8Array(32);
  const identity = createIdentity({ db, clock, secret, signUp: 'open', hasher: quickHasher });
  return {
    db,
    identity,
    heard,
    social: createSocial({ db }),
    member: async (username, name = username) =>
      (await identity.createUser({ username, name, password: 'a good password' })).id,
    close: async () => {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
