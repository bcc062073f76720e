import { bookingView } from '@parley/domains/exchange/schema';
import { z } from 'zod';
import type { RouteDeps } from '../deps.ts';
import { memberRoute, type Route } from '../route.ts';

/** `/api/bookings`: the bookings one is related to. */
export function bookingRoutes({ exchange }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/api/bookings',
      tag: 'Bookings',
      summary: 'The bookings one takes part in',
      response: z.object({ bookings: z.array(bookingView) }),
      handler: async ({ memberId }) => ({ bookings: await exchange.listBookings(memberId) }),
    }),
  ];
}
