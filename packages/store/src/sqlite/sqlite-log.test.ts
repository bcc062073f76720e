import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redactSubject, sampleUnits, topicLogSuite } from '@parley/testing';
import { openSqlite } from './open-sqlite.ts';

topicLogSuite('the topic log on SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-log-'));
  const database = await openSqlite({ folder, modules: [{ url: sampleUnits }], migrations: [] });
  return {
    log: database.log,
    trim: (topic, offset) => database.trim(topic, offset),
    redact: async (topics, subject, payload) => {
      await database.run(redactSubject, { topics, subject, payload });
    },
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
});
