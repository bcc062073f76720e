import { defineUnit, type Unit } from '@parley/store';
import { messageIn } from '../message-repository.ts';
import { participantOf, updateParticipant } from '../participant-repository.ts';
import { newestFor } from '../room-list.ts';
import { roomOf } from '../room-repository.ts';
import { tellUpdatedTo } from '../room-telling.ts';
import { maySee } from '../rules.ts';
import { memberTopic, roomTopic } from '../schema.ts';
import { tell } from '../tell.ts';
import { refuse, type Done, type Refused } from './refused.ts';

type OwnRoom = { readonly uuid: string; readonly memberId: number };

/**
 * Marks a room as read up to the newest message that the member may read. A mark never goes back; one
 * that does not move is not told. In a room that they have not joined there is nothing to mark.
 */
export const markRoomReadUnit: Unit<OwnRoom, Done | Refused> = defineUnit({
  name: 'chat.markRoomRead',
  topic: ({ memberId }) => memberTopic(memberId),
  run: async (tx, { uuid, memberId }) => {
    const found = await roomOf(tx.db, uuid, memberId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    const { room } = found;
    const own = await participantOf(tx.db, room.id, memberId);
    const newest = await newestFor(tx.db, room.id, memberId);
    if (own === undefined || newest === null) return { done: false };
    if (newest <= (own.last_read_message_id ?? 0)) return { done: false };
    await updateParticipant(tx.db, room.id, memberId, { last_read_message_id: newest });
    tell(tx, [memberTopic(memberId)], 'chatRoomRead', { chat_room_uuid: uuid });
    return { done: true };
  },
});

/**
 * Pins or unpins a room at the top of the member's own list. Embedded ones are in no list. What is told
 * quotes the pinned message, so that it waits for edits, which lock the room's head.
 */
export const pinRoomUnit: Unit<OwnRoom & { readonly isPinned: boolean }, Done | Refused> =
  defineUnit({
    name: 'chat.pinRoom',
    topic: ({ uuid }) => roomTopic(uuid),
    run: async (tx, { uuid, memberId, isPinned }) => {
      const found = await roomOf(tx.db, uuid, memberId);
      if (found === undefined || !maySee(found)) return refuse('not_found');
      const { room } = found;
      const own = await participantOf(tx.db, room.id, memberId);
      if (own === undefined || room.kind === 'embedded') return refuse('forbidden');
      if (isPinned === (own.pinned_on !== null)) return { done: false };
      await updateParticipant(tx.db, room.id, memberId, { pinned_on: isPinned ? tx.now : null });
      const topics = [memberTopic(memberId)];
      if (isPinned) {
        tell(tx, topics, 'chatRoomPinned', { chat_room_id: room.id, pinned_at: tx.now });
        await tellUpdatedTo(tx, room, memberId);
      } else {
        tell(tx, topics, 'chatRoomUnPinned', { chat_room_id: room.id });
      }
      return { done: true };
    },
  });

/**
 * Moves the member's read mark to a message that they may read, or to before it. `read` never moves it
 * back, `unread` never on. At the newest message the room is read, which is told on every device.
 */
export const markMessageUnit: Unit<
  OwnRoom & { readonly messageId: number; readonly isRead: boolean },
  Done | Refused
> = defineUnit({
  name: 'chat.markMessage',
  topic: ({ memberId }) => memberTopic(memberId),
  run: async (tx, { uuid, memberId, messageId, isRead }) => {
    const found = await roomOf(tx.db, uuid, memberId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    const { room } = found;
    const reader = { memberId, access: room.access };
    const message = await messageIn(tx.db, room.id, messageId, reader);
    const own = await participantOf(tx.db, room.id, memberId);
    if (message === undefined) return refuse('not_found');
    // Replies are read in their thread.
    if (own === undefined || message.parent_message_id !== null) return { done: false };
    const mark = own.last_read_message_id ?? 0;
    if (isRead ? mark >= messageId : mark < messageId) return { done: false };
    const last_read_message_id = isRead ? messageId : messageId - 1;
    await updateParticipant(tx.db, room.id, memberId, { last_read_message_id });
    const newest = await newestFor(tx.db, room.id, memberId);
    if (isRead && newest !== null && newest <= messageId) {
      tell(tx, [memberTopic(memberId)], 'chatRoomRead', { chat_room_uuid: uuid });
    }
    return { done: true };
  },
});
