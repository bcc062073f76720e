import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { openDomains, type OpenDomains } from '../../testing/open-domains.ts';
import { boardSharingSuite } from '../../testing/board-sharing-suite.ts';
import { boardSizeSuite, lifeOf } from '../../testing/board-size-suite.ts';
import { boardSuite } from '../../testing/board-suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

const open = async (): Promise<OpenDomains> => openDomains(await server.createDatabase());

boardSuite('a whiteboard on Postgres', open);
boardSizeSuite('its size', open, { deltas: lifeOf(1500) });
boardSharingSuite('files on it', open);
