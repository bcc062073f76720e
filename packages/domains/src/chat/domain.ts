import { randomUUID } from 'node:crypto';
import type { Database } from '@parley/store';
import { unitsBeside, type Domain } from '../domain.ts';
import { createRoom } from './actions/create-room.ts';
import { findRoom, listRooms } from './actions/list-rooms.ts';
import { addParticipant, listParticipants, removeParticipant } from './actions/participants.ts';
import { updateRoom } from './actions/update-room.ts';
import { chatMigrations } from './migrations.ts';
import type * as schema from './schema.ts';
import { chatTopics } from './topics.ts';

/** Rooms: who may come in, who is in them, and the list of them that each member sees live. */
export const chatDomain: Domain = {
  name: 'chat',
  migrations: chatMigrations,
  units: unitsBeside(import.meta.url),
  topics: ({ db }) => chatTopics(db),
};

/** The actions of chat, each in a member's name. They refuse by throwing `DomainError`. */
export interface Chat {
  listRooms(memberId: number): Promise<schema.RoomView[]>;
  findRoom(memberId: number, uuid: string): Promise<schema.RoomView>;
  createRoom(memberId: number, body: schema.CreateRoomBody): Promise<schema.RoomView>;
  updateRoom(
    actor: { memberId: number; isAdministrator: boolean },
    uuid: string,
    body: schema.UpdateRoomBody,
  ): Promise<schema.RoomView>;
  listParticipants(memberId: number, uuid: string): Promise<schema.ParticipantView[]>;
  addParticipant(actorId: number, uuid: string, memberId: number): Promise<void>;
  removeParticipant(actorId: number, uuid: string, memberId: number): Promise<void>;
}

/** Chat over a database. */
export function createChat({
  db,
  newId = randomUUID,
}: {
  readonly db: Database;
  readonly newId?: () => string;
}): Chat {
  return {
    listRooms: (memberId) => listRooms(db, memberId),
    findRoom: (memberId, uuid) => findRoom(db, memberId, uuid),
    createRoom: (memberId, body) => createRoom(db, memberId, body, { newId }),
    updateRoom: (actor, uuid, body) => updateRoom(db, actor, uuid, body),
    listParticipants: (memberId, uuid) => listParticipants(db, memberId, uuid),
    addParticipant: (actorId, uuid, memberId) => addParticipant(db, actorId, uuid, memberId),
    removeParticipant: (actorId, uuid, memberId) => removeParticipant(db, actorId, uuid, memberId),
  };
}
