import type { Clock } from '../ports/clock.ts';
import type { Profile } from '../publication.ts';

/** A member on a topic. */
export interface Present {
  readonly profile: Profile;
  /** Live connection ids; empty while the grace time runs, and after leaving. */
  readonly cids: readonly string[];
  readonly online: boolean;
}

/** What changed on a topic. `changes` is empty above the roster limit; `count` always holds. */
export interface PresenceChange {
  readonly count: number;
  readonly changes: readonly Present[];
}

interface Entry {
  profile: Profile;
  cids: string[];
  /** Set while the member has no connection and the grace time runs. */
  cancelGrace: (() => void) | undefined;
}

/** What a roster needs from around it. */
export interface RosterOptions {
  readonly clock: Clock;
  readonly grace: number;
  readonly interval: number;
  /** Above this many members a change tells the count alone. */
  readonly most: number;
  /** Tells the listeners; called at most once per interval, and by {@link Roster.flush}. */
  readonly tell: (change: PresenceChange) => void;
  /** The last entry is gone. */
  readonly emptied: () => void;
}

/**
 * Who is on a topic: members, each with the connections they have there. A member whose last
 * connection dropped stays for the grace time; one who leaves goes at once.
 */
export class Roster {
  readonly #options: RosterOptions;
  readonly #members = new Map<number, Entry>();
  readonly #changed = new Set<number>();
  /** Profiles of those who left since the last telling. */
  readonly #left = new Map<number, Profile>();
  #cancelTimer: (() => void) | undefined;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** How many members are online, those in their grace time included. */
  get count(): number {
    return this.#members.size;
  }

  /** Whether changes are told as a count only. */
  get large(): boolean {
    return this.#members.size > this.#options.most;
  }

  join(profile: Profile, cid: string): void {
    const entry = this.#members.get(profile.memberId);
    if (entry === undefined) {
      this.#members.set(profile.memberId, { profile, cids: [cid], cancelGrace: undefined });
      this.#left.delete(profile.memberId);
    } else {
      entry.cancelGrace?.();
      entry.cancelGrace = undefined;
      entry.profile = profile;
      entry.cids.push(cid);
    }
    this.#touch(profile.memberId);
  }

  /** A connection is gone. `atOnce`: left or signed out, no grace. */
  leave(memberId: number, cid: string, atOnce: boolean): void {
    const entry = this.#members.get(memberId);
    if (entry === undefined) return;
    entry.cids = entry.cids.filter((id) => id !== cid);
    this.#touch(memberId);
    if (entry.cids.length > 0) return;
    if (atOnce) {
      this.#remove(memberId, entry);
      return;
    }
    entry.cancelGrace?.();
    entry.cancelGrace = this.#options.clock.after(this.#options.grace, () => {
      entry.cancelGrace = undefined;
      this.#remove(memberId, entry);
      this.#touch(memberId);
    });
  }

  /** Whether this connection is on the topic and every listener was, or is about to be, told so. */
  has(memberId: number, cid: string): boolean {
    return this.#members.get(memberId)?.cids.includes(cid) ?? false;
  }

  /** Whether any member has this connection here. */
  hasConnection(cid: string): boolean {
    for (const entry of this.#members.values()) if (entry.cids.includes(cid)) return true;
    return false;
  }

  /** A page in the order of member ids, after one. `undefined` as cursor: from the beginning. */
  page(after: number | undefined, size: number): { members: Present[]; more: boolean } {
    const ids = [...this.#members.keys()].sort((a, b) => a - b);
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
    if (this.#changed.size === 0) return;
    const changes: Present[] = [];
    if (!this.large) {
      for (const id of this.#changed) {
        const entry = this.#members.get(id);
        const gone = this.#left.get(id);
        if (entry !== undefined) changes.push(present(entry));
        else if (gone !== undefined) changes.push({ profile: gone, cids: [], online: false });
      }
    }
    this.#changed.clear();
    this.#left.clear();
    this.#options.tell({ count: this.count, changes });
  }

  /** Cancels everything that is scheduled. */
  close(): void {
    this.#cancelTimer?.();
    for (const entry of this.#members.values()) entry.cancelGrace?.();
    this.#members.clear();
  }

  #remove(memberId: number, entry: Entry): void {
    this.#members.delete(memberId);
    this.#left.set(memberId, entry.profile);
    if (this.#members.size === 0) this.#options.emptied();
  }

  #touch(memberId: number): void {
    this.#changed.add(memberId);
    this.#cancelTimer ??= this.#options.clock.after(this.#options.interval, () => {
      this.#cancelTimer = undefined;
      this.flush();
    });
  }
}

function present(entry: Entry): Present {
  return { profile: entry.profile, cids: entry.cids, online: true };
}
