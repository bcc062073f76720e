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

/**
 * Whether a page at this address shows what a notification tells of: its room, and its thread if it
 * is about a reply.
 *
 * @param query as in `location.search`
 */
export function isShownAt(notification: NotificationView, path: string, query: string): boolean {
  const { chat_room_uuid: uuid, parent_message_id: parentId } = notification;
  if (uuid === null || path !== `/rooms/${uuid}`) return false;
  return parentId === null || new URLSearchParams(query).get('thread') === String(parentId);
}
