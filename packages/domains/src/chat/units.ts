import { HubError } from '@parley/hub';
import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import {
  countParticipants,
  countRoomsBy,
  deleteParticipant,
  heirOf,
  insertParticipant,
  insertRoom,
  isMember,
  makeOwner,
  participantIds,
  roomOf,
  updateRoom,
  type RoomRow,
} from './repository.ts';
import { closeStay, keepStays, openStay } from './stay-repository.ts';
import { chatLimits, joinedOffset, mayAdd, mayEdit, mayRemove, maySee } from './rules.ts';
import {
  COMMUNITY_TOPIC,
  memberTopic,
  roomTopic,
  type RoomEvents,
  type RoomFacts,
  type RoomKind,
} from './schema.ts';

/** A refusal that a unit answers; nothing was written. */
export interface Refused {
  readonly refused: 'forbidden' | 'not_found' | 'too_many';
}

type Done = { readonly done: boolean };

const refuse = (refused: Refused['refused']): Refused => ({ refused });

function factsOf(room: RoomRow): RoomFacts {
  const { uuid, name, description, kind } = room;
  return { uuid, topic: roomTopic(uuid), name, description, kind };
}

function tell<E extends keyof RoomEvents>(
  tx: UnitContext,
  topics: readonly string[],
  event: E,
  payload: RoomEvents[E],
): void {
  const [first, ...others] = topics;
  if (first !== undefined) tx.publish({ topics: [first, ...others], event, payload });
}

/** Makes a room, its maker the owner. */
export const createRoomUnit: Unit<
  {
    uuid: string;
    name: string;
    description: string;
    kind: RoomKind;
    showHistory: boolean;
    createdBy: number;
  },
  Done | Refused
> = defineUnit({
  name: 'chat.createRoom',
  topic: ({ kind, createdBy }) => (kind === 'open' ? COMMUNITY_TOPIC : memberTopic(createdBy)),
  run: async (tx, args) => {
    const { createdBy: memberId } = args;
    if ((await countRoomsBy(tx.db, memberId)) >= chatLimits.roomsPerOwner.default) {
      return refuse('too_many');
    }
    const room = await insertRoom(tx.db, { ...args, createdOn: tx.now });
    const roomId = room.id;
    await insertParticipant(tx.db, { roomId, memberId, role: 'owner', joinedOn: tx.now });
    await openStay(tx.db, { roomId, memberId, joined: 1 });
    const topic = args.kind === 'open' ? COMMUNITY_TOPIC : memberTopic(memberId);
    tell(tx, [topic], 'roomAdded', factsOf(room));
    return { done: true };
  },
});

/** Renames or describes a room. */
export const updateRoomUnit: Unit<
  {
    uuid: string;
    actorId: number;
    isAdministrator: boolean;
    name?: string | undefined;
    description?: string | undefined;
  },
  Done | Refused
> = defineUnit({
  name: 'chat.updateRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, isAdministrator, ...change }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    if (!mayEdit(found, isAdministrator)) return refuse('forbidden');
    const room = await updateRoom(tx.db, found.room.id, change);
    const topics =
      room.kind === 'open'
        ? [COMMUNITY_TOPIC]
        : (await participantIds(tx.db, room.id)).map(memberTopic);
    tell(tx, topics, 'roomUpdated', factsOf(room));
    return { done: true };
  },
});

/** Adds a participant. Adding one who is there already changes nothing. */
export const addParticipantUnit: Unit<
  { uuid: string; actorId: number; memberId: number },
  Done | Refused
> = defineUnit({
  name: 'chat.addParticipant',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, memberId }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    if (!mayAdd(found, actorId, memberId)) return refuse('forbidden');
    if (!(await isMember(tx.db, memberId))) return refuse('not_found');
    const { room } = found;
    const roomId = room.id;
    const most = chatLimits.participantsPerRoom.default;
    if ((await countParticipants(tx.db, roomId)) >= most) return refuse('too_many');
    const participant = { roomId, memberId, role: 'member', joinedOn: tx.now } as const;
    if (!(await insertParticipant(tx.db, participant))) return { done: false };
    const joined = joinedOffset(room.is_show_history, tx.head.offset);
    await openStay(tx.db, { roomId, memberId, joined });
    await keepStays(tx.db, roomId, memberId, chatLimits.staysPerMember.default);
    // An open room was in their list before; only what they are there has changed.
    const event = room.kind === 'open' ? 'roomUpdated' : 'roomAdded';
    tell(tx, [memberTopic(memberId)], event, factsOf(room));
    return { done: true };
  },
});

/** Removes a participant, or lets one leave. A room that loses its last owner gets another. */
export const removeParticipantUnit: Unit<
  { uuid: string; actorId: number; memberId: number },
  Done | Refused
> = defineUnit({
  name: 'chat.removeParticipant',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, memberId }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    if (!mayRemove(found, actorId, memberId)) return refuse('forbidden');
    const { room } = found;
    const roomId = room.id;
    const role = await deleteParticipant(tx.db, roomId, memberId);
    if (role === undefined) return refuse('not_found');
    await closeStay(tx.db, { roomId, memberId, left: tx.head.offset });
    const heir = role === 'owner' ? await heirOf(tx.db, roomId) : undefined;
    if (heir !== undefined) await makeOwner(tx.db, roomId, heir);
    if (room.kind === 'private') {
      tx.publish({
        topics: [roomTopic(uuid)],
        event: 'parley.removed',
        payload: { memberId },
        internal: true,
      });
      tell(tx, [memberTopic(memberId)], 'roomRemoved', { uuid });
    } else {
      tell(tx, [memberTopic(memberId)], 'roomUpdated', factsOf(room));
    }
    if (heir !== undefined) tell(tx, [memberTopic(heir)], 'roomUpdated', factsOf(room));
    return { done: true };
  },
});

/** Checked in the transaction of every message stored in a private room: the sender is still in it. */
export const guardRoomUnit: Unit<{ uuid: string; memberId: number }, void> = defineUnit({
  name: 'chat.guardRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, memberId }) => {
    const found = await roomOf(tx.db, uuid, memberId);
    if (found === undefined || !maySee(found)) {
      throw new HubError('forbidden', 'no such room, or not yours');
    }
  },
});
