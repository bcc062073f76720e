import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { demoSuite } from './testing/demo-suite.ts';
import { exchangeSuite } from './testing/exchange-suite.ts';
import { goneMembersSuite } from './testing/gone-members-suite.ts';
import { identitySuite } from './testing/identity-suite.ts';
import { schedulesSuite } from './testing/schedules-suite.ts';
import { openDomains, type OpenDomains } from './testing/open-domains.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

const open = async (): Promise<OpenDomains> => openDomains(await server.createDatabase());

identitySuite('identity on Postgres', open);
demoSuite('the demo on Postgres', open);
exchangeSuite('exchanges on Postgres', open);
schedulesSuite('bookings on Postgres', open);
goneMembersSuite('bookings with somebody who is kept out on Postgres', open);
