import type { Author } from '@parley/protocol';
import type { Member } from './message.ts';
import { Roster, type RosterChange } from './roster.ts';
import type { RosterEvent } from './topic-handlers.ts';
import type { Listener } from './topic-listener.ts';
import type { TopicFrame } from './topic-frame.ts';

const nobody: RosterChange = { joined: [], left: [] };

/** Who is on a topic, told to its listeners whenever it changed. */
export class TopicRoster {
  readonly #listeners: ReadonlySet<Listener>;
  readonly #roster = new Roster();
  /** The roster's version that listeners have. */
  #shown: number | undefined;

  constructor(listeners: ReadonlySet<Listener>) {
    this.#listeners = listeners;
  }

  get members(): Map<string, Member> {
    return this.#roster.members;
  }

  get count(): number {
    return this.#roster.count;
  }

  /** Takes a frame about who is there. */
  frame(frame: Extract<TopicFrame, { readonly op: 'roster' | 'presence' }>): void {
    this.#roster.count = frame.count;
    this.#moved(
      frame.op === 'roster'
        ? this.#roster.replace(frame.members)
        : this.#roster.change(frame.changes),
    );
  }

  /** The topic was taken away: nobody is to be seen there any more. */
  clear(): void {
    this.#roster.count = 0;
    this.#roster.replace([]);
    this.#moved(nobody);
    this.#shown = undefined;
  }

  /** People whose messages are about to be shown. */
  know(authors: readonly Author[]): void {
    this.#roster.authors(authors);
    this.#moved(nobody);
  }

  /** A message is about to be shown: before it, its author is known. */
  wrote(sender: string, authors: readonly Author[] | undefined): void {
    if (authors !== undefined) this.#roster.authors(authors);
    this.#roster.wrote(sender);
    this.#moved(nobody);
  }

  /** Tells one listener how it is. */
  tell(listener: Listener): void {
    listener.call((h) => h.roster?.({ members: this.members, count: this.count, ...nobody }));
  }

  #moved(change: RosterChange): void {
    const { version } = this.#roster;
    if (version === this.#shown) return;
    // Those who were there before us did not join.
    const { joined, left } = this.#shown === undefined ? nobody : change;
    this.#shown = version;
    let event: RosterEvent | undefined;
    for (const listener of Array.from(this.#listeners)) {
      listener.call((h) => {
        // A map of a thousand is made only for those who look.
        if (h.roster === undefined) return;
        h.roster((event ??= { members: this.members, count: this.count, joined, left }));
      });
    }
  }
}
