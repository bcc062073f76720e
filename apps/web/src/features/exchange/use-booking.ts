import { useCallback } from 'react';
import { bookingsApi } from '../../api/bookings.ts';
import { useResource } from '../../ui/use-resource.ts';

/** What a meeting is called and when it is, for its header. */
export function useBooking(id: number): {
  readonly title: string;
  readonly when: string | undefined;
} {
  const load = useCallback((signal: AbortSignal) => bookingsApi.find(id, signal), [id]);
  const { data } = useResource(load);
  if (data === undefined) return { title: 'Meeting', when: undefined };
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const when = format.formatRange(new Date(data.startsOn), new Date(data.endsOn));
  return { title: data.title, when };
}
