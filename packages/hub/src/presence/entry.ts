import type { SharedMember } from '../ports/bus.ts';
import type { Profile } from '../publication.ts';
import { newerLabel, type PresenceLabel } from './label.ts';

/** A member on a topic. */
export interface Present {
  readonly profile: Profile;
  /** Live connection ids on all nodes; empty while the grace time runs, and after leaving. */
  readonly cids: readonly string[];
  readonly online: boolean;
  /** What they call themself here, if they said so; when they left, what it was. */
  readonly label?: PresenceLabel;
}

/** What changed on a topic. The lists are empty above the roster limit; `count` always holds. */
export interface PresenceChange {
  readonly count: number;
  /** Everyone of whom something changed. */
  readonly changes: readonly Present[];
  /** For languages that know no connections: who was not there before, or not under this label. */
  readonly came: readonly Present[];
  /** And who is not any more, by the label they had. */
  readonly went: readonly Present[];
}

/** A member's connections on one node. */
export interface Stay {
  cids: readonly string[];
  label: PresenceLabel | undefined;
  /** Set while there is none and the grace time runs. */
  cancelGrace: (() => void) | undefined;
  /** When the last of them went, milliseconds since 1970. */
  leftAt?: number;
}

/** A member on a topic, as a node keeps them. */
export interface Entry {
  profile: Profile;
  /** Here. */
  own: Stay | undefined;
  /** On other nodes, by node; absent where there is none, as with a single node always. */
  others: Map<string, Stay> | undefined;
  /** Listeners were told that they are here. */
  told: boolean;
  /** Under which label. */
  toldLabel: PresenceLabel | undefined;
}

/** Somebody who left since the last telling, and what was told of them before. */
export type Gone = Pick<Entry, 'profile' | 'told' | 'toldLabel'>;

/** Of whom nothing was told. */
export const NOBODY = { told: false, toldLabel: undefined, profile: undefined } as const;

/** A member as others see them. */
export function present(entry: Entry): Present {
  const { profile, own, others } = entry;
  const label = labelled(labelOf(entry));
  if (others === undefined)
    return { profile, cids: unique(own?.cids ?? []), online: true, ...label };
  const cids = [...(own?.cids ?? [])];
  for (const stay of others.values()) cids.push(...stay.cids);
  return { profile, cids: unique(cids), online: true, ...label };
}

/** A member as this node tells the others. */
export function shared(profile: Profile, own: Stay | undefined): SharedMember {
  const { cids = [], label } = own ?? {};
  return { profile, cids: unique(cids), online: own !== undefined, ...labelled(label) };
}

/** What a member calls themself, over all nodes. */
export function labelOf({ own, others }: Entry): PresenceLabel | undefined {
  let label = own?.label;
  for (const stay of others?.values() ?? []) label = newerLabel(label, stay.label);
  return label;
}

/** A label as a part of something. */
export function labelled(label: PresenceLabel | undefined): { label?: PresenceLabel } {
  return label === undefined ? {} : { label };
}

/** One connection may be on a topic under several names of it. */
function unique(cids: readonly string[]): readonly string[] {
  return cids.length < 2 ? cids : [...new Set(cids)];
}
