import type { Migration } from '@parley/store';

/** Who follows whom. */
export const socialMigrations: readonly Migration[] = [
  {
    name: '0600_social_follows',
    sqlite: [
      `create table dbtable_schema.social_follows (
        id integer primary key autoincrement,
        follower_id integer not null references members (id) on delete cascade,
        followed_id integer not null references members (id) on delete cascade,
        created_on text not null, unique (follower_id, followed_id))`,
      `create index dbtable_schema.social_follows_followed on social_follows (followed_id)`,
    ],
    postgres: [
      `create table dbtable_schema.social_follows (
        id bigint generated always as identity primary key,
        follower_id bigint not null references dbtable_schema.members (id) on delete cascade,
        followed_id bigint not null references dbtable_schema.members (id) on delete cascade,
        created_on timestamptz not null, unique (follower_id, followed_id))`,
      `create index social_follows_followed on dbtable_schema.social_follows (followed_id)`,
    ],
  },
];
