import { defineUnit, type Unit } from '@parley/store';
import { participantIds } from '../participant-repository.ts';
import { anyRoom, updateRoom } from '../room-repository.ts';
import { tellUpdatedToAll } from '../room-telling.ts';
import { memberTopic, roomTopic } from '../schema.ts';
import { tell } from '../tell.ts';

/**
 * One step of a round that tells a large room's participants that it goes on, or that it is gone: so
 * many at a time, in the order of their ids, whichever node does it. What happens meanwhile begins
 * another round after this one.
 */
export const tellRoomUnit: Unit<{ uuid: string; limit: number }, { isDone: boolean }> = defineUnit({
  name: 'chat.tellRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, limit }) => {
    const room = await anyRoom(tx.db, uuid);
    if (room === undefined || (room.is_told && room.told_to === null)) return { isDone: true };
    const after = room.told_to ?? 0;
    const memberIds = await participantIds(tx.db, room.id, { after, limit });
    const last = memberIds.length < limit ? null : (memberIds.at(-1) ?? null);
    const isBegin = room.told_to === null;
    await updateRoom(tx.db, room.id, { told_to: last, ...(isBegin ? { is_told: true } : {}) });
    if (room.kind !== 'embedded' || room.deleted_on !== null) {
      if (room.deleted_on === null) await tellUpdatedToAll(tx, room, memberIds);
      else tell(tx, memberIds.map(memberTopic), 'chatRoomDeleted', { chat_room_uuid: uuid });
    }
    return { isDone: last === null };
  },
});
