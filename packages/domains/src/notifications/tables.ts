import type { ColumnType, Generated } from 'kysely';
import type { NotificationKind } from './schema.ts';

/** The tables of notifications, as queries see them. */
export type NotificationTables = {
  notifications: {
    id: Generated<number>;
    member_id: number;
    kind: NotificationKind;
    /** `null` for the application. */
    actor_id: number | null;
    room_id: number | null;
    message_id: number | null;
    parent_message_id: number | null;
    display_action: string;
    body: string;
    action_web_url: string | null;
    created_on: string;
    read_on: ColumnType<string | null, null, string>;
    archived_on: ColumnType<string | null, null, string>;
  };
  /** What of a member's notifications is not new any more: those up to this id. */
  notification_marks: {
    member_id: number;
    seen_id: number;
  };
  /** Requests of the application that are not carried out twice, by the id that it gave them. */
  notification_requests: {
    id: string;
    /** Of what was asked: the same id for something else is refused. */
    digest: string;
    notified: number;
    created_on: string;
  };
};

/** What notifications read of identity and chat. */
export type Neighbours = {
  members: { id: number; name: string; color: string; role: string; is_active: boolean };
  chat_rooms: { id: number; uuid: string; deleted_on: string | null };
};
