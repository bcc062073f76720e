import type { Clock } from '../clock.ts';
import type { Member } from '../message.ts';
import type { BoardChange } from './board-state.ts';
import type { BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';
import { People, type BoardPerson, type LiveMessage } from './people.ts';

/** Whose company it is, and whom it is told. */
export interface CompanyOptions {
  readonly clock: Clock;
  /** The board without anything on its way. */
  readonly known: ReadonlyMap<string, BoardElement>;
  readonly members: () => ReadonlyMap<string, Member>;
  readonly change: (change: BoardChange) => void;
  readonly people: (people: readonly BoardPerson[]) => void;
}

/** Who else is on the board over time: they come, tell, fall silent and go. */
export class Company {
  readonly people: People;
  readonly #options: CompanyOptions;
  readonly #online = new Set<string>();
  #cancel: (() => void) | undefined;

  constructor(options: CompanyOptions) {
    this.#options = options;
    this.people = new People(options.clock, options.known);
  }

  /** Who sends over a connection, if they are here. */
  memberOf(connectionId: string): Member | undefined {
    for (const member of this.#options.members().values()) {
      if (member.online && member.cids.includes(connectionId)) return member;
    }
    return undefined;
  }

  /** Takes what somebody tells in passing. */
  hear(connectionId: string, member: Member, payload: unknown): void {
    if (typeof payload !== 'object' || payload === null) return;
    const message: LiveMessage = payload;
    const elements = this.#telling(() => this.people.hear(connectionId, member, message));
    if (elements.length > 0) this.#options.change({ elements, gone: [] });
    this.#expireLater();
  }

  /** A connection said goodbye. */
  bye(connectionId: string): void {
    this.#leave((id) => id === connectionId);
  }

  /** The roster changed; answers whether somebody came. */
  rosterChanged(): boolean {
    const members = this.#options.members();
    let came = false;
    for (const { scid, online } of members.values()) {
      if (online && !this.#online.has(scid)) came = true;
      if (online) this.#online.add(scid);
      else this.#online.delete(scid);
    }
    this.#leave((_, { scid }) => members.get(scid)?.online !== true);
    return came;
  }

  #leave(isGone: (connectionId: string, member: Member) => boolean): void {
    this.#restore(this.#telling(() => this.people.leave(isGone)));
  }

  #expireLater(): void {
    if (this.#cancel !== undefined || this.people.isEmpty) return;
    this.#cancel = this.#options.clock.after(whiteboardLimits.staleAfter.default / 3, () => {
      this.#cancel = undefined;
      this.#restore(this.#telling(() => this.people.expire()));
      this.#expireLater();
    });
  }

  #telling<T>(work: () => T): T {
    const before = this.people.list;
    const done = work();
    if (this.people.list !== before) this.#options.people(this.people.list);
    return done;
  }

  /** What was on its way never came: the board is shown without it. */
  #restore(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const { known, change } = this.#options;
    const elements = ids.flatMap((id) => known.get(id) ?? []);
    change({ elements, gone: ids.filter((id) => !known.has(id)) });
  }

  stop(): void {
    this.#cancel?.();
  }
}
