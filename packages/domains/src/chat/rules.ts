import { fullGrants, type Grants, type OffsetRange, type Refusal } from '@parley/hub';
import type { RoomAccess, RoomKind, RoomRole } from './schema.ts';

/** What decides about a room: its kind, its access, and what the member is there. */
export interface Standing {
  readonly kind: RoomKind;
  readonly access: RoomAccess;
  readonly role: RoomRole | null;
}

/** Whether a member may know that the room exists. */
export function maySee({ access, role }: Standing): boolean {
  return access === 'open' || role !== null;
}

/**
 * Whether a member may rename or describe the room, pin a message in it, or delete it: owners.
 * Administrators keep open rooms in order. Both members own a direct room.
 */
export function mayEdit(standing: Standing, isAdministrator: boolean): boolean {
  return standing.role === 'owner' || (standing.access === 'open' && isAdministrator);
}

/** Whether a member may add someone: owners anybody, and into an open room everybody themselves. */
export function mayAdd(standing: Standing, actorId: number, memberId: number): boolean {
  // Two are two: who else comes in would read what was not meant for them.
  if (standing.kind === 'direct') return false;
  if (standing.role === 'owner') return true;
  return standing.access === 'open' && actorId === memberId;
}

/** Whether a member may remove someone: owners anybody, everybody themselves; from a direct room nobody. */
export function mayRemove(standing: Standing, actorId: number, memberId: number): boolean {
  if (standing.kind === 'direct') return false;
  return standing.role !== null && (standing.role === 'owner' || actorId === memberId);
}

/** Where a participant's readable range begins who is added when the topic's head is `head`. */
export function joinedOffset(showHistory: boolean, head: number): number {
  return showHistory ? 1 : head + 1;
}

/** A stretch of being in a room; `left` is `null` while it lasts. */
export interface Stay {
  readonly joined: number;
  readonly left: number | null;
}

/** The readable ranges of stays: in order, overlapping ones as one, empty ones left out. */
export function readableRanges(stays: readonly Stay[]): OffsetRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { joined, left } of stays.toSorted((a, b) => a.joined - b.joined)) {
    const to = left ?? Number.MAX_SAFE_INTEGER;
    const last = ranges.at(-1);
    if (to < joined) continue;
    if (last !== undefined && joined <= last.to + 1) last.to = Math.max(last.to, to);
    else ranges.push({ from: joined, to });
  }
  return ranges;
}

const unknownRoom: Refusal = { refused: 'forbidden', reason: 'no such topic, or not yours' };

/**
 * What a member may do on a room's topic. An open room: everything. A private one: participants
 * everything within what they may read, checked again with every stored message; others nothing,
 * in the words used for a room that does not exist.
 */
export function roomGrants(
  room: (Standing & { readonly uuid: string; readonly stays: readonly Stay[] }) | undefined,
  memberId: number,
): Grants | Refusal {
  if (room === undefined || !maySee(room)) return unknownRoom;
  if (room.access === 'open') return fullGrants;
  const guard = { unit: 'chat.guardRoom', args: { uuid: room.uuid, memberId } };
  const readable = readableRanges(room.stays);
  const [only] = readable;
  const all = readable.length === 1 && only?.from === 1 && only.to === Number.MAX_SAFE_INTEGER;
  return all ? { ...fullGrants, guard } : { ...fullGrants, guard, readable };
}

/** Limits of chat, as data. */
export const chatLimits = {
  roomsPerOwner: {
    default: 200,
    unit: 'rooms',
    reason: 'One account must not fill the list of everybody. Direct ones are not counted.',
  },
  participantsPerRoom: {
    default: 10_000,
    unit: 'participants',
    reason: 'More are told of a change in minutes, not in seconds.',
  },
  unreadCounted: {
    default: 1000,
    unit: 'messages',
    reason: 'A badge says "999+" beyond; counting on would cost more than it tells.',
  },
  roomsUnread: {
    default: 1000,
    unit: 'rooms',
    reason: 'The lately active ones; nobody reads further down.',
  },
  roundsAtOnce: {
    default: 20,
    unit: 'large rooms',
    reason: 'Rooms that one node tells of at a time; the rest follow in the next run.',
  },
  staysPerMember: {
    default: 50,
    unit: 'stays in one room',
    reason: 'Someone who leaves and comes back for ever keeps the latest.',
  },
} as const;
