import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseSuite, sampleMigrations, sampleUnits } from '@parley/testing';
import { openDatabase } from '../open-database.ts';

databaseSuite('the database on SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-database-'));
  const database = await openDatabase({
    folder,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  return {
    database,
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
});
