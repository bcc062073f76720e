import type { Migration } from '@parley/store';

/** Who meets whom, and when; how they come to meet, and what happens then. */
export const exchangeMigrations: readonly Migration[] = [
  {
    name: '0300_exchange_bookings',
    sqlite: [
      `create table dbtable_schema.bookings (
        id integer primary key autoincrement,
        schedule_member_id integer not null references members (id),
        client_member_id integer not null references members (id), title text not null,
        starts_on text not null, ends_on text not null, created_on text not null)`,
      `create index dbtable_schema.bookings_schedule on bookings (schedule_member_id)`,
      `create index dbtable_schema.bookings_client on bookings (client_member_id)`,
    ],
    postgres: [
      `create table dbtable_schema.bookings (
        id bigint generated always as identity primary key,
        schedule_member_id bigint not null references dbtable_schema.members (id),
        client_member_id bigint not null references dbtable_schema.members (id),
        title text not null, starts_on timestamptz not null, ends_on timestamptz not null,
        created_on timestamptz not null)`,
      `create index bookings_schedule on dbtable_schema.bookings (schedule_member_id)`,
      `create index bookings_client on dbtable_schema.bookings (client_member_id)`,
    ],
  },
  {
    name: '0700_exchange_schedules',
    sqlite: [
      `create table dbtable_schema.schedules (
        id integer primary key autoincrement, member_id integer not null references members (id),
        title text not null, about text not null, time_zone text not null, created_on text not null,
        deleted_on text)`,
      `create index dbtable_schema.schedules_member on schedules (member_id)`,
      `create table dbtable_schema.schedule_slots (
        id integer primary key autoincrement,
        schedule_id integer not null references schedules (id), weekday integer not null,
        starts_at text not null, minutes integer not null)`,
      `create index dbtable_schema.schedule_slots_schedule on schedule_slots (schedule_id)`,
      `create table dbtable_schema.quotes (
        id integer primary key autoincrement,
        schedule_id integer not null references schedules (id),
        schedule_member_id integer not null references members (id),
        client_member_id integer not null references members (id), title text not null,
        note text not null, starts_on text not null, ends_on text not null, status text not null,
        created_on text not null, answered_on text)`,
      `create index dbtable_schema.quotes_owner on quotes (schedule_member_id, id)`,
      `create index dbtable_schema.quotes_client on quotes (client_member_id, id)`,
      `create index dbtable_schema.quotes_open on quotes (schedule_id) where status = 'open'`,
      `alter table dbtable_schema.bookings add column quote_id integer references quotes (id)`,
      `alter table dbtable_schema.bookings add column cancelled_on text`,
      `alter table dbtable_schema.bookings add column cancelled_by integer references members (id)`,
      `create index dbtable_schema.bookings_quote on bookings (quote_id)`,
      `create index dbtable_schema.bookings_schedule_time on bookings (schedule_member_id, ends_on)`,
      `create index dbtable_schema.bookings_client_time on bookings (client_member_id, ends_on)`,
    ],
    postgres: [
      `create table dbtable_schema.schedules (
        id bigint generated always as identity primary key,
        member_id bigint not null references dbtable_schema.members (id),
        title text not null, about text not null, time_zone text not null,
        created_on timestamptz not null, deleted_on timestamptz)`,
      `create index schedules_member on dbtable_schema.schedules (member_id)`,
      `create table dbtable_schema.schedule_slots (
        id bigint generated always as identity primary key,
        schedule_id bigint not null references dbtable_schema.schedules (id),
        weekday bigint not null, starts_at text not null, minutes bigint not null)`,
      `create index schedule_slots_schedule on dbtable_schema.schedule_slots (schedule_id)`,
      `create table dbtable_schema.quotes (
        id bigint generated always as identity primary key,
        schedule_id bigint not null references dbtable_schema.schedules (id),
        schedule_member_id bigint not null references dbtable_schema.members (id),
        client_member_id bigint not null references dbtable_schema.members (id),
        title text not null, note text not null, starts_on timestamptz not null,
        ends_on timestamptz not null, status text not null, created_on timestamptz not null,
        answered_on timestamptz)`,
      `create index quotes_owner on dbtable_schema.quotes (schedule_member_id, id)`,
      `create index quotes_client on dbtable_schema.quotes (client_member_id, id)`,
      `create index quotes_open on dbtable_schema.quotes (schedule_id) where status = 'open'`,
      `alter table dbtable_schema.bookings
        add column quote_id bigint references dbtable_schema.quotes (id),
        add column cancelled_on timestamptz,
        add column cancelled_by bigint references dbtable_schema.members (id)`,
      `create index bookings_quote on dbtable_schema.bookings (quote_id)`,
      `create index bookings_schedule_time on dbtable_schema.bookings (schedule_member_id, ends_on)`,
      `create index bookings_client_time on dbtable_schema.bookings (client_member_id, ends_on)`,
    ],
  },
  {
    name: '0701_exchange_exchanges',
    sqlite: [
      `create table dbtable_schema.exchanges (
        booking_id integer primary key references bookings (id), began_on text not null)`,
      `create table dbtable_schema.exchange_ratings (
        booking_id integer not null references bookings (id),
        member_id integer not null references members (id), is_up integer not null,
        body text not null, created_on text not null, changed_on text not null,
        primary key (booking_id, member_id)) without rowid`,
      `create table dbtable_schema.exchange_stays (
        id text primary key, booking_id integer not null references bookings (id),
        kind text not null, member_id integer not null references members (id),
        entered_on text not null, seen_on text not null, left_on text,
        is_over integer not null default 0) without rowid`,
      `create index dbtable_schema.exchange_stays_booking on exchange_stays (booking_id, entered_on)`,
    ],
    postgres: [
      `create table dbtable_schema.exchanges (
        booking_id bigint primary key references dbtable_schema.bookings (id),
        began_on timestamptz not null)`,
      `create table dbtable_schema.exchange_ratings (
        booking_id bigint not null references dbtable_schema.bookings (id),
        member_id bigint not null references dbtable_schema.members (id), is_up boolean not null,
        body text not null, created_on timestamptz not null, changed_on timestamptz not null,
        primary key (booking_id, member_id))`,
      `create table dbtable_schema.exchange_stays (
        id text primary key, booking_id bigint not null references dbtable_schema.bookings (id),
        kind text not null, member_id bigint not null references dbtable_schema.members (id),
        entered_on timestamptz not null, seen_on timestamptz not null, left_on timestamptz,
        is_over boolean not null default false)`,
      `create index exchange_stays_booking on dbtable_schema.exchange_stays (booking_id, entered_on)`,
    ],
  },
  {
    name: '0702_exchange_stay_nodes',
    sqlite: [
      `alter table dbtable_schema.exchange_stays add column node text not null default ''`,
      `create index dbtable_schema.exchange_stays_node on exchange_stays (node)
        where left_on is null`,
    ],
    postgres: [
      `alter table dbtable_schema.exchange_stays add column node text not null default ''`,
      `create index exchange_stays_node on dbtable_schema.exchange_stays (node)
        where left_on is null`,
    ],
  },
];
