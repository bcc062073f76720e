import { filesSearchSuite } from '../testing/files-search-suite.ts';
import { filesSuite } from '../testing/files-suite.ts';
import { openChat } from '../testing/open-chat.ts';

filesSuite('files on SQLite', () => openChat());
filesSearchSuite('the search for files on SQLite', () => openChat());
