import { afterAll, beforeAll } from 'vitest';
import {
  redactSubject,
  sampleUnits,
  startPostgres,
  topicLogSuite,
  type TestPostgres,
} from '@parley/testing';
import { openPostgres } from './open-postgres.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
});

topicLogSuite('the topic log on Postgres', async () => {
  const url = await server.createDatabase();
  const database = await openPostgres({ url, modules: [{ url: sampleUnits }], migrations: [] });
  return {
    log: database.log,
    trim: (topic, offset) => database.trim(topic, offset),
    redact: async (topics, subject, payload) => {
      await database.run(redactSubject, { topics, subject, payload });
    },
    close: () => database.close(),
  };
});
