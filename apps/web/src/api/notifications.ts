import type {
  NotificationCounts,
  NotificationPage,
  NotificationQuery,
  NotificationView,
} from '@parley/domains/notifications/schema';
import { API, query } from './paths.ts';
import { request } from './request.ts';

const at = (below = ''): string => `${API}/notifications${below}`;

/** The doors of one's notifications. Each throws ApiError. */
export const notificationsApi = {
  list: (
    { page, per_page, sort, status }: NotificationQuery,
    signal?: AbortSignal,
  ): Promise<NotificationPage> =>
    request('GET', at(query({ page, per_page, sort, status })), signal && { signal }),
  counts: (signal?: AbortSignal): Promise<NotificationCounts> =>
    request('GET', at('/new_notifications_count'), signal && { signal }),
  /** Nothing is new any more. */
  reset: (): Promise<void> => request('POST', at('/reset_new_notifications_count')),
  markAllAsRead: (): Promise<void> => request('POST', at('/mark_all_as_read')),
  markAsRead: (id: number): Promise<NotificationView> => request('POST', at(`/${id}/mark_as_read`)),
  archive: (id: number): Promise<NotificationView> => request('POST', at(`/${id}/archive`)),
  remove: (id: number): Promise<void> => request('DELETE', at(`/${id}`)),
};
