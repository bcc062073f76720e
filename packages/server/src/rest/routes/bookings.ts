import {
  attendanceView,
  bookingPage,
  bookingsQuery,
  bookingView,
  exchangeView,
  ratingBody,
} from '@parley/domains/exchange/schema';
import { z } from 'zod';
import type { RouteDeps } from '../deps.ts';
import { memberRoute, type Route } from '../route.ts';
import { idPath } from './headless/paths.ts';

const tag = 'Bookings';

/** `/api/bookings` and `/api/exchanges`: the meetings one takes part in, and what happened in them. */
export function bookingRoutes({ exchange }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/api/bookings',
      tag,
      summary: 'The bookings one takes part in',
      query: bookingsQuery,
      response: bookingPage,
      handler: ({ memberId, query }) => exchange.listBookings(memberId, query),
    }),
    memberRoute({
      method: 'GET',
      path: '/api/bookings/{id}',
      tag,
      summary: 'A booking',
      params: idPath,
      response: bookingView,
      handler: ({ memberId, params }) => exchange.findBooking(memberId, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/bookings/{id}/cancel',
      tag,
      summary: 'Cancel a booking that is not over',
      description: 'Either of the two may. Its topics close for both.',
      params: idPath,
      response: bookingView,
      handler: ({ memberId, params }) => exchange.cancelBooking(memberId, params.id),
    }),
    memberRoute({
      method: 'GET',
      path: '/api/exchanges/{id}',
      tag,
      summary: 'What happened in the meeting of a booking',
      params: idPath,
      response: exchangeView,
      handler: ({ memberId, params }) => exchange.findExchange(memberId, params.id),
    }),
    memberRoute({
      method: 'GET',
      path: '/api/exchanges/{id}/attendance',
      tag,
      summary: 'Who was connected when',
      description: 'Several tabs at once count as one stay, and so does an absence of seconds.',
      params: idPath,
      response: z.object({ attendance: z.array(attendanceView) }),
      handler: async ({ memberId, params }) => ({
        attendance: [...(await exchange.listAttendance(memberId, params.id))],
      }),
    }),
    memberRoute({
      method: 'PUT',
      path: '/api/exchanges/{id}/rating',
      tag,
      summary: 'Rate a meeting',
      description:
        'Each of the two once, from its beginning until two weeks after its end; what is sent again until then takes the place of what was sent before.',
      params: idPath,
      body: ratingBody,
      response: exchangeView,
      handler: ({ memberId, params, body }) => exchange.rate(memberId, params.id, body),
    }),
  ];
}
