import type { EventShapes } from '@parley/hub';
import { NOTIFICATION_EVENT, notificationEvents } from './schema.ts';

/**
 * What the notifications' events look like: to topic clients the fields with the event's name beside,
 * to cable clients the fields alone. Socket.IO's listeners are not told.
 */
export const notificationShapes: readonly EventShapes[] = Object.keys(notificationEvents).map(
  (event) => ({
    event: NOTIFICATION_EVENT + event,
    topic: ({ payload }) => {
      const fields = JSON.parse(payload) as object;
      return { event, payload: JSON.stringify({ event, ...fields }) };
    },
    cable: ({ payload }) => ({ event, payload }),
  }),
);
