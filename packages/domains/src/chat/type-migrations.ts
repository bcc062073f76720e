import type { Migration } from '@parley/store';

/** Messages that are the address of a picture or of a file. */
export const typeMigrations: readonly Migration[] = [
  {
    name: '0230_chat_message_types',
    sqlite: [
      `alter table dbtable_schema.chat_messages
        add column message_type text not null default 'message'`,
    ],
    postgres: [
      `alter table dbtable_schema.chat_messages
        add column message_type text not null default 'message'`,
    ],
  },
];
