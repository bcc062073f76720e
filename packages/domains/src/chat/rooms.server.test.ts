import { chatCallsSuite } from '../testing/chat-calls-suite.ts';
import { openChat } from '../testing/open-chat.ts';
import { roomRightsSuite } from '../testing/room-rights-suite.ts';
import { roomsSuite } from '../testing/rooms-suite.ts';

roomsSuite('rooms on SQLite', () => openChat());
roomRightsSuite('rights in rooms on SQLite', (options) => openChat(undefined, options));
chatCallsSuite('calls of rooms on SQLite', () => openChat());
