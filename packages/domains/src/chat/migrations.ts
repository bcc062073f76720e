import type { Migration } from '@parley/store';

/** Rooms, who is in them, and what each may read. */
export const chatMigrations: readonly Migration[] = [
  {
    name: '0200_chat_rooms',
    sqlite: [
      `create table dbtable_schema.chat_rooms (
        id integer primary key autoincrement, uuid text not null unique, name text not null,
        description text not null, kind text not null, is_show_history integer not null,
        created_by integer not null references members (id), created_on text not null)`,
      `create table dbtable_schema.chat_participants (
        room_id integer not null references chat_rooms (id) on delete cascade,
        member_id integer not null references members (id), role text not null,
        joined_on text not null, primary key (room_id, member_id)) without rowid`,
      `create index dbtable_schema.chat_participants_member on chat_participants (member_id)`,
      `create table dbtable_schema.chat_stays (
        room_id integer not null references chat_rooms (id) on delete cascade,
        member_id integer not null references members (id), joined_offset integer not null,
        left_offset integer, primary key (room_id, member_id, joined_offset)) without rowid`,
    ],
    postgres: [
      `create table dbtable_schema.chat_rooms (
        id bigint generated always as identity primary key, uuid text not null unique,
        name text not null, description text not null, kind text not null,
        is_show_history boolean not null,
        created_by bigint not null references dbtable_schema.members (id),
        created_on timestamptz not null)`,
      `create table dbtable_schema.chat_participants (
        room_id bigint not null references dbtable_schema.chat_rooms (id) on delete cascade,
        member_id bigint not null references dbtable_schema.members (id), role text not null,
        joined_on timestamptz not null, primary key (room_id, member_id))`,
      `create index chat_participants_member on dbtable_schema.chat_participants (member_id)`,
      `create table dbtable_schema.chat_stays (
        room_id bigint not null references dbtable_schema.chat_rooms (id) on delete cascade,
        member_id bigint not null references dbtable_schema.members (id),
        joined_offset bigint not null, left_offset bigint,
        primary key (room_id, member_id, joined_offset))`,
    ],
  },
];
