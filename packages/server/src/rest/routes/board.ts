import { boardView } from '@parley/domains/exchange/schema';
import { z } from 'zod';
import type { RouteDeps } from '../deps.ts';
import { idInPath, memberRoute, type Route } from '../route.ts';

/** `/api/exchanges/{id}/board`: what is on a booking's whiteboard. */
export function boardRoutes({ exchange }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/api/exchanges/{id}/board',
      tag: 'Exchanges',
      summary: "A booking's whiteboard as it is now",
      params: z.object({ id: idInPath }),
      response: boardView,
      handler: ({ memberId, params }) => exchange.readBoard(memberId, params.id),
    }),
  ];
}
