import type { Author, RosterEntry } from '@parley/protocol';
import type { Member } from './message.ts';

/** Most author ids kept for one topic: a bound on memory; the oldest go first. */
export const AUTHOR_IDS = 10_000;

/** Who came and who went, once per person. */
export interface RosterChange {
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
}

const unknown = (scid: string): Author => ({ scid, name: scid, role: '', color: '', cids: [] });

/**
 * Who is on a topic, with everybody whose messages this page has seen.
 *
 * A member who leaves loses the live ids; ids that messages came from stay, so that a message can
 * always be attributed; an entry with none left is removed. (The design's log.md, 19 and 20.)
 */
export class Roster {
  readonly #live = new Map<string, RosterEntry>();
  readonly #profiles = new Map<string, Author>();
  /** Ids that messages came from, oldest first, with whose they are. */
  readonly #written = new Map<string, string>();
  /** Every id anybody announced, with whose it is. */
  readonly #owner = new Map<string, string>();
  #snapshot: Map<string, Member> | undefined;

  /** How many members are online, also when they are too many to list. */
  count = 0;

  /** The roster as it is now: a new map whenever something changed, the same one otherwise. */
  get members(): Map<string, Member> {
    this.#snapshot ??= this.#build();
    return this.#snapshot;
  }

  /** The whole roster anew, as after a subscribe. */
  replace(entries: readonly RosterEntry[]): RosterChange {
    const before = this.members;
    for (const entry of this.#live.values()) this.#disown(entry);
    this.#live.clear();
    for (const entry of entries) this.#put(entry);
    return this.#changes(before);
  }

  /** Entries that changed, each whole. */
  change(entries: readonly RosterEntry[]): RosterChange {
    const before = this.members;
    for (const entry of entries) this.#put(entry);
    return this.#changes(before);
  }

  /** People who wrote what is about to be shown. */
  authors(authors: readonly Author[]): void {
    for (const author of authors) {
      this.#profiles.set(author.scid, author);
      for (const cid of author.cids) this.#write(cid, author.scid);
    }
  }

  /** A message from this id is about to be shown: its author stays from now on. */
  wrote(sender: string): void {
    const scid = this.#owner.get(sender);
    if (scid !== undefined && !this.#written.has(sender)) this.#write(sender, scid);
  }

  #write(cid: string, scid: string): void {
    this.#owner.set(cid, scid);
    if (this.#written.get(cid) === scid) return;
    this.#written.set(cid, scid);
    this.#snapshot = undefined;
    if (this.#written.size <= AUTHOR_IDS) return;
    const [oldest] = this.#written.keys();
    if (oldest !== undefined) this.#written.delete(oldest);
  }

  #put(entry: RosterEntry): void {
    const was = this.#live.get(entry.scid);
    if (was !== undefined) this.#disown(was);
    this.#profiles.set(entry.scid, entry);
    if (entry.online) this.#live.set(entry.scid, entry);
    else this.#live.delete(entry.scid);
    if (entry.online) for (const cid of entry.cids) this.#owner.set(cid, entry.scid);
    if (entry.online) this.#owner.set(entry.scid, entry.scid);
    this.#snapshot = undefined;
  }

  /** Live ids that no message came from are nobody's any more. */
  #disown(entry: RosterEntry): void {
    for (const cid of entry.cids) if (!this.#written.has(cid)) this.#owner.delete(cid);
  }

  #changes(before: ReadonlyMap<string, Member>): RosterChange {
    this.#snapshot = undefined;
    const after = this.members;
    const joined = [...after.values()].filter(
      (m) => m.online && before.get(m.scid)?.online !== true,
    );
    const left: Member[] = [];
    for (const was of before.values()) {
      if (!was.online || after.get(was.scid)?.online === true) continue;
      left.push(after.get(was.scid) ?? { ...was, cids: [was.scid], online: false });
    }
    return { joined, left };
  }

  #build(): Map<string, Member> {
    const ids = new Map<string, Set<string>>();
    for (const entry of this.#live.values())
      ids.set(entry.scid, new Set([entry.scid, ...entry.cids]));
    for (const [cid, scid] of this.#written) {
      const set = ids.get(scid) ?? new Set([scid]);
      ids.set(scid, set.add(cid));
    }
    for (const scid of this.#profiles.keys()) if (!ids.has(scid)) this.#profiles.delete(scid);
    const members = new Map<string, Member>();
    for (const [scid, cids] of ids) {
      const { name, role, color } = this.#profiles.get(scid) ?? unknown(scid);
      members.set(scid, { scid, name, role, color, cids: [...cids], online: this.#live.has(scid) });
    }
    return members;
  }
}
