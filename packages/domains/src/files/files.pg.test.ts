import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { filesSearchSuite } from '../testing/files-search-suite.ts';
import { filesSuite } from '../testing/files-suite.ts';
import { openChat } from '../testing/open-chat.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

filesSuite('files on Postgres', async () => openChat(await server.createDatabase()));
filesSearchSuite('the search for files on Postgres', async () =>
  openChat(await server.createDatabase()),
);
