import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { pageOf } from '../../page.ts';
import { openLines, roomLines, roomPage, unreadRoomsOf } from '../room-list.ts';
import { roomOf } from '../room-repository.ts';
import { roomViews } from '../room-views.ts';
import { maySee } from '../rules.ts';
import type { ChatRoomView, Page, RoomsQuery, UpdateRoomBody } from '../schema.ts';
import type { Actor } from '../chat.ts';
import { deleteRoomUnit, updateRoomUnit } from '../units/rooms.ts';
import { markRoomReadUnit, pinRoomUnit } from '../units/rooms-own.ts';
import { accepted } from './accepted.ts';

/** A page of the rooms that a member has, put away, or could come into. */
export async function listRooms(
  db: Database,
  memberId: number,
  query: RoomsQuery,
): Promise<Page<ChatRoomView>> {
  const { ids, count } = await roomPage(db.read, memberId, query);
  const lines =
    query.status === 'open'
      ? await openLines(db.read, ids)
      : await roomLines(db.read, ids, [memberId]);
  const place = new Map(ids.map((id, index) => [id, index]));
  const sorted = lines.toSorted(
    (a, b) => (place.get(a.room.id) ?? 0) - (place.get(b.room.id) ?? 0),
  );
  return pageOf(await roomViews(db.read, sorted), count, query);
}

/** One room as a member sees it. Throws `not_found` when they may not. */
export async function findRoom(
  db: Database,
  memberId: number,
  uuid: string,
): Promise<ChatRoomView> {
  const found = await roomOf(db.read, uuid, memberId);
  if (found === undefined || !maySee(found)) throw new DomainError('not_found');
  const ids = [found.room.id];
  const lines =
    found.role === null ? await openLines(db.read, ids) : await roomLines(db.read, ids, [memberId]);
  const [view] = await roomViews(db.read, lines);
  // Whoever left between the two questions.
  if (view === undefined) throw new DomainError('not_found');
  return view;
}

/** What changes of a room that everybody in it is told of need. */
export interface RoomContext {
  readonly db: Database;
  /** In larger rooms, participants are told in rounds. */
  readonly fanoutLimit: number;
}

/** Renames or describes a room, or pins a message in it. Throws `not_found`, `forbidden`. */
export async function updateRoom(
  { db, fanoutLimit }: RoomContext,
  { memberId, isAdministrator }: Actor,
  uuid: string,
  change: UpdateRoomBody,
): Promise<ChatRoomView> {
  const args = { ...change, uuid, actorId: memberId, isAdministrator, fanoutLimit };
  accepted(await db.run(updateRoomUnit, args));
  return findRoom(db, memberId, uuid);
}

/** Deletes a room. Throws `not_found`, `forbidden`. */
export async function deleteRoom(
  { db, fanoutLimit }: RoomContext,
  { memberId: actorId, isAdministrator }: Actor,
  uuid: string,
): Promise<void> {
  accepted(await db.run(deleteRoomUnit, { uuid, actorId, isAdministrator, fanoutLimit }));
}

/** The rooms in which something is unread, muted ones not; at most 1,000. */
export async function unreadRooms(
  db: Database,
  memberId: number,
): Promise<{ chat_rooms: readonly string[] }> {
  return { chat_rooms: await unreadRoomsOf(db.read, memberId) };
}

/** Marks a room as read. Throws `not_found`. */
export async function markRoomRead(db: Database, memberId: number, uuid: string): Promise<void> {
  accepted(await db.run(markRoomReadUnit, { uuid, memberId }));
}

/** Pins a room in the member's own list, or unpins it. Throws `not_found`, `forbidden`. */
export async function pinRoom(
  db: Database,
  memberId: number,
  uuid: string,
  isPinned: boolean,
): Promise<void> {
  accepted(await db.run(pinRoomUnit, { uuid, memberId, isPinned }));
}
