import type * as schema from './schema.ts';

/** The actions of notifications, each on a member's own. They throw `DomainError` (`not_found`). */
export interface Notifications {
  list(memberId: number, query: schema.NotificationQuery): Promise<schema.NotificationPage>;
  counts(memberId: number): Promise<schema.NotificationCounts>;
  /** Nothing is new any more; what was unread stays so. */
  reset(memberId: number): Promise<void>;
  markAllAsRead(memberId: number): Promise<void>;
  markAsRead(memberId: number, id: number): Promise<schema.NotificationView>;
  archive(memberId: number, id: number): Promise<schema.NotificationView>;
  remove(memberId: number, id: number): Promise<void>;
  /**
   * For the application. Members that do not exist are left out; answers how many were notified. A
   * repeat with the same `creation_uuid` notifies nobody and answers the same; with another content
   * it throws the hub's `message_id_reused`.
   */
  create(body: schema.CreateNotificationBody): Promise<{ readonly notified: number }>;
}
