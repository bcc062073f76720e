import type { ColumnType, Generated } from 'kysely';
import type { MessageType, RoomAccess, RoomKind, RoomRole } from './schema.ts';

/** The tables of chat, as queries see them, and the columns of others that they are joined with. */
export type ChatTables = {
  chat_rooms: {
    id: Generated<number>;
    uuid: string;
    name: string;
    description: string;
    kind: RoomKind;
    access: RoomAccess;
    is_show_history: boolean;
    created_by: number;
    created_on: string;
    /** `<lower member id>:<higher>` of a direct room: one for each pair. */
    direct_key: string | null;
    pinned_message_id: number | null;
    last_active_on: string | null;
    /** `false` while the members of a large room are still to be told that it goes on. */
    is_told: Generated<boolean>;
    /** The member id up to which a round of telling has come; `null` while there is none. */
    told_to: number | null;
    deleted_on: string | null;
  };
  chat_participants: {
    id: Generated<number>;
    room_id: number;
    member_id: number;
    role: RoomRole;
    joined_on: string;
    is_muted: Generated<boolean>;
    is_archived: Generated<boolean>;
    pinned_on: string | null;
    last_read_message_id: number | null;
  };
  /** What a participant may read: offsets of the room's topic, `left_offset` included. */
  chat_stays: {
    room_id: number;
    member_id: number;
    joined_offset: number;
    left_offset: number | null;
  };
  chat_messages: {
    id: Generated<number>;
    room_id: number;
    member_id: number;
    participant_id: number;
    /** `null` at the top level. */
    parent_message_id: number | null;
    /** Of a reply, and of a message once it is replied to. */
    thread_id: number | null;
    /** Of its `newMessage` on the room's topic. */
    topic_offset: number;
    body: string;
    rich_text_json: ColumnType<Readonly<Record<string, unknown>>, string, string>;
    creation_uuid: string;
    /** What a topic client called it; `null`: `newMessage`. */
    action: string | null;
    message_type: Generated<MessageType>;
    sent_on: string;
    edited_on: string | null;
    deleted_on: string | null;
  };
  chat_threads: {
    id: Generated<number>;
    room_id: number;
    parent_message_id: number;
    last_reply_on: string;
  };
  chat_thread_participants: {
    thread_id: number;
    member_id: number;
    joined_on: string;
    last_read_message_id: number | null;
  };
  chat_reactions: {
    message_id: number;
    emoji: string;
    member_id: number;
    created_on: string;
  };
};

/** What chat reads of the log and of identity. */
export type Neighbours = {
  members: {
    id: number;
    name: string;
    username: string;
    color: string;
    role: string;
    is_active: boolean;
  };
  topic_messages: {
    topic_id: number;
    offset: number;
    subject: string | null;
    source_topic_id: number | null;
    source_offset: number | null;
    created_on: string;
  };
};
