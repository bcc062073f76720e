import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { openSocial } from '../testing/open-social.ts';
import { socialSuite } from '../testing/social-suite.ts';
import { usernamesSuite } from '../testing/usernames-suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

socialSuite('social on Postgres', async () => openSocial(await server.createDatabase()));
usernamesSuite('usernames of before on Postgres', () => server.createDatabase());
