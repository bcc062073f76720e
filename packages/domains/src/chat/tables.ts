import type { Generated } from 'kysely';
import type { RoomKind, RoomRole } from './schema.ts';

/** The tables of chat, as queries see them, and the columns of others that they are joined with. */
export type ChatTables = {
  chat_rooms: {
    id: Generated<number>;
    uuid: string;
    name: string;
    description: string;
    kind: RoomKind;
    is_show_history: boolean;
    created_by: number;
    created_on: string;
  };
  chat_participants: {
    room_id: number;
    member_id: number;
    role: RoomRole;
    joined_on: string;
  };
  /** What a participant may read: offsets of the room's topic, `left_offset` included. */
  chat_stays: {
    room_id: number;
    member_id: number;
    joined_offset: number;
    left_offset: number | null;
  };
};

/** What chat reads of the log and of identity. */
export type Neighbours = {
  members: { id: number; name: string; color: string; is_active: boolean };
  topic_messages: {
    topic_id: number;
    offset: number;
    member_id: number | null;
    sender: string;
    message: string | null;
    is_internal: boolean;
    source_topic_id: number | null;
    source_offset: number | null;
    created_on: string;
  };
};
