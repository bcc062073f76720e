import { filesSuite } from '../testing/files-suite.ts';
import { openChat } from '../testing/open-chat.ts';

filesSuite('files on SQLite', () => openChat());
