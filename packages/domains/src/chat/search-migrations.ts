import type { Migration } from '@parley/store';

/**
 * An index of what was said, kept by the database itself, so that nothing said or unsaid can miss it.
 * SQLite: FTS5 over the messages' own text, with its pages wiped when something is deleted. Postgres: a
 * column of its own; its parser would keep `foo.bar` as one word, so punctuation is blanked before.
 */
export const searchMigrations: readonly Migration[] = [
  {
    name: '0220_chat_search',
    sqlite: [
      `alter table dbtable_schema.chat_messages add column action text`,
      `create virtual table dbtable_schema.chat_search using fts5(
        body, content = 'chat_messages', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 0')`,
      `insert into dbtable_schema.chat_search (chat_search, rank) values ('secure-delete', 1)`,
      `insert into dbtable_schema.chat_search (rowid, body)
        select id, body from dbtable_schema.chat_messages`,
      `create trigger dbtable_schema.chat_messages_said after insert on chat_messages begin
        insert into chat_search (rowid, body) values (new.id, new.body); end`,
      `create trigger dbtable_schema.chat_messages_changed after update of body on chat_messages begin
        insert into chat_search (chat_search, rowid, body) values ('delete', old.id, old.body);
        insert into chat_search (rowid, body) values (new.id, new.body); end`,
      `create trigger dbtable_schema.chat_messages_gone after delete on chat_messages begin
        insert into chat_search (chat_search, rowid, body) values ('delete', old.id, old.body); end`,
    ],
    postgres: [
      `alter table dbtable_schema.chat_messages add column action text,
        add column search tsvector generated always as (to_tsvector('simple',
          translate(body, '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', '                                ')))
          stored`,
      `create index chat_messages_search on dbtable_schema.chat_messages using gin (search)`,
    ],
  },
];
