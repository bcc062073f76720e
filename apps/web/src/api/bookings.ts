import type {
  AttendanceView,
  BookingPage,
  BookingsQuery,
  BookingView,
  ExchangeView,
  Opening,
  QuoteBody,
  QuotePage,
  QuotesQuery,
  QuoteView,
  RatingBody,
  ScheduleBody,
  SchedulePage,
  ScheduleView,
} from '@parley/domains/exchange/schema';
import { query } from './paths.ts';
import { request } from './request.ts';

type Stop = AbortSignal | undefined;

const get = <T>(path: string, signal: Stop): Promise<T> =>
  request('GET', path, signal && { signal });

/** Where a list goes on; absent: from its beginning. */
interface Paged {
  readonly cursor?: string | undefined;
}

/** The doors of schedules, quotes, bookings and exchanges. Each throws ApiError. */
export const bookingsApi = {
  schedules: (options: Paged & { readonly owner?: 'me' }, signal?: Stop): Promise<SchedulePage> =>
    get(`/api/schedules${query({ ...options })}`, signal),
  schedule: (id: number, signal?: Stop): Promise<ScheduleView> =>
    get(`/api/schedules/${id}`, signal),
  createSchedule: (body: ScheduleBody): Promise<ScheduleView> =>
    request('POST', '/api/schedules', { body }),
  updateSchedule: (id: number, body: ScheduleBody): Promise<ScheduleView> =>
    request('PUT', `/api/schedules/${id}`, { body }),
  deleteSchedule: (id: number): Promise<void> => request('DELETE', `/api/schedules/${id}`),
  openings: async (
    id: number,
    options: { readonly from?: string; readonly days: number },
    signal?: Stop,
  ): Promise<readonly Opening[]> => {
    const path = `/api/schedules/${id}/openings${query({ ...options })}`;
    return (await get<{ readonly openings: readonly Opening[] }>(path, signal)).openings;
  },
  ask: (scheduleId: number, body: QuoteBody): Promise<QuoteView> =>
    request('POST', `/api/schedules/${scheduleId}/quotes`, { body }),
  quotes: (
    options: Paged & Pick<QuotesQuery, 'side' | 'status'>,
    signal?: Stop,
  ): Promise<QuotePage> => get(`/api/quotes${query({ ...options })}`, signal),
  accept: (id: number): Promise<BookingView> => request('POST', `/api/quotes/${id}/accept`),
  decline: (id: number): Promise<QuoteView> => request('POST', `/api/quotes/${id}/decline`),
  withdraw: (id: number): Promise<QuoteView> => request('POST', `/api/quotes/${id}/withdraw`),
  bookings: (options: Paged & Pick<BookingsQuery, 'when'>, signal?: Stop): Promise<BookingPage> =>
    get(`/api/bookings${query({ ...options, limit: 20 })}`, signal),
  cancel: (id: number): Promise<BookingView> => request('POST', `/api/bookings/${id}/cancel`),
  exchange: (id: number, signal?: Stop): Promise<ExchangeView> =>
    get(`/api/exchanges/${id}`, signal),
  attendance: async (id: number, signal?: Stop): Promise<readonly AttendanceView[]> => {
    const path = `/api/exchanges/${id}/attendance`;
    return (await get<{ readonly attendance: readonly AttendanceView[] }>(path, signal)).attendance;
  },
  rate: (id: number, body: RatingBody): Promise<ExchangeView> =>
    request('PUT', `/api/exchanges/${id}/rating`, { body }),
};
