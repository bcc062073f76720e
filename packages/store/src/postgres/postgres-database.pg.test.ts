import { afterAll, beforeAll } from 'vitest';
import {
  databaseSuite,
  sampleMigrations,
  sampleUnits,
  startPostgres,
  type TestPostgres,
} from '@parley/testing';
import { openDatabase } from '../open-database.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
});

databaseSuite('the database on Postgres', async () => {
  const database = await openDatabase({
    url: await server.createDatabase(),
    folder: '/nowhere',
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  return { database, close: () => database.close() };
});
