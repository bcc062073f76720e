import type { UnitContext } from '@parley/store';
import { messageLimits } from './message-limits.ts';
import { countParticipants, firstParticipants, participantIds } from './participant-repository.ts';
import { openLines, roomLines } from './room-list.ts';
import { updateRoom, type RoomRow } from './room-repository.ts';
import { roomViews, simplifiedRoom } from './room-views.ts';
import {
  COMMUNITY_TOPIC,
  memberTopic,
  roomTopic,
  type ChatRoomView,
  type SimplifiedChatRoom,
} from './schema.ts';
import { readersAt } from './stay-repository.ts';
import { tell } from './tell.ts';

/** By what the events of a room are redacted that quote a message: the pinned one, or the last. */
export function quoteSubject(roomId: number): `chat_room:${number}` {
  return `chat_room:${roomId}`;
}

/** The subject of an event that quotes a message; nothing to redact in the others. */
function quoting(view: Partial<ChatRoomView> & SimplifiedChatRoom): { subject?: string } {
  const quotes = view.pinned_message !== null || (view.last_message ?? null) !== null;
  return quotes ? { subject: quoteSubject(view.id) } : {};
}

/** Whether everybody's list shows the room. */
export function isListed(room: RoomRow): boolean {
  return room.access === 'open' && room.kind !== 'embedded';
}

/** From how many participants on they are told in rounds. */
export interface FanOut {
  readonly fanoutLimit?: number;
}

/** Tells topics of a room as it is now. */
export function tellQuoting(
  tx: UnitContext,
  topics: readonly string[],
  view: SimplifiedChatRoom,
): void {
  tell(tx, topics, 'chatRoomUpdated', view, quoting(view));
}

/** Tells members that they are in a new room, each as they see it. Nothing of embedded rooms. */
export async function tellCreated(
  tx: UnitContext,
  room: RoomRow,
  memberIds: readonly number[],
): Promise<void> {
  if (room.kind === 'embedded') return;
  for (const view of await roomViews(tx.db, await roomLines(tx.db, [room.id], memberIds))) {
    const memberId = view.current_participant?.community_member_id;
    if (memberId === undefined) continue;
    tell(tx, [memberTopic(memberId)], 'chatRoomCreated', view, quoting(view));
  }
}

/** Tells everybody of a new open room. */
export async function tellListed(tx: UnitContext, room: RoomRow): Promise<void> {
  if (!isListed(room)) return;
  const [view] = await roomViews(tx.db, await openLines(tx.db, [room.id]));
  if (view !== undefined) {
    tell(tx, [COMMUNITY_TOPIC], 'chatRoomCreated', view, quoting(view));
  }
}

/**
 * Tells of a change that everybody in the room sees: on the room's topic, on each participant's own
 * unless the room is embedded, and to the community of an open one. In a large room the participants
 * are told in rounds. Where some may not read the pinned message, because they came later, only the
 * own topics of those who may tell it.
 */
export async function tellUpdated(
  tx: UnitContext,
  room: RoomRow,
  options: FanOut = {},
): Promise<void> {
  const { views, mayReadPin } = await roomAsSeen(tx, room);
  const common = [roomTopic(room.uuid), ...(isListed(room) ? [COMMUNITY_TOPIC] : [])];
  const members = await toldOnTheirOwn(tx, room, options);
  if (room.kind === 'direct') {
    tellQuoting(tx, common, views.whole);
    for (const memberId of members) await tellUpdatedTo(tx, room, memberId);
    return;
  }
  const everybody = mayReadPin === 'everybody' ? members : [];
  const some = mayReadPin === 'everybody' ? [] : members;
  const shared = mayReadPin === 'everybody' ? views.whole : views.bare;
  tellQuoting(tx, [...common, ...everybody.map(memberTopic)], shared);
  tellSome(tx, some, { views, mayReadPin });
}

/**
 * Tells the participants alone, on their own topics, that their lists show the room otherwise: what was
 * said last in it is not as it was, or less of it is unread.
 */
export async function tellLists(
  tx: UnitContext,
  room: RoomRow,
  options: FanOut = {},
): Promise<void> {
  const members = await toldOnTheirOwn(tx, room, options);
  if (room.kind !== 'direct') await tellUpdatedToAll(tx, room, members);
  else for (const memberId of members) await tellUpdatedTo(tx, room, memberId);
}

/**
 * Who is told of a change of the room on their own topic now: nobody of an embedded room, nor of a
 * large one, whose participants are told in rounds from here on.
 */
async function toldOnTheirOwn(
  tx: UnitContext,
  room: RoomRow,
  options: FanOut,
): Promise<readonly number[]> {
  if (room.kind === 'embedded') return [];
  if (!(await isLarge(tx, room, options))) return participantIds(tx.db, room.id);
  await updateRoom(tx.db, room.id, { is_told: false });
  return [];
}

/** Tells these participants of a room as it is now, each what they may read of it. */
export async function tellUpdatedToAll(
  tx: UnitContext,
  room: RoomRow,
  memberIds: readonly number[],
): Promise<void> {
  if (memberIds.length > 0) tellSome(tx, memberIds, await roomAsSeen(tx, room));
}

/** A room as those see it who may read the pinned message, and the others. */
export interface AsSeen {
  readonly views: { readonly whole: SimplifiedChatRoom; readonly bare: SimplifiedChatRoom };
  readonly mayReadPin: ReadonlySet<number> | 'everybody';
}

function tellSome(
  tx: UnitContext,
  memberIds: readonly number[],
  { views, mayReadPin }: AsSeen,
): void {
  const able = memberIds.filter((id) => mayReadPin === 'everybody' || mayReadPin.has(id));
  const others = memberIds.filter((id) => mayReadPin !== 'everybody' && !mayReadPin.has(id));
  tellQuoting(tx, able.map(memberTopic), views.whole);
  tellQuoting(tx, others.map(memberTopic), views.bare);
}

/** A room as it is now, and who may read what is pinned in it. */
export async function roomAsSeen(tx: UnitContext, room: RoomRow, name?: string): Promise<AsSeen> {
  const whole = await simplifiedRoom(tx.db, room, name);
  const bare = { ...whole, pinned_message: null };
  const views = { whole, bare };
  const offset = whole.pinned_message?.offset;
  if (offset === undefined || room.access === 'open') return { views, mayReadPin: 'everybody' };
  const readers = await readersAt(tx.db, room.id, offset);
  const isAll = readers.size === (await countParticipants(tx.db, room.id));
  return { views, mayReadPin: isAll ? 'everybody' : readers };
}

/** Tells one participant that something about their room, or their part in it, has changed. */
export async function tellUpdatedTo(
  tx: UnitContext,
  room: RoomRow,
  memberId: number,
): Promise<void> {
  if (room.kind === 'embedded') return;
  const name = room.kind === 'direct' ? await otherName(tx, room, memberId) : room.name;
  tellSome(tx, [memberId], await roomAsSeen(tx, room, name));
}

/** Tells everybody in a room, and the community of an open one, that it is gone. */
export async function tellDeleted(
  tx: UnitContext,
  room: RoomRow,
  options: FanOut = {},
): Promise<void> {
  const gone = { chat_room_uuid: room.uuid };
  const topics: string[] = isListed(room) ? [COMMUNITY_TOPIC] : [];
  if (await isLarge(tx, room, options)) await updateRoom(tx.db, room.id, { is_told: false });
  else topics.push(...(await participantIds(tx.db, room.id)).map(memberTopic));
  tell(tx, topics, 'chatRoomDeleted', gone);
}

/** Whether a room's participants are too many to be told of everything in its transaction. */
async function isLarge(
  tx: UnitContext,
  room: RoomRow,
  { fanoutLimit = messageLimits.fanoutLimit.default }: FanOut,
): Promise<boolean> {
  return (await countParticipants(tx.db, room.id)) > fanoutLimit;
}

/** What one of the two calls a direct room: the other's name. */
async function otherName(tx: UnitContext, room: RoomRow, memberId: number): Promise<string> {
  const both = await firstParticipants(tx.db, room.id, 2);
  return both.find(({ member_id }) => member_id !== memberId)?.name ?? '';
}
