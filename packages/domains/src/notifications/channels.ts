import { z } from 'zod';
import { defineChannel, type Channel } from '@parley/hub';
import { notificationTopic } from './schema.ts';

const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/u)]).transform(Number);

/** `NotificationChannel`: the member's own; somebody else's id is refused. */
export const notificationChannels: readonly Channel[] = [
  defineChannel({
    name: 'NotificationChannel',
    params: z.object({ community_member_id: id.optional() }),
    topic: ({ community_member_id: wanted }, { memberId }) =>
      wanted === undefined || wanted === memberId ? notificationTopic(memberId) : undefined,
  }),
];
