import {
  bookingView,
  opening,
  openingsQuery,
  quoteBody,
  quotePage,
  quotesQuery,
  quoteView,
  scheduleBody,
  schedulePage,
  schedulesQuery,
  scheduleView,
} from '@parley/domains/exchange/schema';
import { z } from 'zod';
import type { RouteDeps } from '../deps.ts';
import { memberRoute, type Route } from '../route.ts';
import { idPath } from './headless/paths.ts';

const tag = 'Schedules';

/** `/api/schedules` and `/api/quotes`: when members can be asked for, and the asking. */
export function scheduleRoutes({ exchange, limiter }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/api/schedules',
      tag,
      summary: 'The schedules of the community',
      query: schedulesQuery,
      response: schedulePage,
      handler: ({ memberId, query }) => exchange.listSchedules(memberId, query),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/schedules',
      tag,
      summary: 'Make a schedule',
      body: scheduleBody,
      response: scheduleView,
      status: 201,
      handler: ({ memberId, body }) => exchange.createSchedule(memberId, body),
    }),
    memberRoute({
      method: 'GET',
      path: '/api/schedules/{id}',
      tag,
      summary: 'A schedule',
      params: idPath,
      response: scheduleView,
      handler: ({ params }) => exchange.findSchedule(params.id),
    }),
    memberRoute({
      method: 'PUT',
      path: '/api/schedules/{id}',
      tag,
      summary: "Change one's schedule",
      description: 'What was asked for or booked keeps its time.',
      params: idPath,
      body: scheduleBody,
      response: scheduleView,
      handler: ({ memberId, params, body }) => exchange.updateSchedule(memberId, params.id, body),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/api/schedules/{id}',
      tag,
      summary: "Delete one's schedule",
      description: 'Open quotes for it are declined; what is booked stands.',
      params: idPath,
      handler: ({ memberId, params }) => exchange.deleteSchedule(memberId, params.id),
    }),
    memberRoute({
      method: 'GET',
      path: '/api/schedules/{id}/openings',
      tag,
      summary: 'The slots of some days that can be asked for',
      description: 'Those that are over, and those in which the owner is booked, are left out.',
      params: idPath,
      query: openingsQuery,
      response: z.object({ openings: z.array(opening) }),
      handler: async ({ params, query }) => ({
        openings: [...(await exchange.listOpenings(params.id, query))],
      }),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/schedules/{id}/quotes',
      tag,
      summary: 'Ask for a slot on a date',
      params: idPath,
      body: quoteBody,
      response: quoteView,
      status: 201,
      handler: ({ memberId, params, body }) => {
        limiter.take('quotesByMember', String(memberId));
        return exchange.ask(memberId, params.id, body);
      },
    }),
    memberRoute({
      method: 'GET',
      path: '/api/quotes',
      tag,
      summary: 'What one asked for, or is asked for',
      query: quotesQuery,
      response: quotePage,
      handler: ({ memberId, query }) => exchange.listQuotes(memberId, query),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/quotes/{id}/accept',
      tag,
      summary: "Make a booking of a quote for one's own schedule",
      params: idPath,
      response: bookingView,
      status: 201,
      handler: ({ memberId, params }) => exchange.acceptQuote(memberId, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/quotes/{id}/decline',
      tag,
      summary: "Decline a quote for one's own schedule",
      params: idPath,
      response: quoteView,
      handler: ({ memberId, params }) => exchange.declineQuote(memberId, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/api/quotes/{id}/withdraw',
      tag,
      summary: 'Take back what one asked for',
      params: idPath,
      response: quoteView,
      handler: ({ memberId, params }) => exchange.withdrawQuote(memberId, params.id),
    }),
  ];
}
