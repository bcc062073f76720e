import { describe, expect, it } from 'vitest';
import type { Room } from '../../api/types.ts';
import { changes, type Changed, type Rooms, type Source } from './room-changes.ts';
import { message, own, room } from './sample.test-data.ts';

const book = (...rooms: readonly Room[]): Rooms => new Map(rooms.map((one) => [one.uuid, one]));

function told(rooms: Rooms, event: string, payload: unknown, source: Source = 'own'): Changed {
  const change = changes[event];
  if (change === undefined) throw new Error(`Nothing is done about ${event}.`);
  return change(rooms, payload as never, { memberId: 1, source });
}

describe('C8 C9: what an event does to the list of conversations', () => {
  it('a message is one more to read, once, and the last words', () => {
    const first = told(book(room('a')), 'newMessage', message(5)).rooms;
    const again = told(first, 'newMessage', message(5)).rooms;
    expect(again.get('a')).toMatchObject({ unread_messages_count: 1, last_message: { id: 5 } });
    expect(told(again, 'newMessage', message(6)).rooms.get('a')?.unread_messages_count).toBe(2);
  });

  it('a message that the list counted already is not counted again', () => {
    const rooms = book(room('a', { unread_messages_count: 4, last_message: message(9) }));
    expect(told(rooms, 'newMessage', message(8)).rooms).toBe(rooms);
  });

  it('what one says oneself is not unread', () => {
    const mine = message(5, { sender: { ...own(), community_member_id: 1 } });
    expect(told(book(room('a')), 'newMessage', mine).rooms.get('a')).toMatchObject({
      unread_messages_count: 0,
      last_message: { id: 5 },
    });
  });

  it('a reply is no news of the room; a message of an unknown room asks for that', () => {
    const rooms = book(room('a'));
    expect(told(rooms, 'newMessage', message(5, { parent_message_id: 1 }))).toEqual({ rooms });
    expect(told(book(), 'newMessage', message(5)).ask).toBe('a');
  });

  it('a room that was read holds nothing unread, up to its last message', () => {
    const rooms = book(room('a', { unread_messages_count: 4, last_message: message(9) }));
    expect(told(rooms, 'chatRoomRead', { chat_room_uuid: 'a' }).rooms.get('a')).toMatchObject({
      unread_messages_count: 0,
      current_participant: { last_read_message_id: 9 },
    });
  });

  it('a room is pinned and unpinned for oneself', () => {
    const at = '2026-11-20T10:00:00.000Z';
    const pinned = told(book(room('a')), 'chatRoomPinned', { chat_room_id: 97, pinned_at: at });
    expect(pinned.rooms.get('a')?.current_participant?.pinned_at).toBe(at);
    const not = told(pinned.rooms, 'chatRoomUnPinned', { chat_room_id: 97 });
    expect(not.rooms.get('a')?.current_participant?.pinned_at).toBeNull();
  });

  it('a change shows at once; what it does not tell is asked for by those who are in', () => {
    const renamed = { ...room('a'), chat_room_name: 'Harbour', chat_room_description: 'Boats' };
    const change = told(book(room('a', { unread_messages_count: 2 })), 'chatRoomUpdated', renamed);
    expect(change.rooms.get('a')).toMatchObject({
      chat_room_name: 'Harbour',
      chat_room_description: 'Boats',
      unread_messages_count: 2,
    });
    expect(change.ask).toBe('a');
    const everybody = told(book(room('a')), 'chatRoomUpdated', renamed, 'community');
    expect(everybody.ask).toBeUndefined();
  });

  it('an open room that everybody is told of is one’s own no less', () => {
    const seen = room('a', { current_participant: null });
    expect(told(book(), 'chatRoomCreated', seen, 'community').rooms.get('a')).toEqual(seen);
    const mine = book(room('a', { unread_messages_count: 3 }));
    expect(told(mine, 'chatRoomCreated', seen, 'community').rooms).toBe(mine);
  });

  it('an old event that holds no more than that there was a room asks for it', () => {
    const bare = room('a', { current_participant: null });
    expect(told(book(), 'chatRoomCreated', bare)).toEqual({ rooms: book(), ask: 'a' });
  });

  it('a room that is gone is gone; put out of an open one, one may still look in', () => {
    const gone = { chat_room_uuid: 'a' };
    const locked = told(book(room('a', { chat_room_access: 'private' })), 'chatRoomDeleted', gone);
    expect(locked).toEqual({ rooms: book(), ask: undefined });
    expect(told(book(room('a')), 'chatRoomDeleted', gone).ask).toBe('a');
    expect(told(book(room('a')), 'chatRoomDeleted', gone, 'community').ask).toBeUndefined();
  });
});
