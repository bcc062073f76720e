import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Migration } from '@parley/store';
import { describe, expect, it } from 'vitest';
import { identityDomain } from '../identity/index.ts';
import { memberById } from '../identity/repository.ts';
import { StillClock } from './still.ts';

const names = [
  'Ada Lovelace',
  'ada lovelace',
  'ADA  LOVELACE!',
  'Bo',
  'B',
  '高木',
  '...',
  'A very long name that goes on and on',
];

const insert = names.map(
  (name) => `insert into dbtable_schema.members (name, name_key, role, color, created_on)
    values ('${name}', '${name.toLowerCase()}', 'member', '#000', '2026-01-01T00:00:00.000Z')`,
);
const members: Migration = { name: '0139_members_of_before', sqlite: insert, postgres: insert };

/** Members of before there were usernames get one each, on whatever engine. */
export function usernamesSuite(name: string, url: () => Promise<string | undefined>): void {
  describe(name, () => {
    it('are made of what is left of the names, one for each', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-usernames-'));
      const clock = new StillClock();
      const { units, migrations } = identityDomain;
      const where = { url: await url(), folder, clock, modules: [units] };
      const last = migrations.findIndex(({ name: one }) => one.includes('usernames'));
      const before = [...migrations.slice(0, last), members];
      await (await openDatabase({ ...where, migrations: before })).close();
      const db = await openDatabase({
        ...where,
        migrations: [...before, ...migrations.slice(last)],
      });
      try {
        const made: (string | undefined)[] = [];
        for (const id of names.keys()) made.push((await memberById(db.read, id + 1))?.username);
        expect(made).toEqual([
          'ada.lovelace',
          'ada.lovelace-2',
          'ada..lovelace',
          'bo',
          'member-5',
          'member-6',
          'member-7',
          'a.very.long.name.tha',
        ]);
      } finally {
        await db.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}
