import type { EventShapes } from '@parley/hub';
import { fieldShapes } from '../field-shapes.ts';
import { NOTIFICATION_EVENT, notificationEvents } from './schema.ts';

/** What the notifications' events look like: their fields. Socket.IO's listeners are not told. */
export const notificationShapes: readonly EventShapes[] = fieldShapes(
  NOTIFICATION_EVENT,
  Object.keys(notificationEvents),
).map(({ event, topic, cable }) => ({ event, topic, cable }));
