import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import {
  activeMembers,
  countOwners,
  countParticipants,
  deleteParticipant,
  heirOf,
  insertParticipants,
  participantLine,
  presentIn,
  updateParticipant,
} from '../participant-repository.ts';
import { newestIn } from '../room-list.ts';
import { roomOf, type RoomRow } from '../room-repository.ts';
import { tellCreated, tellUpdatedTo } from '../room-telling.ts';
import { chatLimits, joinedOffset, mayAdd, mayRemove, maySee } from '../rules.ts';
import { memberTopic, roomTopic } from '../schema.ts';
import { closeStay, keepStays, openStays } from '../stay-repository.ts';
import { tell, tellRemoved } from '../tell.ts';
import { refuse, type Done, type Refused } from './refused.ts';
import { endRoom } from './rooms.ts';

/** Adds participants, all or none. Adding one who is there already changes nothing. */
export const addParticipantsUnit: Unit<
  { uuid: string; actorId: number; memberIds: readonly number[] },
  Done | Refused
> = defineUnit({
  name: 'chat.addParticipants',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, memberIds: wanted }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    const memberIds = [...new Set(wanted)];
    if (!memberIds.every((id) => mayAdd(found, actorId, id))) return refuse('forbidden');
    if ((await activeMembers(tx.db, memberIds)).size !== memberIds.length) {
      return refuse('not_found');
    }
    const { room } = found;
    const present = await presentIn(tx.db, room.id, memberIds);
    const added = memberIds.filter((id) => !present.has(id));
    if (added.length === 0) return { done: false };
    const count = (await countParticipants(tx.db, room.id)) + added.length;
    if (count > chatLimits.participantsPerRoom.default) return refuse('too_many');
    await admit(tx, room, added);
    return { done: true };
  },
});

/** Lets members who are not in it into a room, inside a unit on its topic, and tells them. */
export async function admit(
  tx: UnitContext,
  room: RoomRow,
  memberIds: readonly number[],
): Promise<void> {
  // What was said before they came is not unread to them.
  const lastRead = await newestIn(tx.db, room.id);
  const participants = memberIds.map((memberId) => ({ memberId, role: 'member' as const }));
  await insertParticipants(tx.db, room.id, participants, { joinedOn: tx.now, lastRead });
  await openStays(tx.db, room.id, memberIds, joinedOffset(room.is_show_history, tx.head.offset));
  await keepStays(tx.db, room.id, memberIds, chatLimits.staysPerMember.default);
  await tellCreated(tx, room, memberIds);
}

/**
 * Removes a participant, or lets one leave. A room that loses its last owner gets another; a private
 * one that nobody is in any more is deleted.
 */
export const removeParticipantUnit: Unit<
  { uuid: string; actorId: number; participantId: number },
  Done | Refused
> = defineUnit({
  name: 'chat.removeParticipant',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, participantId }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    const { room } = found;
    const line = await participantLine(tx.db, room.id, { participantId });
    if (line === undefined) return refuse('not_found');
    const memberId = line.member_id;
    if (!mayRemove(found, actorId, memberId)) return refuse('forbidden');
    await deleteParticipant(tx.db, room.id, memberId);
    await closeStay(tx.db, { roomId: room.id, memberId, left: tx.head.offset });
    tellRemoved(tx, uuid, memberId);
    tell(tx, [memberTopic(memberId)], 'chatRoomDeleted', { chat_room_uuid: uuid });
    const heir = line.room_role === 'owner' ? await heirOf(tx.db, room.id) : undefined;
    if (heir !== undefined) {
      await updateParticipant(tx.db, room.id, heir, { role: 'owner' });
      await tellUpdatedTo(tx, room, heir);
    } else if (room.access === 'private' && (await countParticipants(tx.db, room.id)) === 0) {
      await endRoom(tx, room);
    }
    return { done: true };
  },
});

/** Makes a participant an owner or not (owners), or mutes or puts away one's own room. */
export const updateParticipantUnit: Unit<
  {
    uuid: string;
    actorId: number;
    participantId: number;
    admin?: boolean | undefined;
    muted?: boolean | undefined;
    archived?: boolean | undefined;
  },
  Done | Refused
> = defineUnit({
  name: 'chat.updateParticipant',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, participantId, admin, muted, archived }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    const { room } = found;
    const line = await participantLine(tx.db, room.id, { participantId });
    if (line === undefined) return refuse('not_found');
    const isOwn = line.member_id === actorId;
    if ((muted !== undefined || archived !== undefined) && !isOwn) return refuse('forbidden');
    if (admin !== undefined) {
      if (found.role !== 'owner' || room.kind === 'direct') return refuse('forbidden');
      // A room has an owner; another is named first.
      const isLast = line.room_role === 'owner' && (await countOwners(tx.db, room.id)) === 1;
      if (!admin && isLast) return refuse('forbidden');
    }
    await updateParticipant(tx.db, room.id, line.member_id, {
      ...(admin === undefined ? {} : { role: admin ? 'owner' : 'member' }),
      ...(muted === undefined ? {} : { is_muted: muted }),
      ...(archived === undefined ? {} : { is_archived: archived }),
    });
    await tellUpdatedTo(tx, room, line.member_id);
    return { done: true };
  },
});
