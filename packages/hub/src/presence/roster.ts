import type { Share, SharedMember } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Profile } from '../publication.ts';
import {
  labelled,
  labelOf,
  NOBODY,
  present,
  shared,
  type Entry,
  type Gone,
  type Present,
  type PresenceChange,
  type Stay,
} from './entry.ts';
import { newerLabel, sameLabel, type PresenceLabel } from './label.ts';

/** What a roster needs from around it. */
export interface RosterOptions {
  readonly clock: Clock;
  readonly grace: number;
  readonly interval: number;
  /** Above this many members a change tells the count alone. */
  readonly most: number;
  /** Tells the listeners here; called at most once per interval, and by {@link Roster.flush}. */
  readonly tell: (change: PresenceChange) => void;
  /** Tells the other nodes what changed of this node's share, together with `tell`. */
  readonly share?: (members: readonly SharedMember[]) => void;
  /** Told when a member's first connection here joined, and that their last one went. */
  readonly attend?: ((memberId: number, here: boolean, at: number) => void) | undefined;
  /** Nobody is here on this node any more. */
  readonly emptied: () => void;
}

/**
 * Who is on a topic: members, each with the connections they have there. Each node owns the share
 * of its own connections and mirrors the others'. A member whose last connection drops stays for
 * the grace time; one who leaves goes at once.
 */
export class Roster {
  readonly #options: RosterOptions;
  readonly #members = new Map<number, Entry>();
  /** The members' ids in order; absent once somebody left, or came in between. */
  #order: number[] | undefined;
  readonly #changed = new Set<number>();
  readonly #ownChanged = new Set<number>();
  /** Those who left since the last telling. */
  readonly #left = new Map<number, Gone>();
  /** Labels by connection, of this node's; most have none. */
  readonly #labels = new Map<string, PresenceLabel>();
  #ownCount = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** How many members are online, those in their grace time included. */
  get count(): number {
    return this.#members.size;
  }

  /** How many of them have, or just had, a connection on this node. */
  get ownCount(): number {
    return this.#ownCount;
  }

  /** Whether changes are told as a count only. */
  get large(): boolean {
    return this.#members.size > this.#options.most;
  }

  join(profile: Profile, cid: string, label?: PresenceLabel): void {
    const entry = this.#enter(profile);
    if (label !== undefined) this.#labels.set(cid, label);
    if (entry.own === undefined) {
      entry.own = { cids: [cid], label, cancelGrace: undefined };
      this.#ownCount += 1;
      this.#options.attend?.(profile.memberId, true, this.#options.clock.now());
    } else {
      entry.own.cancelGrace?.();
      entry.own.cancelGrace = undefined;
      entry.own.cids = [...entry.own.cids, cid];
      entry.own.label = this.#labelOf(entry.own.cids);
    }
    this.#touchOwn(profile.memberId);
  }

  /** Somebody who is here calls themself something else. */
  rename(memberId: number, cid: string, label: PresenceLabel): void {
    const own = this.#members.get(memberId)?.own;
    if (own?.cids.includes(cid) !== true) return;
    this.#labels.set(cid, label);
    own.label = this.#labelOf(own.cids);
    this.#touchOwn(memberId);
  }

  /** A connection is gone. `atOnce`: left or signed out, no grace. */
  leave(memberId: number, cid: string, atOnce: boolean): void {
    const own = this.#members.get(memberId)?.own;
    const index = own?.cids.indexOf(cid) ?? -1;
    // One that was never shown here takes nobody else's place away.
    if (own === undefined || index < 0) return;
    own.cids = own.cids.toSpliced(index, 1);
    if (!own.cids.includes(cid)) this.#labels.delete(cid);
    if (own.cids.length > 0) {
      own.label = this.#labelOf(own.cids);
      this.#touchOwn(memberId);
      return;
    }
    // Who drops is expected back: the other nodes must know, listeners hear what comes of it.
    this.#touchShare(memberId);
    const leftAt = this.#options.clock.now();
    own.leftAt = leftAt;
    const depart = (): void => {
      const entry = this.#members.get(memberId);
      if (entry?.own !== own) return;
      entry.own = undefined;
      this.#ownCount -= 1;
      this.#options.attend?.(memberId, false, leftAt);
      this.#dropIfGone(memberId, entry);
      this.#touchOwn(memberId);
      if (this.#ownCount === 0) this.#options.emptied();
    };
    if (atOnce) depart();
    else this.#grace(own, this.#options.grace, depart);
  }

  /** Takes over what another node says of its share. */
  apply({ node, whole, members }: Share): void {
    if (whole) this.absent(node, new Set(members.map(({ profile }) => profile.memberId)));
    for (const { profile, cids, online, label } of members) {
      const entry = online ? this.#enter(profile) : this.#members.get(profile.memberId);
      if (entry !== undefined) {
        this.#setOther(profile.memberId, entry, node, online ? { cids, label } : undefined);
      }
    }
  }

  /** Nobody is on a node any more, or nobody but these. */
  absent(node: string, but: ReadonlySet<number> = new Set()): void {
    for (const [memberId, entry] of this.#members) {
      if (!but.has(memberId)) this.#setOther(memberId, entry, node, undefined);
    }
  }

  /**
   * A node died, up to `silentFor` ms ago: its connections are gone, and its members have what is left
   * of the grace time to come back elsewhere.
   */
  abandon(node: string, silentFor: number): void {
    for (const [memberId, entry] of this.#members) {
      const stay = entry.others?.get(node);
      if (stay === undefined) continue;
      stay.cids = [];
      const left = Math.max(0, this.#options.grace - silentFor);
      this.#grace(stay, left, () => this.#setOther(memberId, entry, node, undefined));
    }
  }

  /** This node's share, whole. */
  own(): SharedMember[] {
    const members: SharedMember[] = [];
    for (const { profile, own } of this.#members.values()) {
      if (own !== undefined) members.push(shared(profile, own));
    }
    return members;
  }

  /** Whether this connection is on the topic and every listener was, or is about to be, told so. */
  has(memberId: number, cid: string): boolean {
    const entry = this.#members.get(memberId);
    if (entry === undefined) return false;
    if (entry.own?.cids.includes(cid) === true) return true;
    for (const { cids } of entry.others?.values() ?? []) if (cids.includes(cid)) return true;
    return false;
  }

  /** Whether some member has this connection on another node. */
  isElsewhere(cid: string): boolean {
    for (const { others } of this.#members.values()) {
      for (const { cids } of others?.values() ?? []) if (cids.includes(cid)) return true;
    }
    return false;
  }

  /** A page in the order of member ids, after one. `undefined` as cursor: from the beginning. */
  page(after: number | undefined, size: number): { members: Present[]; more: boolean } {
    const ids = (this.#order ??= [...this.#members.keys()].sort((a, b) => a - b));
    const start = after === undefined ? 0 : ids.findIndex((id) => id > after);
    const wanted = start < 0 ? [] : ids.slice(start, start + size);
    const members: Present[] = [];
    for (const id of wanted) {
      const entry = this.#members.get(id);
      if (entry !== undefined) members.push(present(entry));
    }
    return { members, more: start >= 0 && start + size < ids.length };
  }

  /** Tells what changed now, when `memberId` is among it; a message of theirs is about to follow. */
  flushFor(memberId: number): void {
    if (this.#changed.has(memberId)) this.flush();
  }

  /** Tells what changed now. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#changed.size === 0 && this.#ownChanged.size === 0) return;
    const shared = [...this.#ownChanged].flatMap((id) => this.#ownOf(id));
    const isTold = this.#changed.size > 0;
    const changes = this.large ? [] : [...this.#changed].flatMap((id) => this.#presentOf(id));
    const { came, went } = this.#comings();
    this.#changed.clear();
    this.#ownChanged.clear();
    this.#left.clear();
    if (shared.length > 0) this.#options.share?.(shared);
    if (isTold) this.#options.tell({ count: this.count, changes, came, went });
  }

  /** Cancels everything that is scheduled. */
  close(): void {
    this.#cancelTimer?.();
    for (const [memberId, { own, others }] of this.#members) {
      own?.cancelGrace?.();
      if (own !== undefined) {
        const { clock, attend } = this.#options;
        attend?.(memberId, false, own.cids.length > 0 ? clock.now() : (own.leftAt ?? clock.now()));
      }
      for (const stay of others?.values() ?? []) stay.cancelGrace?.();
    }
    this.#members.clear();
    this.#labels.clear();
    this.#order = undefined;
  }

  /** What of the changes is news to those who know members, not connections. */
  #comings(): { came: readonly Present[]; went: readonly Present[] } {
    const came: Present[] = [];
    const went: Present[] = [];
    for (const id of this.#changed) {
      const entry = this.#members.get(id);
      const { told, toldLabel, profile } = entry ?? this.#left.get(id) ?? NOBODY;
      const label = entry && labelOf(entry);
      const isNew = entry !== undefined && !(told && sameLabel(toldLabel, label));
      if (told && profile !== undefined && (entry === undefined || toldLabel?.id !== label?.id)) {
        went.push({ ...labelled(toldLabel), profile, cids: [], online: false });
      }
      if (entry === undefined) continue;
      if (isNew) came.push(present(entry));
      entry.told = true;
      entry.toldLabel = label;
    }
    return this.large ? { came: [], went: [] } : { came, went };
  }

  /** The newest label that one of these connections gave. */
  #labelOf(cids: readonly string[]): PresenceLabel | undefined {
    if (this.#labels.size === 0) return undefined;
    let label: PresenceLabel | undefined;
    for (const cid of cids) label = newerLabel(label, this.#labels.get(cid));
    return label;
  }

  #enter(profile: Profile): Entry {
    let entry = this.#members.get(profile.memberId);
    if (entry === undefined) {
      const before = this.#left.get(profile.memberId);
      const { told, toldLabel } = before ?? NOBODY;
      entry = { profile, own: undefined, others: undefined, told, toldLabel };
      this.#members.set(profile.memberId, entry);
      this.#place(profile.memberId);
      this.#left.delete(profile.memberId);
    }
    entry.profile = profile;
    return entry;
  }

  /** Newer members have higher ids: mostly one who comes goes to the end, and nothing is sorted again. */
  #place(memberId: number): void {
    if ((this.#order?.at(-1) ?? 0) < memberId) this.#order?.push(memberId);
    else this.#order = undefined;
  }

  #setOther(
    memberId: number,
    entry: Entry,
    node: string,
    now: (Pick<SharedMember, 'cids'> & { label: PresenceLabel | undefined }) | undefined,
  ): void {
    const before = entry.others?.get(node);
    before?.cancelGrace?.();
    if (now === undefined) {
      if (entry.others?.delete(node) !== true) return;
      if (entry.others.size === 0) entry.others = undefined;
      this.#dropIfGone(memberId, entry);
    } else {
      // Told again, whole: nothing new for those who see it.
      const { cids, label } = now;
      const isSame = before?.cids.join() === cids.join() && sameLabel(before.label, label);
      if (isSame) return;
      entry.others ??= new Map();
      entry.others.set(node, { cids, label, cancelGrace: undefined });
      // In their grace time there.
      if (before !== undefined && cids.length === 0) return;
    }
    this.#touch(memberId);
  }

  #dropIfGone(memberId: number, entry: Entry): void {
    if (entry.own !== undefined || entry.others !== undefined) return;
    this.#members.delete(memberId);
    this.#order = undefined;
    this.#left.set(memberId, entry);
  }

  #grace(stay: Stay, ms: number, task: () => void): void {
    stay.cancelGrace?.();
    stay.cancelGrace = this.#options.clock.after(ms, () => {
      stay.cancelGrace = undefined;
      task();
    });
  }

  #ownOf(memberId: number): SharedMember[] {
    const entry = this.#members.get(memberId);
    const profile = (entry ?? this.#left.get(memberId))?.profile;
    if (profile === undefined) return [];
    return [shared(profile, entry?.own)];
  }

  #presentOf(memberId: number): Present[] {
    const entry = this.#members.get(memberId);
    if (entry !== undefined) return [present(entry)];
    const gone = this.#left.get(memberId);
    return gone === undefined ? [] : [{ profile: gone.profile, cids: [], online: false }];
  }

  #touchOwn(memberId: number): void {
    this.#touchShare(memberId);
    this.#touch(memberId);
  }

  #touchShare(memberId: number): void {
    this.#ownChanged.add(memberId);
    this.#schedule();
  }

  #touch(memberId: number): void {
    this.#changed.add(memberId);
    this.#schedule();
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#options.clock.after(this.#options.interval, () => {
      this.#cancelTimer = undefined;
      this.flush();
    });
  }
}
