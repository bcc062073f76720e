import { randomUUID } from 'node:crypto';
import type { Database, UnitModule } from '@parley/store';
import { valueOf } from './db.ts';
import { demoPassword, people, rooms } from './demo/community.ts';
import { seedDemoUnit, spreadDemoUnit } from './demo/units.ts';
import { PasswordHasher } from './identity/password-hasher.ts';

/** The units of the demo, to be registered with those of the domains. It has no tables of its own. */
export const demoUnits: UnitModule = {
  url: import.meta.url.replace(/demo(\.[jt]s)$/u, 'demo/units$1'),
};

/** What a person needs to sign in. */
export interface DemoCommunity {
  /** Whether it was made now; `false` when there were members already. */
  readonly seeded: boolean;
  readonly password: string;
  readonly emails: readonly string[];
}

/**
 * Makes the demo community in an empty database: five members, four rooms and two direct
 * conversations with history, threads, reactions, pins and notifications; two schedules, a quote to be
 * answered, and three bookings, one of which is now. Does nothing when there are members. Call it
 * before the hub hears the log.
 */
export async function seedDemo(
  db: Database,
  { hasher = new PasswordHasher() }: { readonly hasher?: PasswordHasher } = {},
): Promise<DemoCommunity> {
  // One hash for all: the password is printed for everybody to read.
  const passwordHash = await hasher.hash(demoPassword);
  const uuids = rooms.map(() => randomUUID());
  const { seeded, times } = valueOf(await db.run(seedDemoUnit, { passwordHash, uuids }));
  if (seeded) await db.run(spreadDemoUnit, { times });
  const emails = people.map((_, index) => `demo${index + 1}@example.com`);
  return { seeded, password: demoPassword, emails };
}
