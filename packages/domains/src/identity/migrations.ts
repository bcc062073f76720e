import type { Migration } from '@parley/store';

/** Members, their sessions and tokens, the set-up link, tickets and signing keys. */
export const identityMigrations: readonly Migration[] = [
  {
    name: '0100_identity_members',
    sqlite: [
      `create table dbtable_schema.members (
        id integer primary key autoincrement, name text not null, name_key text not null,
        email text, email_key text unique, role text not null, color text not null,
        password_hash text, external_id text unique, is_active integer not null default 1,
        created_on text not null)`,
      `create table dbtable_schema.sessions (
        id integer primary key autoincrement,
        member_id integer not null references members (id) on delete cascade,
        token_hash text not null unique, user_agent text not null,
        created_on text not null, expires_on text not null)`,
      `create index dbtable_schema.sessions_member on sessions (member_id)`,
      `create table dbtable_schema.setup_links (
        token_hash text primary key, created_on text not null, expires_on text not null,
        used_on text)`,
    ],
    postgres: [
      `create table dbtable_schema.members (
        id bigint generated always as identity primary key, name text not null,
        name_key text not null, email text, email_key text unique, role text not null,
        color text not null, password_hash text, external_id text unique,
        is_active boolean not null default true, created_on timestamptz not null)`,
      `create table dbtable_schema.sessions (
        id bigint generated always as identity primary key,
        member_id bigint not null references dbtable_schema.members (id) on delete cascade,
        token_hash text not null unique, user_agent text not null,
        created_on timestamptz not null, expires_on timestamptz not null)`,
      `create index sessions_member on dbtable_schema.sessions (member_id)`,
      `create table dbtable_schema.setup_links (
        token_hash text primary key, created_on timestamptz not null,
        expires_on timestamptz not null, used_on timestamptz)`,
    ],
  },
  {
    name: '0110_identity_tickets',
    sqlite: [
      `create table dbtable_schema.tickets (
        secret_hash text primary key, ticket_json text not null, expires_on text not null)`,
      `create index dbtable_schema.tickets_expiry on tickets (expires_on)`,
    ],
    postgres: [
      `create table dbtable_schema.tickets (
        secret_hash text primary key, ticket_json text not null, expires_on timestamptz not null)`,
      `create index tickets_expiry on dbtable_schema.tickets (expires_on)`,
    ],
  },
  {
    name: '0120_identity_tokens',
    sqlite: [
      `create table dbtable_schema.refresh_tokens (
        id integer primary key autoincrement,
        member_id integer not null references members (id) on delete cascade,
        token_hash text not null unique, created_on text not null, expires_on text not null)`,
      `create index dbtable_schema.refresh_tokens_member on refresh_tokens (member_id)`,
      `create index dbtable_schema.refresh_tokens_expiry on refresh_tokens (expires_on)`,
      `create table dbtable_schema.access_tokens (
        jti text primary key,
        member_id integer not null references members (id) on delete cascade,
        refresh_token_id integer references refresh_tokens (id) on delete set null,
        signing_key_id integer, created_on text not null, expires_on text not null)`,
      `create index dbtable_schema.access_tokens_member on access_tokens (member_id, expires_on)`,
      `create index dbtable_schema.access_tokens_refresh on access_tokens (refresh_token_id)`,
      `create index dbtable_schema.access_tokens_expiry on access_tokens (expires_on)`,
      `create table dbtable_schema.signing_keys (
        id integer primary key autoincrement, salt text not null, created_on text not null)`,
      `create index dbtable_schema.sessions_expiry on sessions (expires_on)`,
    ],
    postgres: [
      `create table dbtable_schema.refresh_tokens (
        id bigint generated always as identity primary key,
        member_id bigint not null references dbtable_schema.members (id) on delete cascade,
        token_hash text not null unique, created_on timestamptz not null,
        expires_on timestamptz not null)`,
      `create index refresh_tokens_member on dbtable_schema.refresh_tokens (member_id)`,
      `create index refresh_tokens_expiry on dbtable_schema.refresh_tokens (expires_on)`,
      `create table dbtable_schema.access_tokens (
        jti text primary key,
        member_id bigint not null references dbtable_schema.members (id) on delete cascade,
        refresh_token_id bigint references dbtable_schema.refresh_tokens (id) on delete set null,
        signing_key_id bigint, created_on timestamptz not null, expires_on timestamptz not null)`,
      `create index access_tokens_member on dbtable_schema.access_tokens (member_id, expires_on)`,
      `create index access_tokens_refresh on dbtable_schema.access_tokens (refresh_token_id)`,
      `create index access_tokens_expiry on dbtable_schema.access_tokens (expires_on)`,
      `create table dbtable_schema.signing_keys (
        id bigint generated always as identity primary key, salt text not null,
        created_on timestamptz not null)`,
      `create index sessions_expiry on dbtable_schema.sessions (expires_on)`,
    ],
  },
  {
    name: '0130_identity_secret_keys',
    sqlite: [
      `create table dbtable_schema.secret_keys (
        id integer primary key autoincrement,
        member_id integer not null references members (id) on delete cascade,
        key_hash text not null unique, created_on text not null, expires_on text not null)`,
      `create index dbtable_schema.secret_keys_member on secret_keys (member_id)`,
      `create index dbtable_schema.secret_keys_expiry on secret_keys (expires_on)`,
      `create table dbtable_schema.live_sockets (
        socket_id text primary key, node text not null, member_id integer not null,
        secret_key_id integer not null references secret_keys (id) on delete cascade,
        created_on text not null)`,
      `create index dbtable_schema.live_sockets_member on live_sockets (member_id)`,
      `create index dbtable_schema.live_sockets_key on live_sockets (secret_key_id)`,
      `create index dbtable_schema.live_sockets_node on live_sockets (node)`,
      `create table dbtable_schema.socket_nodes (node text primary key, seen_on text not null)`,
    ],
    postgres: [
      `create table dbtable_schema.secret_keys (
        id bigint generated always as identity primary key,
        member_id bigint not null references dbtable_schema.members (id) on delete cascade,
        key_hash text not null unique, created_on timestamptz not null,
        expires_on timestamptz not null)`,
      `create index secret_keys_member on dbtable_schema.secret_keys (member_id)`,
      `create index secret_keys_expiry on dbtable_schema.secret_keys (expires_on)`,
      `create table dbtable_schema.live_sockets (
        socket_id text primary key, node text not null, member_id bigint not null,
        secret_key_id bigint not null
          references dbtable_schema.secret_keys (id) on delete cascade,
        created_on timestamptz not null)`,
      `create index live_sockets_member on dbtable_schema.live_sockets (member_id)`,
      `create index live_sockets_key on dbtable_schema.live_sockets (secret_key_id)`,
      `create index live_sockets_node on dbtable_schema.live_sockets (node)`,
      `create table dbtable_schema.socket_nodes (
        node text primary key, seen_on timestamptz not null)`,
    ],
  },
  {
    // Those who have no username get what is left of their name; the later of two, with their id.
    // '-' stands in no other username, so that none is taken.
    name: '0140_identity_usernames',
    sqlite: [
      `alter table dbtable_schema.members add column username text not null default ''`,
      `alter table dbtable_schema.members add column username_key text not null default ''`,
      `with recursive letters (id, rest, kept) as (
          select id, substr(lower(name), 1, 200), '' from members
          union all
          select id, substr(rest, 2), kept || case
            when substr(rest, 1, 1) glob '[a-z0-9]' then substr(rest, 1, 1)
            when substr(rest, 1, 1) = ' ' then '.' else '' end
          from letters where rest <> ''),
        names as (select id, trim(substr(trim(kept, '.'), 1, 20), '.') as base from letters
          where rest = ''),
        ranked as (select id, case when length(base) < 2 then 'member' else base end as base,
          row_number() over (partition by case when length(base) < 2 then '' else base end
            order by id) as place, length(base) < 2 as is_bare from names)
        update members set (username, username_key) = (
          select case when place = 1 and not is_bare then base else base || '-' || id end,
            case when place = 1 and not is_bare then base else base || '-' || id end
          from ranked where ranked.id = members.id)`,
      `create unique index dbtable_schema.members_username on members (username_key)
        where username_key <> ''`,
    ],
    postgres: [
      `alter table dbtable_schema.members add column username text not null default '',
        add column username_key text not null default ''`,
      `with names as (select id, trim(both '.' from left(trim(both '.' from regexp_replace(
            regexp_replace(lower(name), ' ', '.', 'g'), '[^a-z0-9.]', '', 'g')), 20)) as base
          from dbtable_schema.members),
        ranked as (select id, case when length(base) < 2 then 'member' else base end as base,
          row_number() over (partition by case when length(base) < 2 then '' else base end
            order by id) as place, length(base) < 2 as is_bare from names),
        made as (select id, case when place = 1 and not is_bare then base
          else base || '-' || id end as username from ranked)
        update dbtable_schema.members member
          set username = made.username, username_key = made.username
          from made where made.id = member.id`,
      `create unique index members_username on dbtable_schema.members (username_key)
        where username_key <> ''`,
    ],
  },
];
