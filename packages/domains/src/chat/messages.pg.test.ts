import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll } from 'vitest';
import { chatChangesSuite } from '../testing/chat-changes-suite.ts';
import { chatConversationsSuite } from '../testing/chat-conversations-suite.ts';
import { chatLanguagesSuite } from '../testing/chat-languages-suite.ts';
import { chatLargeSuite } from '../testing/chat-large-suite.ts';
import { chatMessagesSuite } from '../testing/chat-messages-suite.ts';
import { chatSearchSuite } from '../testing/chat-search-suite.ts';
import { chatThreadsSuite } from '../testing/chat-threads-suite.ts';
import { openChat, type OpenChat } from '../testing/open-chat.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open = async (): Promise<OpenChat> => openChat(await server.createDatabase());

chatConversationsSuite('conversations on Postgres', open);
chatMessagesSuite('messages on Postgres', open);
chatThreadsSuite('threads on Postgres', open);
chatSearchSuite('search on Postgres', open);
chatChangesSuite('changes on Postgres', open);
chatLanguagesSuite('languages on Postgres', open);
chatLargeSuite('large rooms on Postgres', async () =>
  openChat(await server.createDatabase(), { fanoutLimit: 3 }),
);
