import { chatChangesSuite } from '../testing/chat-changes-suite.ts';
import { chatConversationsSuite } from '../testing/chat-conversations-suite.ts';
import { chatLanguagesSuite } from '../testing/chat-languages-suite.ts';
import { chatLargeSuite } from '../testing/chat-large-suite.ts';
import { chatMessagesSuite } from '../testing/chat-messages-suite.ts';
import { chatSearchSuite } from '../testing/chat-search-suite.ts';
import { chatThreadsSuite } from '../testing/chat-threads-suite.ts';
import { openChat } from '../testing/open-chat.ts';

chatConversationsSuite('conversations on SQLite', () => openChat());
chatMessagesSuite('messages on SQLite', () => openChat());
chatThreadsSuite('threads on SQLite', () => openChat());
chatSearchSuite('search on SQLite', () => openChat());
chatChangesSuite('changes on SQLite', () => openChat());
chatLanguagesSuite('languages on SQLite', () => openChat());
chatLargeSuite('large rooms on SQLite', () => openChat(undefined, { fanoutLimit: 3 }));
