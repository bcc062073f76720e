import type { Migration } from '@parley/store';

const indexes = (prefix: string): readonly string[] => [
  `create index ${prefix}files_member on FILES (member_id)`,
  `create index ${prefix}files_topic on FILES (topic)`,
  `create index ${prefix}files_message on FILES (message_id) where message_id is not null`,
  `create index ${prefix}files_open on FILES (created_on) where message_id is null`,
  `create index ${prefix}files_gone on FILES (gone_on) where gone_on is not null`,
];

/** Files: whose they are, where they may be seen, and what they are. Their bytes are in the store of files. */
export const fileMigrations: readonly Migration[] = [
  {
    name: '0700_files',
    sqlite: [
      `create table dbtable_schema.files (
        id integer primary key autoincrement, name text not null unique, topic text not null,
        member_id integer not null references members (id), title text not null,
        type text not null, bytes integer not null, width integer, height integer,
        message_id integer, topic_offset integer,
        created_on text not null, ready_on text, gone_on text)`,
      ...indexes('dbtable_schema.').map((line) => line.replace('FILES', 'files')),
    ],
    postgres: [
      `create table dbtable_schema.files (
        id bigint generated always as identity primary key, name text not null unique,
        topic text not null, member_id bigint not null references dbtable_schema.members (id),
        title text not null, type text not null, bytes bigint not null, width int, height int,
        message_id bigint, topic_offset bigint,
        created_on timestamptz not null, ready_on timestamptz, gone_on timestamptz)`,
      ...indexes('').map((line) => line.replace('FILES', 'dbtable_schema.files')),
    ],
  },
  {
    // By their names, kept by the database itself, as that of what was said.
    name: '0710_files_search',
    sqlite: [
      `create virtual table dbtable_schema.files_search using fts5(
        title, content = 'files', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 0')`,
      `insert into dbtable_schema.files_search (files_search, rank) values ('secure-delete', 1)`,
      `insert into dbtable_schema.files_search (rowid, title)
        select id, title from dbtable_schema.files`,
      `create trigger dbtable_schema.files_named after insert on files begin
        insert into files_search (rowid, title) values (new.id, new.title); end`,
      `create trigger dbtable_schema.files_forgotten after delete on files begin
        insert into files_search (files_search, rowid, title)
          values ('delete', old.id, old.title); end`,
    ],
    postgres: [
      `alter table dbtable_schema.files
        add column search tsvector generated always as (to_tsvector('simple',
          translate(title, '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', '                                ')))
          stored`,
      `create index files_search on dbtable_schema.files using gin (search)`,
    ],
  },
];
