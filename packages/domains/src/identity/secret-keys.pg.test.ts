import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { openIdentity, type OpenIdentity } from '../testing/open-identity.ts';
import { secretKeySuite } from '../testing/secret-key-suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open = async (): Promise<OpenIdentity> => openIdentity(await server.createDatabase());

secretKeySuite('secret keys on Postgres', open);
