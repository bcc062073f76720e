import type { Member } from '@parley/client';
import type { Participant } from '../../api/types.ts';

/** Somebody of a room, as the list shows them. */
export interface Person {
  /** Stable id. */
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly role: string;
  readonly online: boolean;
}

/** The stable id of a member: what the live roster calls `scid`. */
export function stableId(memberId: number): string {
  return `m${memberId}`;
}

/** Those who belong to a room with those who are in it now: online first, then by name. */
export function people(participants: readonly Participant[], online: readonly Member[]): Person[] {
  const all = new Map<string, Person>();
  for (const { id, name, color, role } of participants) {
    all.set(stableId(id), { id: stableId(id), name, color, role, online: false });
  }
  for (const { scid, name, color, role } of online) {
    all.set(scid, { id: scid, name, color, role: all.get(scid)?.role ?? role, online: true });
  }
  return [...all.values()].sort(
    (a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name),
  );
}
