import type { Member } from '@parley/client';
import type { Participant } from '../../api/types.ts';

/** Somebody of a room, as the list shows them. */
export interface Person {
  /** Stable id. */
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly online: boolean;
  /** Their part in the room; `undefined` for a guest who only looks in. */
  readonly participant: Participant | undefined;
}

/** The stable id of a member: what the live roster calls `scid`. */
export function stableId(memberId: number): string {
  return `m${memberId}`;
}

/** Those who belong to a room with those who are in it now: online first, then by name. */
export function people(participants: readonly Participant[], online: readonly Member[]): Person[] {
  const all = new Map<string, Person>();
  for (const participant of participants) {
    const id = stableId(participant.community_member_id);
    const { name, color } = participant;
    all.set(id, { id, name, color, online: false, participant });
  }
  for (const { scid: id, name, color } of online) {
    all.set(id, { id, name, color, online: true, participant: all.get(id)?.participant });
  }
  return [...all.values()].sort(
    (a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name),
  );
}
