import type { Room } from '../../api/types.ts';

/** The rooms of a member, as the sidebar shows them. A room stands on one shelf. */
export interface Shelves {
  readonly pinned: readonly Room[];
  readonly direct: readonly Room[];
  readonly groups: readonly Room[];
  readonly archived: readonly Room[];
  /** Open to everybody, and this member is not in. */
  readonly open: readonly Room[];
}

/** Rooms by their newest message, those without one by name. */
export function newestFirst(rooms: readonly Room[]): Room[] {
  const at = (room: Room): string => room.last_message?.sent_at ?? '';
  return rooms.toSorted(
    (a, b) => at(b).localeCompare(at(a)) || a.chat_room_name.localeCompare(b.chat_room_name),
  );
}

function shelfOf({ current_participant: me, chat_room_kind: kind }: Room): keyof Shelves {
  if (me === null) return 'open';
  if (me.archived) return 'archived';
  if (me.pinned_at !== null) return 'pinned';
  return kind === 'direct' ? 'direct' : 'groups';
}

/** Puts rooms on their shelves; those that belong to a page of an application are on none. */
export function shelve(rooms: Iterable<Room>): Shelves {
  const shelves: Record<keyof Shelves, Room[]> = {
    pinned: [],
    direct: [],
    groups: [],
    archived: [],
    open: [],
  };
  const listed = [...rooms].filter((room) => room.chat_room_kind !== 'embedded');
  for (const room of newestFirst(listed)) shelves[shelfOf(room)].push(room);
  return shelves;
}

/** Unread messages of the rooms that may disturb: neither muted nor put away. */
export function unreadOf(rooms: Iterable<Room>): number {
  let unread = 0;
  for (const { current_participant: me, unread_messages_count } of rooms) {
    if (me !== null && !me.muted && !me.archived) unread += unread_messages_count;
  }
  return unread;
}
