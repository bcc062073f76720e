import type { Migration } from '@parley/store';

/** Whiteboards: their elements, each in its newest form. */
export const boardMigrations: readonly Migration[] = [
  {
    name: '0710_exchange_boards',
    sqlite: [
      `create table dbtable_schema.boards (
        booking_id integer primary key references bookings (id) on delete cascade,
        elements integer not null, characters integer not null, tombstones integer not null)`,
      `create table dbtable_schema.board_elements (
        booking_id integer not null references bookings (id) on delete cascade,
        element_id text not null, version integer not null, version_nonce integer not null,
        is_deleted integer not null, characters integer not null, content text not null,
        changed_on text not null, primary key (booking_id, element_id)) without rowid`,
      `create index dbtable_schema.board_elements_deleted
        on board_elements (booking_id, changed_on) where is_deleted`,
    ],
    postgres: [
      `create table dbtable_schema.boards (
        booking_id bigint primary key references dbtable_schema.bookings (id) on delete cascade,
        elements integer not null, characters integer not null, tombstones integer not null)
        with (fillfactor = 50)`,
      `create table dbtable_schema.board_elements (
        booking_id bigint not null references dbtable_schema.bookings (id) on delete cascade,
        element_id text not null, version bigint not null, version_nonce bigint not null,
        is_deleted boolean not null, characters integer not null, content text not null,
        changed_on timestamptz not null, primary key (booking_id, element_id))`,
      `create index board_elements_deleted
        on dbtable_schema.board_elements (booking_id, changed_on) where is_deleted`,
    ],
  },
  {
    name: '0711_board_files',
    sqlite: [
      `alter table dbtable_schema.board_elements add column file text`,
      `create index dbtable_schema.board_elements_file
        on board_elements (booking_id, file) where file is not null`,
      `create table dbtable_schema.board_agreements (
        booking_id integer not null references bookings (id) on delete cascade,
        member_id integer not null references members (id) on delete cascade,
        ask text not null, primary key (booking_id, member_id)) without rowid`,
    ],
    postgres: [
      `alter table dbtable_schema.board_elements add column file text`,
      `create index board_elements_file
        on dbtable_schema.board_elements (booking_id, file) where file is not null`,
      `create table dbtable_schema.board_agreements (
        booking_id bigint not null references dbtable_schema.bookings (id) on delete cascade,
        member_id bigint not null references dbtable_schema.members (id) on delete cascade,
        ask text not null, primary key (booking_id, member_id))`,
    ],
  },
];
