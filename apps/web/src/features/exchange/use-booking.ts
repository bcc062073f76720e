import { useCallback } from 'react';
import type { BookingView } from '@parley/domains/exchange/schema';
import { bookingsApi } from '../../api/bookings.ts';
import { useResource } from '../../ui/use-resource.ts';

/** The booking of a meeting, once it is known. */
export function useBooking(id: number): BookingView | undefined {
  const load = useCallback((signal: AbortSignal) => bookingsApi.exchange(id, signal), [id]);
  return useResource(load).data?.booking;
}
