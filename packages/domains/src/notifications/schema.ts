import { z } from 'zod';
import type { EventSpec } from '../chat/schema/event-spec.ts';
import { pageOf, senderView, type Page, type SenderView } from '../chat/schema/views.ts';

/** A member's own topic: their notifications and how many are new. */
export function notificationTopic(memberId: number): `notification-channel-${number}` {
  return `notification-channel-${memberId}`;
}

/**
 * Why a member is notified. `exchange`: about a meeting, asked for, answered or cancelled; `custom`: the
 * application said so.
 */
export const notificationKinds = [
  'direct_message',
  'reply',
  'mention',
  'reaction',
  'exchange',
  'custom',
] as const;

/** One of {@link notificationKinds}. */
export type NotificationKind = (typeof notificationKinds)[number];

/** A notification, as REST and `newNotification` show it. Dates are ISO 8601, UTC. */
export interface NotificationView {
  readonly id: number;
  readonly notification_type: NotificationKind;
  /** Who caused it; `null` for the application. */
  readonly actor: SenderView | null;
  /** One line to show. */
  readonly display_action: string;
  /** What it is about: the beginning of the message. */
  readonly text: string;
  readonly chat_room_uuid: string | null;
  readonly chat_room_message_id: number | null;
  readonly parent_message_id: number | null;
  /** Where it leads to: the application's page, or for a meeting a path of ours; `null` for chat. */
  readonly action_web_url: string | null;
  readonly created_at: string;
  readonly read_at: string | null;
  readonly archived_at: string | null;
}

/** {@link NotificationView} as a schema. */
export const notificationView: z.ZodType<NotificationView> = z.object({
  id: z.int(),
  notification_type: z.enum(notificationKinds),
  actor: senderView.nullable().describe('Who caused it; null for the application.'),
  display_action: z.string().describe('One line to show.'),
  text: z.string().describe('What it is about: the beginning of the message.'),
  chat_room_uuid: z.string().nullable(),
  chat_room_message_id: z.int().nullable(),
  parent_message_id: z.int().nullable(),
  action_web_url: z
    .string()
    .nullable()
    .describe("The application's page, or for a meeting a path of ours; null for chat."),
  created_at: z.iso.datetime(),
  read_at: z.iso.datetime().nullable(),
  archived_at: z.iso.datetime().nullable(),
});

/** The two counters: what came since the member last looked, and of it mentions and the rest. */
export interface NotificationCounts {
  readonly new_notifications_count: number;
  readonly new_mentions_count: number;
  readonly new_inbox_count: number;
}

/** {@link NotificationCounts} as a schema. */
export const notificationCounts: z.ZodType<NotificationCounts> = z.object({
  new_notifications_count: z.int(),
  new_mentions_count: z.int(),
  new_inbox_count: z.int(),
});

/** What is answered when nothing is new any more, and told on every device. */
export interface NothingNew {
  readonly new_notifications_count: 0;
}

/** {@link NothingNew} as a schema. */
export const nothingNew: z.ZodType<NothingNew> = z.object({
  new_notifications_count: z.literal(0),
});

/** The events on a member's notification topic. */
export interface NotificationEvents {
  readonly newNotification: NotificationView;
  readonly updateNewNotificationCount: { readonly new_notifications_count: number };
  readonly resetNewNotificationCount: NothingNew;
}

/** The name of one of the events. */
export type NotificationEventName = keyof NotificationEvents;

const NOTIFICATIONS = 'notification-channel-<member id>';

/** The events as data: what checks them, and what the reference says of them. */
export const notificationEvents: {
  readonly [K in NotificationEventName]: EventSpec<NotificationEvents[K]>;
} = {
  newNotification: {
    schema: notificationView,
    topics: [NOTIFICATIONS],
    summary: 'The member is notified.',
  },
  updateNewNotificationCount: {
    schema: z.object({ new_notifications_count: z.int() }),
    topics: [NOTIFICATIONS],
    summary: 'How many notifications came since the member last looked.',
  },
  resetNewNotificationCount: {
    schema: nothingNew,
    topics: [NOTIFICATIONS],
    summary: 'The member looked, or read all: nothing is new, and clients show all as read.',
  },
};

/** What the domain's events are called between the domain and the log. */
export const NOTIFICATION_EVENT = 'notifications.';

/** `GET /notifications` */
export const notificationQuery: z.ZodType<NotificationQuery> = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
  sort: z
    .enum(['newest', 'latest', 'oldest'])
    .transform((order) => (order === 'latest' ? 'newest' : order))
    .default('newest')
    .describe('`latest` is `newest`.'),
  status: z.enum(['all', 'read', 'unread', 'archived']).default('all'),
});
/** {@link notificationQuery} as a type. `all` leaves archived ones out. */
export interface NotificationQuery {
  readonly page: number;
  readonly per_page: number;
  readonly sort: 'newest' | 'oldest';
  readonly status: 'all' | 'read' | 'unread' | 'archived';
}

/** `POST /api/notifications`, with the application's token. */
export const createNotificationBody: z.ZodType<CreateNotificationBody> = z.object({
  community_member_ids: z.array(z.int().positive()).min(1).max(1000),
  display_action: z.string().trim().min(1).max(200),
  text: z.string().trim().max(500).default(''),
  action_web_url: z
    .url({ protocol: /^https?$/u })
    .max(2000)
    .nullable()
    .default(null),
  creation_uuid: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('Of your choice: a repeat with the same one notifies once. Forgotten after 7 days.'),
});
/** {@link createNotificationBody} as a type. */
export interface CreateNotificationBody {
  readonly community_member_ids: readonly number[];
  readonly display_action: string;
  readonly text: string;
  readonly action_web_url: string | null;
  /** A repeat with the same one notifies once. */
  readonly creation_uuid?: string | undefined;
}

/** A page of notifications. */
export type NotificationPage = Page<NotificationView>;
/** {@link NotificationPage} as a schema. */
export const notificationPage: z.ZodType<NotificationPage> = pageOf(notificationView);
