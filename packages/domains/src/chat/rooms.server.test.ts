import { chatCallsSuite } from '../testing/chat-calls-suite.ts';
import { directRoomsSuite } from '../testing/direct-rooms-suite.ts';
import { openChat } from '../testing/open-chat.ts';
import { roomRightsSuite } from '../testing/room-rights-suite.ts';
import { roomsAtOnceSuite } from '../testing/rooms-at-once-suite.ts';
import { roomsSuite } from '../testing/rooms-suite.ts';

roomsSuite('rooms on SQLite', () => openChat());
directRoomsSuite('direct rooms on SQLite', () => openChat());
roomsAtOnceSuite('rooms of many on SQLite', () => openChat());
roomRightsSuite('rights in rooms on SQLite', (options) => openChat(undefined, options));
chatCallsSuite('calls of rooms on SQLite', () => openChat());
