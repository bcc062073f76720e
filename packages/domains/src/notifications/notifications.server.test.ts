import { notificationsSuite } from '../testing/notifications-suite.ts';
import { openChat } from '../testing/open-chat.ts';

notificationsSuite('notifications on SQLite', () => openChat());
