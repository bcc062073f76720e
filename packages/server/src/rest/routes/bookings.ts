import type { FastifyInstance } from 'fastify';
import { requireMember } from '../../auth/callers.ts';
import type { RouteDeps } from '../deps.ts';

/** `/api/bookings`: the bookings one is related to. */
export function addBookings(app: FastifyInstance, deps: RouteDeps): void {
  app.get('/api/bookings', async (request) => {
    const { member } = await requireMember(request, deps);
    return { bookings: await deps.exchange.listBookings(member.id) };
  });
}
