import type { Database } from '@parley/store';
import type { CreateRoomBody, RoomView } from '../schema.ts';
import { createRoomUnit } from '../units.ts';
import { findRoom } from './list-rooms.ts';
import { accepted } from './room-result.ts';

/** Makes a room that a member owns. Throws `too_many`. */
export async function createRoom(
  db: Database,
  memberId: number,
  { name, description = '', kind, showHistory = true }: CreateRoomBody,
  options: { readonly newId: () => string },
): Promise<RoomView> {
  const uuid = options.newId();
  const room = { uuid, name, description, kind, showHistory, createdBy: memberId };
  accepted(await db.run(createRoomUnit, room));
  return findRoom(db, memberId, uuid);
}
