import { chatMessagesSuite } from '../testing/chat-messages-suite.ts';
import { chatSearchSuite } from '../testing/chat-search-suite.ts';
import { chatThreadsSuite } from '../testing/chat-threads-suite.ts';
import { openChat } from '../testing/open-chat.ts';

chatMessagesSuite('messages on SQLite', () => openChat());
chatThreadsSuite('threads on SQLite', () => openChat());
chatSearchSuite('search on SQLite', () => openChat());
