import type { Database } from '@parley/store';
import { newestOf, readByOthers, readersOf } from '../conversation-repository.ts';
import { messageLimits } from '../message-limits.ts';
import { messageViews } from '../message-views.ts';
import { directKey, directRoom } from '../room-repository.ts';
import type { MessageView } from '../schema.ts';
import { markMessageUnit } from '../units/rooms-own.ts';
import { accepted } from './accepted.ts';

/**
 * The newest top-level messages of rooms, by their uuids, the last first: what lists of conversations
 * show. Rooms that the member may not read have none. Five queries at most, however many rooms.
 */
export async function newestMessages(
  db: Database,
  memberId: number,
  uuids: readonly string[],
  each: number,
): Promise<Map<string, MessageView[]>> {
  const most = Math.min(each, messageLimits.newestShown.default);
  const ids = await newestOf(db.read, memberId, uuids, most);
  const views = await messageViews(db.read, [...ids.values()].flat());
  return new Map([...ids].map(([uuid, mine]) => [uuid, mine.flatMap((id) => views.get(id) ?? [])]));
}

/** Which of these messages somebody other than their author has read. */
export function readMessages(db: Database, ids: readonly number[]): Promise<Set<number>> {
  return readByOthers(db.read, ids);
}

/** Who is to hear of a change of a message: those in its room who may read it. */
export function audienceOf(
  { db, fanoutLimit }: { readonly db: Database; readonly fanoutLimit: number },
  messageId: number,
): Promise<number[]> {
  return readersOf(db.read, messageId, fanoutLimit);
}

/** The uuid of the direct room of two members; `undefined`: there is none yet. */
export async function findDirectRoom(
  db: Database,
  memberId: number,
  otherId: number,
): Promise<string | undefined> {
  return (await directRoom(db.read, directKey(memberId, otherId)))?.uuid;
}

/** Moves the member's read mark to a message, or before it. Throws `not_found`. */
export async function markMessage(
  db: Database,
  memberId: number,
  at: { readonly uuid: string; readonly messageId: number },
  isRead: boolean,
): Promise<boolean> {
  return accepted(await db.run(markMessageUnit, { ...at, memberId, isRead })).done;
}
