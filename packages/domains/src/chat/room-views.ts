import type { Db } from '../db.ts';
import { messageViews } from './message-views.ts';
import { countParticipantsOf, type ParticipantLine } from './participant-repository.ts';
import { firstParticipantsOf, type OwnLine, type RoomLine } from './room-list.ts';
import type { RoomRow } from './room-repository.ts';
import {
  roomTopic,
  type ChatRoomView,
  type MessageView,
  type OwnParticipantView,
  type ParticipantView,
  type SimplifiedChatRoom,
} from './schema.ts';

/** Others that a room's line shows. */
const PREVIEWED = 5;

/** A participation, as it is shown. Pure. */
export function participantView(line: ParticipantLine): ParticipantView {
  return {
    id: line.id,
    community_member_id: line.member_id,
    name: line.name,
    role: line.role,
    color: line.color,
    avatar_url: null,
    admin: line.room_role === 'owner',
  };
}

/** One's own participation, as oneself is shown it. Pure. */
export function ownView(own: OwnLine): OwnParticipantView {
  return {
    ...participantView(own),
    muted: own.is_muted,
    archived: own.is_archived,
    pinned_at: own.pinned_on,
    last_read_message_id: own.last_read_message_id,
  };
}

/** What everybody in a room knows of it. `name`: of a direct room, which is called by the other's. */
export async function simplifiedRoom(
  db: Db,
  room: RoomRow,
  name: string = room.name,
): Promise<SimplifiedChatRoom> {
  const pinned = room.pinned_message_id;
  const views = await messageViews(db, pinned === null ? [] : [pinned]);
  return simplified(room, name, shown(views, pinned));
}

function simplified(room: RoomRow, name: string, pinned: MessageView | null): SimplifiedChatRoom {
  return {
    id: room.id,
    uuid: room.uuid,
    topic: roomTopic(room.uuid),
    chat_room_kind: room.kind,
    chat_room_access: room.access,
    chat_room_name: name,
    chat_room_description: room.description,
    chat_room_show_history: room.is_show_history,
    pinned_message: pinned,
  };
}

/** A room as those see it who are not in it, without what was said: what stays of an old event. */
export function bareRoom(room: RoomRow, name: string = room.name): ChatRoomView {
  return {
    ...simplified(room, name, null),
    identifier: `chat-room-${room.id}-channel`,
    unread_messages_count: 0,
    chat_room_participants_count: 0,
    other_participants_preview: [],
    current_participant: null,
    last_message: null,
  };
}

/** A room as those see it who are not in it any more, or when it is gone: that there was one. */
export function namelessRoom(room: RoomRow): ChatRoomView {
  return bareRoom({ ...room, name: '', description: '' });
}

/** Rooms as members see them, in the order of the lines. Six queries at most, however many. */
export async function roomViews(db: Db, lines: readonly RoomLine[]): Promise<ChatRoomView[]> {
  const roomIds = [...new Set(lines.map(({ room }) => room.id))];
  const counts = await countParticipantsOf(db, roomIds);
  // One more than is shown: one of them may be the member.
  const first = await firstParticipantsOf(db, roomIds, PREVIEWED + 1);
  const messageIds = lines.flatMap(({ last, pinned }) => [last, pinned]);
  const messages = await messageViews(db, [
    ...new Set(messageIds.filter((id): id is number => id !== null)),
  ]);
  return lines.map(({ room, own, unread, last, pinned }) => {
    const others = (first.get(room.id) ?? [])
      .filter(({ member_id }) => member_id !== own?.member_id)
      .slice(0, PREVIEWED);
    const name = room.kind === 'direct' ? (others[0]?.name ?? '') : room.name;
    return {
      ...bareRoom(room, name),
      unread_messages_count: unread,
      chat_room_participants_count: counts.get(room.id) ?? 0,
      other_participants_preview: others.map(participantView),
      current_participant: own === null ? null : ownView(own),
      last_message: shown(messages, last),
      pinned_message: shown(messages, pinned),
    };
  });
}

function shown(messages: ReadonlyMap<number, MessageView>, id: number | null): MessageView | null {
  const message = id === null ? undefined : messages.get(id);
  return message === undefined || message.deleted_at !== null ? null : message;
}
