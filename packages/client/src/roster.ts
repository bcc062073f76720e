import type { Author, RosterEntry } from '@parley/protocol';
import type { Member } from './message.ts';

/** Most author ids kept for one topic: a bound on memory; the oldest go first. */
export const AUTHOR_IDS = 10_000;

/** Who came and who went, once per person. */
export interface RosterChange {
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
}

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
  /** The same, by whose they are. */
  readonly #writtenBy = new Map<string, Set<string>>();
  /** Every id anybody announced, with whose it is. */
  readonly #owner = new Map<string, string>();
  #members = new Map<string, Member>();
  /** Whose entries of `#members` are out of date: a change of one among a thousand costs one. */
  readonly #stale = new Set<string>();
  #version = 0;

  /** How many members are online, also when they are too many to list. */
  count = 0;

  /** Another number whenever something changed. */
  get version(): number {
    return this.#version;
  }

  /** The roster as it is now: a new map whenever something changed, the same one otherwise. */
  get members(): Map<string, Member> {
    if (this.#stale.size === 0) return this.#members;
    const members = new Map(this.#members);
    for (const scid of this.#stale) {
      const member = this.#memberOf(scid);
      if (member !== undefined) {
        members.set(scid, member);
        continue;
      }
      members.delete(scid);
      this.#profiles.delete(scid);
    }
    this.#stale.clear();
    this.#members = members;
    return members;
  }

  /** The whole roster anew, as after a subscribe. */
  replace(entries: readonly RosterEntry[]): RosterChange {
    const there = new Set(entries.filter(({ online }) => online).map(({ scid }) => scid));
    const gone = [...this.#live.values()].filter(({ scid }) => !there.has(scid));
    return this.change([...gone.map((entry) => ({ ...entry, online: false })), ...entries]);
  }

  /** Entries that changed, each whole. */
  change(entries: readonly RosterEntry[]): RosterChange {
    const joined: Member[] = [];
    const left: Member[] = [];
    for (const entry of entries) {
      const { scid } = entry;
      const was = this.#live.has(scid);
      this.#put(entry);
      if (entry.online === was) continue;
      const { name, role, color } = entry;
      const member = this.#memberOf(scid) ?? {
        scid,
        name,
        role,
        color,
        cids: [scid],
        online: false,
      };
      (entry.online ? joined : left).push(member);
    }
    return { joined, left };
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
    const before = this.#written.get(cid);
    if (before === scid) return;
    if (before !== undefined) this.#unwrite(cid, before);
    this.#written.set(cid, scid);
    const ids = this.#writtenBy.get(scid);
    if (ids === undefined) this.#writtenBy.set(scid, new Set([cid]));
    else ids.add(cid);
    this.#touch(scid);
    if (this.#written.size <= AUTHOR_IDS) return;
    const [oldest] = this.#written;
    if (oldest !== undefined) this.#unwrite(...oldest);
  }

  #unwrite(cid: string, scid: string): void {
    this.#written.delete(cid);
    const ids = this.#writtenBy.get(scid);
    ids?.delete(cid);
    if (ids?.size === 0) this.#writtenBy.delete(scid);
    this.#touch(scid);
  }

  #put(entry: RosterEntry): void {
    const { scid, cids, online } = entry;
    // Live ids that no message came from are nobody's any more.
    for (const cid of this.#live.get(scid)?.cids ?? []) {
      if (!this.#written.has(cid)) this.#owner.delete(cid);
    }
    this.#profiles.set(scid, entry);
    if (online) {
      this.#live.set(scid, entry);
      for (const cid of cids) this.#owner.set(cid, scid);
      this.#owner.set(scid, scid);
    } else {
      this.#live.delete(scid);
    }
    this.#touch(scid);
  }

  #touch(scid: string): void {
    this.#stale.add(scid);
    this.#version += 1;
  }

  /** A member as shown; `undefined` who is neither here nor an author. */
  #memberOf(scid: string): Member | undefined {
    const live = this.#live.get(scid);
    const written = this.#writtenBy.get(scid);
    if (live === undefined && written === undefined) return undefined;
    const profile = this.#profiles.get(scid);
    const { name = scid, role = '', color = '' } = profile ?? {};
    const cids = [...new Set([scid, ...(live?.cids ?? []), ...(written ?? [])])];
    return { scid, name, role, color, cids, online: live !== undefined };
  }
}
