import { HubError } from '@parley/hub';
import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { activeMembers, insertParticipants } from '../participant-repository.ts';
import {
  countRoomsBy,
  directKey,
  directRoom,
  insertRoom,
  roomOf,
  updateRoom,
  type RoomChange,
  type RoomRow,
} from '../room-repository.ts';
import { isPinnable } from '../room-list.ts';
import { namedAfter } from '../room-names.ts';
import { tellCreated, tellDeleted, tellListed, tellUpdated, type FanOut } from '../room-telling.ts';
import { chatLimits, mayEdit, maySee } from '../rules.ts';
import { memberTopic, roomTopic, type RoomAccess, type RoomKind } from '../schema.ts';
import { openStays } from '../stay-repository.ts';
import { tellRemoved } from '../tell.ts';
import { sayFirst, type SendArgs } from './messages.ts';
import { refuse, type Done, type Refused } from './refused.ts';

/** What {@link createRoomUnit} makes. */
export interface CreateRoom {
  readonly uuid: string;
  readonly kind: RoomKind;
  readonly access: RoomAccess;
  /** Empty: a group is called by its first participants, a direct room by the other. */
  readonly name: string;
  readonly description: string;
  readonly showHistory: boolean;
  readonly createdBy: number;
  /** The others. */
  readonly memberIds: readonly number[];
  /** What its maker says in it first; not said in a room that was found. */
  readonly message?: SendArgs;
}

/**
 * Makes a room, its maker the owner, with its first message if there is one; or finds the direct one.
 * Answers its uuid.
 */
export const createRoomUnit: Unit<CreateRoom, { uuid: string; made: boolean } | Refused> =
  defineUnit({
    name: 'chat.createRoom',
    topic: ({ createdBy }) => memberTopic(createdBy),
    run: async (tx, args) => {
      const others = [...new Set(args.memberIds)].filter((id) => id !== args.createdBy);
      if (args.kind === 'direct' && others.length !== 1) {
        return refuse('invalid', 'A direct room has exactly one other member.');
      }
      if ((await activeMembers(tx.db, others)).size !== others.length) return refuse('not_found');
      const room =
        args.kind === 'direct'
          ? await findOrMakeDirect(tx, args, others[0] ?? 0)
          : await makeRoom(tx, args, others);
      if ('made' in room && room.made && args.message !== undefined) {
        await sayFirst(tx, args.message);
      }
      return room;
    },
  });

async function findOrMakeDirect(
  tx: UnitContext,
  args: CreateRoom,
  other: number,
): Promise<{ uuid: string; made: boolean }> {
  const key = directKey(args.createdBy, other);
  const found = await directRoom(tx.db, key);
  if (found !== undefined) return { uuid: found.uuid, made: false };
  const room = await insertRoom(tx.db, {
    ...args,
    name: '',
    description: '',
    access: 'private',
    showHistory: true,
    directKey: key,
    createdOn: tx.now,
  });
  if (room === undefined) {
    // The other was quicker; theirs is committed, since its key was waited for.
    const theirs = await directRoom(tx.db, key);
    if (theirs === undefined) throw new HubError('store_unavailable', 'the room came and went');
    return { uuid: theirs.uuid, made: false };
  }
  // Both own what is between them.
  await settle(tx, room, [args.createdBy, other], 'owner');
  return { uuid: room.uuid, made: true };
}

async function makeRoom(
  tx: UnitContext,
  args: CreateRoom,
  others: readonly number[],
): Promise<{ uuid: string; made: boolean } | Refused> {
  const most = chatLimits.roomsPerOwner.default;
  if ((await countRoomsBy(tx.db, args.createdBy)) >= most) return refuse('too_many');
  const memberIds = [args.createdBy, ...others];
  const name = args.name === '' ? await namedAfter(tx.db, memberIds) : args.name;
  const room = await insertRoom(tx.db, { ...args, name, createdOn: tx.now });
  if (room === undefined) return refuse('invalid');
  await settle(tx, room, memberIds, 'member');
  return { uuid: room.uuid, made: true };
}

/** Puts the first participants into a new room, the first of them as its owner, and tells. */
async function settle(
  tx: UnitContext,
  room: RoomRow,
  memberIds: readonly number[],
  role: 'owner' | 'member',
): Promise<void> {
  const participants = memberIds.map((memberId, index) => ({
    memberId,
    role: index === 0 ? ('owner' as const) : role,
  }));
  await insertParticipants(tx.db, room.id, participants, { joinedOn: tx.now });
  await openStays(tx.db, room.id, memberIds, 1);
  await tellListed(tx, room);
  await tellCreated(tx, room, memberIds);
}

/** Renames or describes a room, or pins a message in it. What is as it was is not told. */
export const updateRoomUnit: Unit<
  {
    uuid: string;
    actorId: number;
    isAdministrator: boolean;
    fanoutLimit: number;
    name?: string | undefined;
    description?: string | undefined;
    show_history?: boolean | undefined;
    pinned_message_id?: number | null | undefined;
  },
  Done | Refused
> = defineUnit({
  name: 'chat.updateRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, isAdministrator, fanoutLimit, ...wanted }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    if (!mayEdit(found, isAdministrator)) return refuse('forbidden');
    const { room } = found;
    const { name, description, show_history, pinned_message_id: pinned } = wanted;
    // A direct room is called by the other's name, and both have always been there.
    const isAboutRoom = [name, description, show_history].some((value) => value !== undefined);
    if (room.kind === 'direct' && isAboutRoom) return refuse('forbidden');
    if (typeof pinned === 'number' && !(await isPinnable(tx.db, room, actorId, pinned))) {
      return refuse('not_found');
    }
    const change = changesOf(room, {
      name,
      description,
      is_show_history: show_history,
      pinned_message_id: pinned,
    });
    if (Object.keys(change).length === 0) return { done: false };
    await tellUpdated(tx, await updateRoom(tx.db, room.id, change), { fanoutLimit });
    return { done: true };
  },
});

/** Of what is wanted, what is not so already. */
function changesOf(
  room: RoomRow,
  wanted: { readonly [K in keyof RoomChange]: RoomChange[K] | undefined },
): RoomChange {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => value !== undefined && value !== room[key as keyof RoomRow],
    ),
  );
}

/**
 * Deletes a room: from here on nobody reaches it through any door. What was said in it goes with the
 * rounds of `forgetRoomUnit`.
 */
export const deleteRoomUnit: Unit<
  { uuid: string; actorId: number; isAdministrator: boolean; fanoutLimit: number },
  Done | Refused
> = defineUnit({
  name: 'chat.deleteRoom',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, { uuid, actorId, isAdministrator, fanoutLimit }) => {
    const found = await roomOf(tx.db, uuid, actorId);
    if (found === undefined || !maySee(found)) return refuse('not_found');
    // What two said to each other is not one's alone to take away.
    if (found.kind === 'direct' || !mayEdit(found, isAdministrator)) return refuse('forbidden');
    await endRoom(tx, found.room, { fanoutLimit });
    return { done: true };
  },
});

/** Ends a room inside a unit on its topic. */
export async function endRoom(tx: UnitContext, room: RoomRow, options: FanOut = {}): Promise<void> {
  const ended = await updateRoom(tx.db, room.id, {
    deleted_on: tx.now,
    pinned_message_id: null,
    is_told: true,
    told_to: null,
  });
  tellRemoved(tx, room.uuid, null);
  await tellDeleted(tx, ended, options);
}

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
