import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { messageViews } from '../message-views.ts';
import { countIn, idsBelow, idsFrom, type WindowOf } from '../message-window.ts';
import { speakerIn, type SpeakerRow } from '../message-repository.ts';
import { readableRanges } from '../rules.ts';
import type { MessageView, MessageWindow, WindowQuery } from '../schema.ts';
import { staysOf } from '../stay-repository.ts';

/**
 * Messages around one, by id; without one, the newest. With both sides asked for, the message itself
 * stands in the middle; with one side alone it is left out, so that `first_id` with only
 * `previous_per_page`, or `last_id` with only `next_per_page`, is the window beside this one. Deleted
 * messages keep their place, empty. Throws `not_found`.
 */
export async function messageWindow(
  db: Database,
  memberId: number,
  uuid: string,
  query: WindowQuery,
): Promise<MessageWindow> {
  const room = await readerIn(db, memberId, uuid);
  const of = await windowOf(db, memberId, room, query.parent_message_id ?? null);
  const { ids, hasPrevious, hasNext } = await idsOf(db, of, query);
  const views = await messageViews(db.read, ids);
  return {
    id: query.id ?? null,
    has_previous_page: hasPrevious,
    has_next_page: hasNext,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
    total_count: await countIn(db.read, of),
    records: ids.flatMap((id) => views.get(id) ?? []),
  };
}

/** One message, deleted or not. Throws `not_found` for what the member may not read. */
export async function findMessage(
  db: Database,
  memberId: number,
  uuid: string,
  messageId: number,
): Promise<MessageView> {
  const room = await readerIn(db, memberId, uuid);
  const view = (await messageViews(db.read, [messageId])).get(messageId);
  if (view === undefined || view.chat_room_uuid !== uuid) throw new DomainError('not_found');
  const { readable } = await windowOf(db, memberId, room, null);
  const isReadable =
    readable === undefined ||
    readable.some(({ from, to }) => from <= view.offset && view.offset <= to);
  if (!isReadable) throw new DomainError('not_found');
  return view;
}

async function readerIn(db: Database, memberId: number, uuid: string): Promise<SpeakerRow> {
  const room = await speakerIn(db.read, uuid, memberId);
  if (room === undefined) throw new DomainError('not_found');
  return room;
}

async function windowOf(
  db: Database,
  memberId: number,
  { room_id: roomId, access }: SpeakerRow,
  parentId: number | null,
): Promise<WindowOf> {
  if (access === 'open') return { roomId, parentId };
  const readable = readableRanges(await staysOf(db.read, roomId, memberId));
  const [only] = readable;
  const isAll = readable.length === 1 && only?.from === 1 && only.to === Number.MAX_SAFE_INTEGER;
  return isAll ? { roomId, parentId } : { roomId, parentId, readable };
}

async function idsOf(
  db: Database,
  of: WindowOf,
  { id, previous_per_page: before, next_per_page: after }: WindowQuery,
): Promise<{ ids: number[]; hasPrevious: boolean; hasNext: boolean }> {
  // One more on each side than asked for: whether there is one.
  if (id === undefined) {
    const found = await idsBelow(db.read, of, undefined, before + 1);
    const ids = before === 0 ? [] : found.slice(-before);
    return { ids, hasPrevious: found.length > ids.length, hasNext: false };
  }
  const older = await idsBelow(db.read, of, id, before + 1);
  const newer = await idsFrom(db.read, of, id, after + 2);
  const isMiddle = before > 0 === after > 0;
  const self = newer[0] === id ? [id] : [];
  const rest = newer.slice(self.length);
  const previous = before === 0 ? [] : older.slice(-before);
  const next = rest.slice(0, after);
  return {
    ids: [...previous, ...(isMiddle ? self : []), ...next],
    hasPrevious: older.length > previous.length || (before === 0 && !isMiddle && self.length > 0),
    hasNext: rest.length > next.length || (after === 0 && !isMiddle && self.length > 0),
  };
}
