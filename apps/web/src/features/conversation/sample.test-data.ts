import type { MessageView } from '@parley/domains/chat/schema';
import type { Line } from './line.ts';

/** A message for tests, by its id. */
export function messageOf(id: number, more: Partial<MessageView> = {}): MessageView {
  const body = more.body ?? `message ${id}`;
  const at = new Date(Date.UTC(2026, 10, 20, 10, 0, id)).toISOString();
  return {
    id,
    chat_room_uuid: 'u',
    chat_room_kind: 'group_chat',
    chat_room_participant_id: 1,
    rich_text_body: { body: { type: 'doc', content: [] }, circle_ios_fallback_text: body },
    sent_at: at,
    created_at: at,
    sender: {
      community_member_id: 2,
      name: 'Ben',
      role: 'member',
      color: '#123456',
      avatar_url: null,
    },
    creation_uuid: `c-${id}`,
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
    body,
  };
}

/** A line for tests: who, what, and at which local time of 20 November 2026 (or another day). */
export function lineOf(
  who: string,
  text: string,
  at: string,
  { mine = false, day = '2026-11-20', id = 1 }: { mine?: boolean; day?: string; id?: number } = {},
): Line {
  const timestamp = new Date(`${day}T${at}`).toISOString();
  const author = { id: who, name: who, color: '#123456' };
  const message = messageOf(id, { body: text, sent_at: timestamp });
  return { key: text, author, mine, text, timestamp, message };
}
