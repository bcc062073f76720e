import type { Migration } from '@parley/store';

/** Bookings: who meets whom, and when. */
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
];
