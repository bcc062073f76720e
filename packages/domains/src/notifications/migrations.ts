import type { Migration } from '@parley/store';

/** Notifications, and what of them members have looked at. */
export const notificationMigrations: readonly Migration[] = [
  {
    name: '0300_notifications',
    sqlite: [
      `create table dbtable_schema.notifications (
        id integer primary key autoincrement, member_id integer not null references members (id),
        kind text not null, actor_id integer references members (id), room_id integer,
        message_id integer, parent_message_id integer, display_action text not null,
        body text not null, action_web_url text, created_on text not null, read_on text,
        archived_on text)`,
      `create index dbtable_schema.notifications_member on notifications (member_id, id)`,
      `create index dbtable_schema.notifications_message on notifications (message_id) where message_id is not null`,
      `create index dbtable_schema.notifications_room on notifications (room_id) where room_id is not null`,
      `create table dbtable_schema.notification_marks (
        member_id integer primary key references members (id), seen_id integer not null)`,
    ],
    postgres: [
      `create table dbtable_schema.notifications (
        id bigint generated always as identity primary key,
        member_id bigint not null references dbtable_schema.members (id), kind text not null,
        actor_id bigint references dbtable_schema.members (id), room_id bigint, message_id bigint,
        parent_message_id bigint, display_action text not null, body text not null,
        action_web_url text, created_on timestamptz not null, read_on timestamptz,
        archived_on timestamptz)`,
      `create index notifications_member on dbtable_schema.notifications (member_id, id)`,
      `create index notifications_message on dbtable_schema.notifications (message_id) where message_id is not null`,
      `create index notifications_room on dbtable_schema.notifications (room_id) where room_id is not null`,
      `create table dbtable_schema.notification_marks (
        member_id bigint primary key references dbtable_schema.members (id),
        seen_id bigint not null)`,
    ],
  },
  {
    name: '0301_notification_requests',
    sqlite: [
      `create table dbtable_schema.notification_requests (
        id text primary key, digest text not null, notified integer not null,
        created_on text not null)`,
      `create index dbtable_schema.notification_requests_created on notification_requests (created_on)`,
    ],
    postgres: [
      `create table dbtable_schema.notification_requests (
        id text primary key, digest text not null, notified bigint not null,
        created_on timestamptz not null)`,
      `create index notification_requests_created on dbtable_schema.notification_requests (created_on)`,
    ],
  },
];
