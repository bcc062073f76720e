import type { Clock } from '../clock.ts';
import type { Member } from '../message.ts';
import { applyDraft } from './draft.ts';
import type { BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';

/** Where somebody points at, in the board's own coordinates. */
export interface BoardCursor {
  readonly x: number;
  readonly y: number;
  readonly tool: 'pointer' | 'laser';
  readonly isDown: boolean;
}

/** What somebody looks at, for those who follow: the middle of it, and how large. */
export interface BoardSight {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** What the shared page in view is called. */
  readonly page: string | null;
  /** The colour of the board's ground. */
  readonly ground: string;
  /** The colour they draw with. */
  readonly color: string;
}

/** Somebody else's connection to the board: one tab of theirs. */
export interface BoardPerson {
  readonly connectionId: string;
  readonly member: Member;
  readonly cursor: BoardCursor | undefined;
  /** While they let others follow. */
  readonly sight: BoardSight | undefined;
}

/** What is told in passing, all in one. */
export interface LiveMessage {
  readonly at?: readonly [x: number, y: number, tool: 0 | 1, isDown: 0 | 1] | null;
  readonly sight?: BoardSight | null;
  readonly drafts?: readonly unknown[];
}

interface Seat {
  member: Member;
  cursor: BoardCursor | undefined;
  sight: BoardSight | undefined;
  heardAt: number;
  cursorAt: number;
  sightAt: number;
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const short = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

/** Who else is on the board, as they tell it in passing: unchecked, bounded, and gone when silent. */
export class People {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #known: ReadonlyMap<string, BoardElement>;
  readonly #seats = new Map<string, Seat>();
  /** What is on its way, and from whom. */
  readonly #drafts = new Map<string, { readonly element: BoardElement; readonly from: string }>();
  #views: readonly BoardPerson[] | undefined;

  /** @param known the board without anything on its way */
  constructor(clock: Pick<Clock, 'now'>, known: ReadonlyMap<string, BoardElement>) {
    this.#clock = clock;
    this.#known = known;
  }

  /** The same list until somebody moves. */
  get list(): readonly BoardPerson[] {
    this.#views ??= [...this.#seats].map(([connectionId, { member, cursor, sight }]) => ({
      connectionId,
      member,
      cursor,
      sight,
    }));
    return this.#views;
  }

  get isEmpty(): boolean {
    return this.#seats.size === 0;
  }

  /** The form on its way of an element, if somebody is at it. */
  draft(id: string): BoardElement | undefined {
    return this.#drafts.get(id)?.element;
  }

  /** Takes what somebody tells; answers what of the board looks different now. */
  hear(connectionId: string, member: Member, message: LiveMessage): readonly BoardElement[] {
    const seat = this.#seat(connectionId, member);
    if (seat === undefined) return [];
    const now = this.#clock.now();
    seat.member = member;
    seat.heardAt = now;
    const { at, sight, drafts } = message;
    if (at !== undefined) {
      seat.cursor = cursorOf(at);
      seat.cursorAt = now;
    }
    if (sight !== undefined) {
      seat.sight = sightOf(sight);
      seat.sightAt = now;
    }
    this.#views = undefined;
    const changed: BoardElement[] = [];
    for (const draft of Array.isArray(drafts) ? drafts : []) {
      const element = this.#draw(connectionId, draft);
      if (element !== undefined) changed.push(element);
    }
    return changed;
  }

  #draw(from: string, draft: unknown): BoardElement | undefined {
    const id = idOf(draft);
    const before = id === undefined ? undefined : this.#drafts.get(id);
    // Who was at it first goes on.
    if (id === undefined || (before !== undefined && before.from !== from)) return undefined;
    if (before === undefined && this.#count(from) >= whiteboardLimits.draftsPerPerson.default) {
      return undefined;
    }
    const element = applyDraft(draft, newer(before?.element, this.#known.get(id)));
    if (element !== undefined) this.#drafts.set(id, { element, from });
    return element;
  }

  #count(from: string): number {
    let count = 0;
    for (const draft of this.#drafts.values()) if (draft.from === from) count += 1;
    return count;
  }

  #seat(connectionId: string, member: Member): Seat | undefined {
    const there = this.#seats.get(connectionId);
    if (there !== undefined) return there;
    if (this.#seats.size >= whiteboardLimits.people.default) return undefined;
    const seat: Seat = {
      member,
      cursor: undefined,
      sight: undefined,
      heardAt: 0,
      cursorAt: 0,
      sightAt: 0,
    };
    this.#seats.set(connectionId, seat);
    return seat;
  }

  /** These are on the board now: they are not on their way any more. */
  landed(elements: readonly BoardElement[]): void {
    for (const { id, version } of elements) {
      const draft = this.draft(id);
      if (draft !== undefined && draft.version <= version) this.#drafts.delete(id);
    }
  }

  /** Who says goodbye, or is not among the members any more. Answers what was on its way from them. */
  leave(isGone: (connectionId: string, member: Member) => boolean): readonly string[] {
    const ids: string[] = [];
    for (const [connectionId, seat] of this.#seats) {
      if (!isGone(connectionId, seat.member)) continue;
      for (const [id, { from }] of this.#drafts) if (from === connectionId) ids.push(id);
      this.#seats.delete(connectionId);
      this.#views = undefined;
    }
    for (const id of ids) this.#drafts.delete(id);
    return ids;
  }

  /** Takes away what nobody has spoken of for long. Answers what was on its way. */
  expire(): readonly string[] {
    const before = this.#clock.now() - whiteboardLimits.staleAfter.default;
    for (const seat of this.#seats.values()) {
      const isCursorOld = seat.cursor !== undefined && seat.cursorAt <= before;
      const isSightOld = seat.sight !== undefined && seat.sightAt <= before;
      if (isCursorOld) seat.cursor = undefined;
      if (isSightOld) seat.sight = undefined;
      if (isCursorOld || isSightOld) this.#views = undefined;
    }
    return this.leave((id) => (this.#seats.get(id)?.heardAt ?? 0) <= before);
  }
}

function newer(
  draft: BoardElement | undefined,
  known: BoardElement | undefined,
): BoardElement | undefined {
  if (draft === undefined || known === undefined) return draft ?? known;
  return draft.version >= known.version ? draft : known;
}

function idOf(draft: unknown): string | undefined {
  if (typeof draft !== 'object' || draft === null || !('id' in draft)) return undefined;
  return typeof draft.id === 'string' && draft.id.length <= 64 ? draft.id : undefined;
}

function cursorOf(at: LiveMessage['at']): BoardCursor | undefined {
  if (!Array.isArray(at)) return undefined;
  const [x, y, tool, isDown] = at as readonly unknown[];
  if (!isNumber(x) || !isNumber(y)) return undefined;
  return { x, y, tool: tool === 1 ? 'laser' : 'pointer', isDown: isDown === 1 };
}

function sightOf(sight: unknown): BoardSight | undefined {
  if (typeof sight !== 'object' || sight === null) return undefined;
  const { x, y, zoom, page, ground, color } = sight as Partial<BoardSight>;
  if (!isNumber(x) || !isNumber(y) || !isNumber(zoom) || zoom <= 0) return undefined;
  return {
    x,
    y,
    zoom,
    page: typeof page === 'string' ? short(page) : null,
    ground: short(ground),
    color: short(color),
  };
}
