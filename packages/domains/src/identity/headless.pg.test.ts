import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { headlessSuite } from '../testing/headless-suite.ts';
import { openIdentity, type OpenIdentity } from '../testing/open-identity.ts';
import { signingKeysSuite } from '../testing/signing-keys-suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open = async (): Promise<OpenIdentity> => openIdentity(await server.createDatabase());

headlessSuite('headless auth on Postgres', open);
signingKeysSuite('on Postgres', open);
