import type { NotificationView } from '@parley/domains/notifications/schema';
import { describe, expect, it } from 'vitest';
import { isShownAt, linkOf } from './place.ts';

const notification = (more: Partial<NotificationView>): NotificationView => ({
  id: 1,
  notification_type: 'reply',
  actor: null,
  display_action: 'Ada replied',
  text: 'Yes',
  chat_room_uuid: 'a',
  chat_room_message_id: 7,
  parent_message_id: null,
  action_web_url: null,
  created_at: '2026-11-20T10:00:00.000Z',
  read_at: null,
  archived_at: null,
  ...more,
});

describe('a notification', () => {
  it('leads to its message, and into the thread of a reply', () => {
    expect(linkOf(notification({}))).toBe('/rooms/a?message=7');
    expect(linkOf(notification({ parent_message_id: 3 }))).toBe('/rooms/a?message=7&thread=3');
    expect(linkOf(notification({ chat_room_message_id: null }))).toBe('/rooms/a');
    expect(linkOf(notification({ chat_room_uuid: null }))).toBeUndefined();
  });

  it('of a meeting leads to it, and is seen by who looks there', () => {
    const about = { chat_room_uuid: null, action_web_url: '/bookings/3' };
    const meeting = notification({ ...about, notification_type: 'exchange' });
    expect(linkOf(meeting)).toBe('/bookings/3');
    expect(isShownAt(meeting, '/bookings/3', '')).toBe(true);
    expect(isShownAt(meeting, '/bookings', '')).toBe(false);
    expect(linkOf(notification({ ...about, notification_type: 'custom' }))).toBeUndefined();
  });

  it('is seen by who looks at its room, or at its thread', () => {
    expect(isShownAt(notification({}), '/rooms/a', '?thread=9')).toBe(true);
    expect(isShownAt(notification({}), '/rooms/b', '')).toBe(false);
    const reply = notification({ parent_message_id: 3 });
    expect(isShownAt(reply, '/rooms/a', '')).toBe(false);
    expect(isShownAt(reply, '/rooms/a', '?thread=3')).toBe(true);
    expect(isShownAt(notification({ chat_room_uuid: null }), '/rooms/null', '')).toBe(false);
  });
});
