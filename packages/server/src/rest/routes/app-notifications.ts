import { createNotificationBody } from '@parley/domains/notifications/schema';
import { z } from 'zod';
import type { RouteDeps } from '../deps.ts';
import { appRoute, type Route } from '../route.ts';

/** `/api/notifications`: for the application's own back ends. */
export function appNotificationRoutes({ notifications }: RouteDeps): readonly Route[] {
  return [
    appRoute({
      method: 'POST',
      path: '/api/notifications',
      tag: 'Application',
      summary: 'Notify members',
      description: 'Members that do not exist are left out.',
      body: createNotificationBody,
      response: z.object({ notified: z.int().describe('How many were notified.') }),
      status: 201,
      handler: ({ body }) => notifications.create(body),
    }),
  ];
}
