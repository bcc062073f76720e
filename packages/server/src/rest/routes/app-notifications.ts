import { createNotificationBody } from '@parley/domains/notifications/schema';
import { z } from 'zod';
import { parse } from '../body.ts';
import type { RouteDeps } from '../deps.ts';
import { appRoute, type Route } from '../route.ts';

const key = z.string().min(1).max(128);

/** `/api/notifications`: for the application's own back ends. */
export function appNotificationRoutes({ notifications }: RouteDeps): readonly Route[] {
  return [
    appRoute({
      method: 'POST',
      path: '/api/notifications',
      tag: 'Application',
      summary: 'Notify members',
      description:
        'Members that do not exist are left out. A repeat with the same `creation_uuid`, or the same header `Idempotency-Key`, notifies once and answers the same.',
      body: createNotificationBody,
      response: z.object({ notified: z.int().describe('How many were notified.') }),
      status: 201,
      handler: ({ body, request }) => {
        const given = body.creation_uuid ?? request.headers['idempotency-key'];
        const creation_uuid = given === undefined ? undefined : parse(key, given);
        return notifications.create({ ...body, creation_uuid });
      },
    }),
  ];
}
