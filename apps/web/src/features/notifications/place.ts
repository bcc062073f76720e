import type { NotificationView } from '@parley/domains/notifications/schema';
import { messageLink } from '../rooms/message-link.ts';

/** Where a notification leads inside this app; `undefined` for those that lead out, or nowhere. */
export function linkOf(notification: NotificationView): string | undefined {
  const {
    chat_room_uuid: uuid,
    chat_room_message_id: messageId,
    parent_message_id: parentId,
  } = notification;
  const { notification_type: kind, action_web_url: path } = notification;
  if (kind === 'exchange') return path ?? undefined;
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
  if (notification.notification_type === 'exchange') return path === notification.action_web_url;
  if (uuid === null || path !== `/rooms/${uuid}`) return false;
  return parentId === null || new URLSearchParams(query).get('thread') === String(parentId);
}
