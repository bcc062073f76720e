import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPublication } from '@parley/hub';
import { openDatabase, type Database } from '@parley/store';
import { createIdentity, identityDomain, type Identity } from '../identity/index.ts';
import type { IdentityOptions } from '../identity/index.ts';
import { quickHasher, StillClock } from './still.ts';

/** Identity alone over one new database, as two nodes of one server see it. */
export interface OpenIdentity {
  readonly db: Database;
  readonly clock: StillClock;
  readonly identity: Identity;
  /** Every publication committed by the first node so far. */
  readonly heard: StoredPublication[];
  /** Another node: with a pool of its own on Postgres, over the same writer on SQLite. */
  node(options?: Partial<IdentityOptions>): Promise<Identity>;
  /** Makes a member with the password `a good password`; answers the id. */
  member(name: string): Promise<number>;
  /** Runs the domain's jobs once. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** The secret that all nodes have. */
export const sharedSecret: Uint8Array = new Uint8Array(32).fill(7);

/** Opens a database of its own: Postgres at this URL, SQLite in a temporary folder without one. */
export async function openIdentity(url?: string): Promise<OpenIdentity> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-identity-'));
  const clock = new StillClock();
  const { units, migrations } = identityDomain;
  const opened: Database[] = [];
  const open = async (): Promise<Database> => {
    const db = await openDatabase({ url, folder, modules: [units], migrations, clock });
    opened.push(db);
    return db;
  };
  const db = await open();
  const over = (on: Database, options: Partial<IdentityOptions> = {}): Identity =>
    createIdentity({
      db: on,
      clock,
      secret: sharedSecret,
      signUp: 'open',
      hasher: quickHasher,
      ...options,
    });
  const identity = over(db);
  const heard: StoredPublication[] = [];
  db.log.onCommit((publications) => heard.push(...publications));
  return {
    db,
    clock,
    identity,
    heard,
    node: async (options) => over(url === undefined ? db : await open(), options),
    member: async (name) => {
      const email = `${name.toLowerCase()}@example.com`;
      const account = { name, email, password: 'a good password', role: 'member' } as const;
      return (await identity.createMember(account)).id;
    },
    tidy: async () => {
      for (const { run } of identityDomain.jobs?.({ db, signal: () => {} }) ?? []) await run();
    },
    close: async () => {
      for (const one of opened) await one.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
