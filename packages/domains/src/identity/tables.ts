import type { ColumnType, Generated } from 'kysely';
import type { Ticket } from '@parley/hub';
import type { MemberRole } from './schema.ts';

/** The tables of identity, as queries see them. Dates are ISO 8601, UTC. */
export type IdentityTables = {
  members: {
    id: Generated<number>;
    name: string;
    name_key: string;
    /** What others find and follow them by; unique without regard to case. */
    username: string;
    username_key: string;
    email: string | null;
    email_key: string | null;
    role: MemberRole;
    color: string;
    password_hash: string | null;
    external_id: string | null;
    is_active: boolean;
    created_on: string;
  };
  sessions: {
    id: Generated<number>;
    member_id: number;
    token_hash: string;
    user_agent: string;
    created_on: string;
    expires_on: string;
  };
  secret_keys: {
    id: Generated<number>;
    member_id: number;
    key_hash: string;
    created_on: string;
    expires_on: string;
  };
  live_sockets: {
    socket_id: string;
    node: string;
    member_id: number;
    secret_key_id: number;
    created_on: string;
  };
  socket_nodes: {
    node: string;
    seen_on: string;
  };
  setup_links: {
    token_hash: string;
    created_on: string;
    expires_on: string;
    used_on: string | null;
  };
  access_tokens: {
    jti: string;
    member_id: number;
    /** The refresh token that it was made with; `null`: none, or one that has run out. */
    refresh_token_id: number | null;
    /** The key that signed it; `null`: the first one, which has no row. */
    signing_key_id: number | null;
    created_on: string;
    expires_on: string;
  };
  refresh_tokens: {
    id: Generated<number>;
    member_id: number;
    token_hash: string;
    created_on: string;
    expires_on: string;
  };
  signing_keys: {
    id: Generated<number>;
    salt: string;
    created_on: string;
  };
  tickets: {
    secret_hash: string;
    ticket_json: ColumnType<Ticket, string, string>;
    expires_on: string;
  };
};
