import type { MessageView, Room } from '../../api/types.ts';

/** Said by member 2, Ada, unless the test says otherwise. */
export function message(id: number, more: Partial<MessageView> = {}): MessageView {
  return {
    id,
    chat_room_uuid: 'a',
    chat_room_kind: 'group_chat',
    chat_room_participant_id: 1,
    body: `Message ${id}`,
    rich_text_body: { body: { type: 'doc' }, circle_ios_fallback_text: `Message ${id}` },
    sent_at: new Date(Date.UTC(2026, 10, 20, 10, 0, id)).toISOString(),
    created_at: new Date(Date.UTC(2026, 10, 20, 10, 0, id)).toISOString(),
    sender: {
      community_member_id: 2,
      name: 'Ada',
      role: 'member',
      color: '#111111',
      avatar_url: null,
    },
    creation_uuid: `c${id}`,
    chat_thread_id: null,
    parent_message_id: null,
    lesson_id: null,
    edited_at: null,
    deleted_at: null,
    replies_count: 0,
    chat_thread_replies_count: 0,
    total_thread_participants_count: 0,
    thread_participants_preview: [],
    reactions: [],
    offset: id,
    ...more,
  };
}

type Own = NonNullable<Room['current_participant']>;

/** What member 1, Mara, is in a room. */
export function own(more: Partial<Own> = {}): Own {
  return {
    id: 10,
    community_member_id: 1,
    name: 'Mara',
    role: 'member',
    color: '#222222',
    avatar_url: null,
    admin: false,
    muted: false,
    archived: false,
    pinned_at: null,
    last_read_message_id: null,
    ...more,
  };
}

/** A room that member 1 is in, called as its uuid. */
export function room(uuid: string, more: Partial<Room> = {}): Room {
  return {
    id: uuid.charCodeAt(0),
    uuid,
    identifier: `chat-room-${uuid}-channel`,
    topic: `room:${uuid}`,
    unread_messages_count: 0,
    chat_room_kind: 'group_chat',
    chat_room_access: 'open',
    chat_room_name: uuid,
    chat_room_description: '',
    chat_room_show_history: true,
    chat_room_participants_count: 2,
    other_participants_preview: [],
    current_participant: own(),
    last_message: null,
    pinned_message: null,
    ...more,
  };
}
