import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { chatCallsSuite } from '../testing/chat-calls-suite.ts';
import { directRoomsSuite } from '../testing/direct-rooms-suite.ts';
import { openChat } from '../testing/open-chat.ts';
import { roomRightsSuite } from '../testing/room-rights-suite.ts';
import { roomsAtOnceSuite } from '../testing/rooms-at-once-suite.ts';
import { roomsSuite } from '../testing/rooms-suite.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

roomsSuite('rooms on Postgres', async () => openChat(await server.createDatabase()));
directRoomsSuite('direct rooms on Postgres', async () => openChat(await server.createDatabase()));
roomsAtOnceSuite('rooms of many on Postgres', async () => openChat(await server.createDatabase()));
roomRightsSuite('rights in rooms on Postgres', async (options) =>
  openChat(await server.createDatabase(), options),
);
chatCallsSuite('calls of rooms on Postgres', async () => openChat(await server.createDatabase()));
