import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { notificationsSuite } from '../testing/notifications-suite.ts';
import { openChat } from '../testing/open-chat.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

notificationsSuite('notifications on Postgres', async () =>
  openChat(await server.createDatabase()),
);
