import type { ChatEvents } from '@parley/domains/chat/schema';
import type { Room } from '../../api/types.ts';

/** Rooms by their uuid; never changed in place. */
export type Rooms = ReadonlyMap<string, Room>;

/** Where an event came from: one's own topic, or that of everybody. */
export type Source = 'own' | 'community';

/** What an event did to the rooms. */
export interface Changed {
  readonly rooms: Rooms;
  /** A room that the server must be asked about: the event tells less than the list shows. */
  readonly ask?: string | undefined;
}

/** Takes one event. */
export type Change = (rooms: Rooms, payload: never, from: Listener) => Changed;

/** Who listens, and on which topic. */
export interface Listener {
  readonly memberId: number;
  readonly source: Source;
}

function edit(rooms: Rooms, uuid: string, change: (room: Room) => Room): Rooms {
  const room = rooms.get(uuid);
  if (room === undefined) return rooms;
  const next = change(room);
  return next === room ? rooms : new Map(rooms).set(uuid, next);
}

/** All that was said in a room was read. */
export function read(rooms: Rooms, uuid: string): Rooms {
  return edit(rooms, uuid, (room) => {
    if (room.unread_messages_count === 0) return room;
    const { current_participant: me, last_message: last } = room;
    return {
      ...room,
      unread_messages_count: 0,
      current_participant: me && {
        ...me,
        last_read_message_id: last?.id ?? me.last_read_message_id,
      },
    };
  });
}

/** A room that is not this member's any more. */
export function dropped(rooms: Rooms, uuid: string): Rooms {
  if (!rooms.has(uuid)) return rooms;
  const next = new Map(rooms);
  next.delete(uuid);
  return next;
}

function newMessage(
  rooms: Rooms,
  message: ChatEvents['newMessage'],
  { memberId }: Listener,
): Changed {
  const uuid = message.chat_room_uuid;
  // A reply is no news of the room.
  if (message.parent_message_id !== null) return { rooms };
  // Put away, or beyond what was listed.
  if (!rooms.has(uuid)) return { rooms, ask: uuid };
  const next = edit(rooms, uuid, (room) => {
    // The list held it already: ids grow with what is said in a room.
    if (message.id <= (room.last_message?.id ?? 0)) return room;
    const mine = message.sender.community_member_id === memberId;
    const unread = room.unread_messages_count + (mine ? 0 : 1);
    return { ...room, last_message: message, unread_messages_count: unread };
  });
  return { rooms: next };
}

function isOpen(room: Room | undefined): boolean {
  return room?.chat_room_access === 'open';
}

function pinnedAt(rooms: Rooms, id: number, at: string | null): Changed {
  const found = [...rooms.values()].find((room) => room.id === id);
  if (found === undefined) return { rooms };
  const pin = (room: Room): Room => ({
    ...room,
    current_participant: room.current_participant && { ...room.current_participant, pinned_at: at },
  });
  return { rooms: edit(rooms, found.uuid, pin) };
}

/** What each event does, by its name. Said again, none does more than once. */
export const changes: Readonly<Record<string, Change>> = {
  newMessage,
  chatRoomCreated(rooms, room: ChatEvents['chatRoomCreated'], { source }) {
    const known = rooms.get(room.uuid);
    // What everybody is told is nobody's in particular.
    if (source === 'community' && (known?.current_participant ?? null) !== null) return { rooms };
    // An old event of one's own may hold no more than that there was a room.
    if (source === 'own' && room.current_participant === null) return { rooms, ask: room.uuid };
    const newest = room.last_message?.id ?? 0;
    if (newest < (known?.last_message?.id ?? 0)) return { rooms, ask: room.uuid };
    return { rooms: new Map(rooms).set(room.uuid, room) };
  },
  chatRoomUpdated: (rooms, room: ChatEvents['chatRoomUpdated'], { source }) => ({
    rooms: edit(rooms, room.uuid, (before) => ({
      ...before,
      chat_room_name: room.chat_room_name,
      chat_room_access: room.chat_room_access,
      chat_room_description: room.chat_room_description,
      chat_room_show_history: room.chat_room_show_history,
      pinned_message: room.pinned_message,
    })),
    // Who is in, what is one's own part, and what is unread in a crowded room, is not told.
    ask: source === 'own' ? room.uuid : undefined,
  }),
  chatRoomDeleted: (rooms, { chat_room_uuid }: ChatEvents['chatRoomDeleted'], { source }) => ({
    rooms: dropped(rooms, chat_room_uuid),
    // Put out of an open room, one may still look in.
    ask: source === 'own' && isOpen(rooms.get(chat_room_uuid)) ? chat_room_uuid : undefined,
  }),
  chatRoomRead: (rooms, { chat_room_uuid }: ChatEvents['chatRoomRead']) => ({
    rooms: read(rooms, chat_room_uuid),
  }),
  chatRoomPinned: (rooms, { chat_room_id, pinned_at }: ChatEvents['chatRoomPinned']) =>
    pinnedAt(rooms, chat_room_id, pinned_at),
  chatRoomUnPinned: (rooms, { chat_room_id }: ChatEvents['chatRoomUnPinned']) =>
    pinnedAt(rooms, chat_room_id, null),
};
