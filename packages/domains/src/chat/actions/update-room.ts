import type { Database } from '@parley/store';
import type { RoomView, UpdateRoomBody } from '../schema.ts';
import { updateRoomUnit } from '../units.ts';
import { findRoom } from './list-rooms.ts';
import { accepted } from './room-result.ts';

/** Renames or describes a room. Throws `not_found`, `forbidden`. */
export async function updateRoom(
  db: Database,
  actor: { readonly memberId: number; readonly isAdministrator: boolean },
  uuid: string,
  change: UpdateRoomBody,
): Promise<RoomView> {
  const { memberId: actorId, isAdministrator } = actor;
  accepted(await db.run(updateRoomUnit, { ...change, uuid, actorId, isAdministrator }));
  return findRoom(db, actorId, uuid);
}
