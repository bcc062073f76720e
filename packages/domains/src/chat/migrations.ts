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
  {
    // Rooms of three kinds with an access beside; participants with an id; messages as rows.
    name: '0210_chat_messages',
    sqlite: [
      `alter table dbtable_schema.chat_rooms add column access text not null default 'private'`,
      `alter table dbtable_schema.chat_rooms add column direct_key text`,
      `alter table dbtable_schema.chat_rooms add column pinned_message_id integer`,
      `alter table dbtable_schema.chat_rooms add column last_active_on text`,
      `alter table dbtable_schema.chat_rooms add column is_told integer not null default 1`,
      `alter table dbtable_schema.chat_rooms add column deleted_on text`,
      `update dbtable_schema.chat_rooms set access = kind, kind = 'group_chat', last_active_on = created_on`,
      `create unique index dbtable_schema.chat_rooms_direct on chat_rooms (direct_key)`,
      `create table dbtable_schema.chat_participants_new (
        id integer primary key autoincrement,
        room_id integer not null references chat_rooms (id) on delete cascade,
        member_id integer not null references members (id), role text not null,
        joined_on text not null, is_muted integer not null default 0,
        is_archived integer not null default 0, pinned_on text, last_read_message_id integer,
        unique (room_id, member_id))`,
      `insert into dbtable_schema.chat_participants_new (room_id, member_id, role, joined_on)
        select room_id, member_id, role, joined_on from dbtable_schema.chat_participants`,
      `drop table dbtable_schema.chat_participants`,
      `alter table dbtable_schema.chat_participants_new rename to chat_participants`,
      `create index dbtable_schema.chat_participants_member on chat_participants (member_id)`,
      `create table dbtable_schema.chat_threads (
        id integer primary key autoincrement,
        room_id integer not null references chat_rooms (id) on delete cascade,
        parent_message_id integer not null unique, last_reply_on text not null)`,
      `create table dbtable_schema.chat_messages (
        id integer primary key autoincrement,
        room_id integer not null references chat_rooms (id) on delete cascade,
        member_id integer not null references members (id), participant_id integer not null,
        parent_message_id integer, thread_id integer references chat_threads (id),
        topic_offset integer not null, body text not null, rich_text_json text not null,
        creation_uuid text not null, sent_on text not null, edited_on text, deleted_on text,
        unique (room_id, member_id, creation_uuid))`,
      `create index dbtable_schema.chat_messages_top on chat_messages (room_id, id) where parent_message_id is null`,
      `create index dbtable_schema.chat_messages_thread on chat_messages (thread_id, id)`,
      `create index dbtable_schema.chat_messages_member on chat_messages (member_id)`,
      `create table dbtable_schema.chat_thread_participants (
        thread_id integer not null references chat_threads (id) on delete cascade,
        member_id integer not null references members (id), joined_on text not null,
        last_read_message_id integer, primary key (thread_id, member_id)) without rowid`,
      `create index dbtable_schema.chat_thread_participants_member on chat_thread_participants (member_id)`,
      `create table dbtable_schema.chat_reactions (
        message_id integer not null references chat_messages (id) on delete cascade,
        emoji text not null, member_id integer not null references members (id),
        created_on text not null, primary key (message_id, emoji, member_id)) without rowid`,
    ],
    postgres: [
      `alter table dbtable_schema.chat_rooms
        add column access text not null default 'private', add column direct_key text,
        add column pinned_message_id bigint, add column last_active_on timestamptz,
        add column is_told boolean not null default true, add column deleted_on timestamptz`,
      `update dbtable_schema.chat_rooms set access = kind, kind = 'group_chat', last_active_on = created_on`,
      `create unique index chat_rooms_direct on dbtable_schema.chat_rooms (direct_key)`,
      `alter table dbtable_schema.chat_participants
        add column id bigint generated always as identity unique,
        add column is_muted boolean not null default false,
        add column is_archived boolean not null default false,
        add column pinned_on timestamptz, add column last_read_message_id bigint`,
      `create table dbtable_schema.chat_threads (
        id bigint generated always as identity primary key,
        room_id bigint not null references dbtable_schema.chat_rooms (id) on delete cascade,
        parent_message_id bigint not null unique, last_reply_on timestamptz not null)`,
      `create table dbtable_schema.chat_messages (
        id bigint generated always as identity primary key,
        room_id bigint not null references dbtable_schema.chat_rooms (id) on delete cascade,
        member_id bigint not null references dbtable_schema.members (id),
        participant_id bigint not null, parent_message_id bigint,
        thread_id bigint references dbtable_schema.chat_threads (id),
        topic_offset bigint not null, body text not null, rich_text_json jsonb not null,
        creation_uuid text not null, sent_on timestamptz not null, edited_on timestamptz,
        deleted_on timestamptz, unique (room_id, member_id, creation_uuid))`,
      `create index chat_messages_top on dbtable_schema.chat_messages (room_id, id) where parent_message_id is null`,
      `create index chat_messages_thread on dbtable_schema.chat_messages (thread_id, id)`,
      `create index chat_messages_member on dbtable_schema.chat_messages (member_id)`,
      `create table dbtable_schema.chat_thread_participants (
        thread_id bigint not null references dbtable_schema.chat_threads (id) on delete cascade,
        member_id bigint not null references dbtable_schema.members (id),
        joined_on timestamptz not null, last_read_message_id bigint,
        primary key (thread_id, member_id))`,
      `create index chat_thread_participants_member on dbtable_schema.chat_thread_participants (member_id)`,
      `create table dbtable_schema.chat_reactions (
        message_id bigint not null references dbtable_schema.chat_messages (id) on delete cascade,
        emoji text not null, member_id bigint not null references dbtable_schema.members (id),
        created_on timestamptz not null, primary key (message_id, emoji, member_id))`,
    ],
  },
  {
    // What a member may read of a room is found by offset; large rooms are told of in rounds.
    name: '0211_chat_rounds',
    sqlite: [
      `alter table dbtable_schema.chat_rooms add column told_to integer`,
      `create index dbtable_schema.chat_rooms_untold on chat_rooms (is_told, told_to)`,
      `create index dbtable_schema.chat_rooms_deleted on chat_rooms (deleted_on) where deleted_on is not null`,
      `create index dbtable_schema.chat_rooms_created_by on chat_rooms (created_by)`,
      `create index dbtable_schema.chat_participants_archived on chat_participants (room_id, is_archived)`,
      `create index dbtable_schema.chat_messages_readable on chat_messages (room_id, topic_offset) where parent_message_id is null`,
    ],
    postgres: [
      `alter table dbtable_schema.chat_rooms add column told_to bigint`,
      `create index chat_rooms_untold on dbtable_schema.chat_rooms (is_told, told_to)`,
      `create index chat_rooms_deleted on dbtable_schema.chat_rooms (deleted_on) where deleted_on is not null`,
      `create index chat_rooms_created_by on dbtable_schema.chat_rooms (created_by)`,
      `create index chat_participants_archived on dbtable_schema.chat_participants (room_id, is_archived)`,
      `create index chat_messages_readable on dbtable_schema.chat_messages (room_id, topic_offset) where parent_message_id is null`,
    ],
  },
];
