import { fullGrants, type Grants, type OffsetRange, type Refusal } from '@parley/hub';
import { cutText } from '../text.ts';
import type { RoomKind, RoomRole } from './schema.ts';

/** What decides about a room: its kind and what the member is there. */
export interface Standing {
  readonly kind: RoomKind;
  readonly role: RoomRole | null;
}

/** Whether a member may know that the room exists. */
export function maySee({ kind, role }: Standing): boolean {
  return kind === 'open' || role !== null;
}

/** Whether a member may rename or describe the room. Administrators keep open rooms in order. */
export function mayEdit(standing: Standing, isAdministrator: boolean): boolean {
  return standing.role === 'owner' || (standing.kind === 'open' && isAdministrator);
}

/** Whether a member may add someone: owners anybody, and into an open room everybody themselves. */
export function mayAdd(standing: Standing, actorId: number, memberId: number): boolean {
  if (standing.role === 'owner') return true;
  return standing.kind === 'open' && actorId === memberId;
}

/** Whether a member may remove someone: owners anybody, everybody themselves. */
export function mayRemove(standing: Standing, actorId: number, memberId: number): boolean {
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

const unknownRoom: Refusal = { refused: 'forbidden', reason: 'no such room, or not yours' };

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
  if (room.kind === 'open') return fullGrants;
  const guard = { unit: 'chat.guardRoom', args: { uuid: room.uuid, memberId } };
  const readable = readableRanges(room.stays);
  const [only] = readable;
  const all = readable.length === 1 && only?.from === 1 && only.to === Number.MAX_SAFE_INTEGER;
  return all ? { ...fullGrants, guard } : { ...fullGrants, guard, readable };
}

const PREVIEW = 200;

/** The plain text of a message's payload, cut short; `null` when it is no text message. */
export function previewOf(payload: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('message' in value)) return null;
  if (typeof value.message !== 'string') return null;
  return cutText(value.message.slice(0, PREVIEW * 20), PREVIEW - 1, '…');
}

/** Limits of chat, as data. */
export const chatLimits = {
  roomsListed: {
    default: 500,
    unit: 'rooms',
    reason: 'The lately active ones; nobody reads further down.',
  },
  roomsPerOwner: {
    default: 200,
    unit: 'rooms',
    reason: 'One account must not fill the list of everybody.',
  },
  participantsPerRoom: {
    default: 500,
    unit: 'participants',
    reason: 'A change of a private room is told to each of them in one transaction.',
  },
  staysPerMember: {
    default: 50,
    unit: 'stays in one room',
    reason: 'Someone who leaves and comes back for ever keeps the latest.',
  },
} as const;
