import type { EventShapes } from '@parley/hub';
import { EXCHANGE_EVENT, exchangeEvents } from './schema.ts';

/** What exchange's events look like to topic clients: the fields with the event's name beside. */
export const exchangeShapes: readonly EventShapes[] = Object.keys(exchangeEvents).map((event) => ({
  event: EXCHANGE_EVENT + event,
  topic: ({ payload }) => {
    const fields = JSON.parse(payload) as object;
    return { event, payload: JSON.stringify({ event, ...fields }) };
  },
}));
