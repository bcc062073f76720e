import type { NotificationView } from '@parley/domains/notifications/schema';
import { messageLink } from '../rooms/message-link.ts';

/** Where a notification leads inside this app; `undefined` for those of the application. */
export function linkOf(notification: NotificationView): string | undefined {
  const {
    chat_room_uuid: uuid,
    chat_room_message_id: messageId,
    parent_message_id: parentId,
  } = notification;
  return uuid === null ? undefined : messageLink({ uuid, messageId, parentId });
}
