import {
  notificationCounts,
  notificationPage,
  notificationQuery,
  notificationView,
  nothingNew,
} from '@parley/domains/notifications/schema';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';
import { idPath } from './paths.ts';

const tag = 'Notifications';

/** `/notifications`: what a member is told of, and how much of it is new. */
export function notificationRoutes({ notifications }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/notifications',
      tag,
      summary: "One's notifications",
      query: notificationQuery,
      response: notificationPage,
      handler: ({ memberId, query }) => notifications.list(memberId, query),
    }),
    memberRoute({
      method: 'GET',
      path: '/notifications/new_notifications_count',
      tag,
      summary: 'How many came since one last looked',
      description: '"New" is not "unread": looking resets the counters, reading does not.',
      response: notificationCounts,
      handler: ({ memberId }) => notifications.counts(memberId),
    }),
    memberRoute({
      method: 'POST',
      path: '/notifications/reset_new_notifications_count',
      tag,
      summary: 'Nothing is new any more; what was unread stays so',
      response: nothingNew,
      handler: async ({ memberId }) => {
        await notifications.reset(memberId);
        return { new_notifications_count: 0 as const };
      },
    }),
    memberRoute({
      method: 'POST',
      path: '/notifications/mark_all_as_read',
      tag,
      summary: 'Mark all as read',
      handler: ({ memberId }) => notifications.markAllAsRead(memberId),
    }),
    memberRoute({
      method: 'POST',
      path: '/notifications/{id}/mark_as_read',
      tag,
      summary: 'Mark one as read',
      params: idPath,
      response: notificationView,
      handler: ({ memberId, params }) => notifications.markAsRead(memberId, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/notifications/{id}/archive',
      tag,
      summary: 'Put one away',
      params: idPath,
      response: notificationView,
      handler: ({ memberId, params }) => notifications.archive(memberId, params.id),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/notifications/{id}',
      tag,
      summary: 'Delete one',
      params: idPath,
      handler: ({ memberId, params }) => notifications.remove(memberId, params.id),
    }),
  ];
}
