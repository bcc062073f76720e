import type { Channel } from '@parley/hub';
import { ownChannel } from '../own-channel.ts';
import { notificationTopic } from './schema.ts';

/** `NotificationChannel`: the member's own. */
export const notificationChannels: readonly Channel[] = [
  ownChannel('NotificationChannel', notificationTopic),
];
