import type { Database } from '@parley/store';
import {
  audienceOf,
  findDirectRoom,
  markMessage,
  newestMessages,
  readMessages,
} from './actions/conversations.ts';
import { createRoom } from './actions/create-room.ts';
import {
  addParticipants,
  listParticipants,
  removeParticipant,
  updateParticipant,
} from './actions/participants.ts';
import {
  deleteRoom,
  findRoom,
  listRooms,
  markRoomRead,
  pinRoom,
  unreadRooms,
  updateRoom,
} from './actions/rooms.ts';
import type { Chat } from './chat.ts';

/** Chat's actions on rooms and those in them. */
export type RoomActions = Pick<
  Chat,
  | 'listRooms'
  | 'findRoom'
  | 'createRoom'
  | 'updateRoom'
  | 'deleteRoom'
  | 'unreadRooms'
  | 'markRoomRead'
  | 'pinRoom'
  | 'unpinRoom'
  | 'newestMessages'
  | 'readMessages'
  | 'audienceOf'
  | 'findDirectRoom'
  | 'markMessage'
  | 'listParticipants'
  | 'addParticipants'
  | 'updateParticipant'
  | 'removeParticipant'
>;

/** Rooms over a database. `send` says the first message of a room that was found. */
export function createRooms({
  db,
  send,
  newId,
  fanoutLimit,
}: {
  readonly db: Database;
  readonly send: Chat['send'];
  readonly newId: () => string;
  readonly fanoutLimit: number;
}): RoomActions {
  return {
    listRooms: (memberId, query) => listRooms(db, memberId, query),
    findRoom: (memberId, uuid) => findRoom(db, memberId, uuid),
    createRoom: (memberId, body) => createRoom(db, memberId, body, { newId, send, fanoutLimit }),
    updateRoom: (actor, uuid, body) => updateRoom({ db, fanoutLimit }, actor, uuid, body),
    deleteRoom: (actor, uuid) => deleteRoom({ db, fanoutLimit }, actor, uuid),
    unreadRooms: (memberId) => unreadRooms(db, memberId),
    markRoomRead: (memberId, uuid) => markRoomRead(db, memberId, uuid),
    pinRoom: (memberId, uuid) => pinRoom(db, memberId, uuid, true),
    unpinRoom: (memberId, uuid) => pinRoom(db, memberId, uuid, false),
    newestMessages: (memberId, uuids, each) => newestMessages(db, memberId, uuids, each),
    readMessages: (ids) => readMessages(db, ids),
    audienceOf: (messageId) => audienceOf({ db, fanoutLimit }, messageId),
    findDirectRoom: (memberId, otherId) => findDirectRoom(db, memberId, otherId),
    markMessage: (memberId, uuid, messageId, isRead) =>
      markMessage(db, memberId, { uuid, messageId }, isRead),
    listParticipants: (memberId, uuid, page) => listParticipants(db, memberId, uuid, page),
    addParticipants: (memberId, uuid, ids) => addParticipants(db, memberId, uuid, ids),
    updateParticipant: (memberId, uuid, id, body) =>
      updateParticipant(db, memberId, uuid, id, body),
    removeParticipant: (actorId, uuid, id) => removeParticipant(db, actorId, uuid, id),
  };
}
