import type { BoardView } from '@parley/domains/exchange/schema';
import type { Position } from '@parley/protocol';
import { isSame, tidy, wins, type BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';

/** What changed on a board: forms to show, and ids of what is not there any more. */
export interface BoardChange {
  readonly elements: readonly BoardElement[];
  readonly gone: readonly string[];
}

/** A form that the server has, and since which place in the log. */
interface Confirmed {
  readonly element: BoardElement;
  readonly position: Position | undefined;
}

/**
 * A board as this page knows it: everybody's elements in their newest forms, and which of them the
 * server does not have yet. It knows no time and no connection.
 */
export class BoardState {
  readonly #random: () => number;
  readonly #known = new Map<string, BoardElement>();
  readonly #confirmed = new Map<string, Confirmed>();
  readonly #unsent = new Set<string>();
  readonly #refused = new Set<string>();
  #sending: readonly BoardElement[] = [];
  /** What was given up last: an editor may show it for a moment more. */
  #discarded: ReadonlyMap<string, BoardElement> = new Map();

  constructor(random: () => number) {
    this.#random = random;
  }

  get elements(): ReadonlyMap<string, BoardElement> {
    return this.#known;
  }

  /** How many forms the server does not have yet, those on their way and those refused among them. */
  get unsent(): number {
    return this.#unsent.size + this.#refused.size + this.#sending.length;
  }

  /** How many the server has refused. */
  get refused(): number {
    return this.#refused.size;
  }

  /** Whether something waits to be sent. */
  get waits(): boolean {
    return this.#unsent.size > 0;
  }

  /**
   * Takes what was drawn on this page. Answers the ids of what is new, and forms that had to be made
   * smaller, to be shown in place of what was drawn.
   */
  edit(elements: Iterable<BoardElement>): {
    readonly fresh: readonly string[];
    readonly smaller: readonly BoardElement[];
  } {
    const fresh: string[] = [];
    const smaller: BoardElement[] = [];
    for (const element of elements) {
      const known = this.#known.get(element.id);
      // What was never here needs no deleting.
      if (known === undefined ? element.isDeleted : !wins(element, known)) continue;
      if (isSame(element, this.#discarded.get(element.id))) continue;
      const tidied = tidy(element, this.#random);
      if (!isSame(tidied, element)) smaller.push(tidied);
      this.#known.set(element.id, tidied);
      this.#refused.delete(element.id);
      fresh.push(element.id);
    }
    return { fresh, smaller };
  }

  /** These shall be sent. */
  want(ids: Iterable<string>): void {
    for (const id of ids) if (this.#known.has(id)) this.#unsent.add(id);
  }

  /** What others drew, as the server told it. */
  hear(elements: readonly BoardElement[], position: Position | undefined): BoardChange {
    const changed: BoardElement[] = [];
    for (const element of elements) {
      const { id } = element;
      if (!this.#confirm(element, position)) continue;
      const known = this.#known.get(id);
      if (wins(element, known)) {
        this.#known.set(id, element);
        changed.push(element);
      } else if (!isSame(element, known)) continue;
      // What was to be sent lost, or is there.
      this.#unsent.delete(id);
      this.#refused.delete(id);
    }
    return { elements: changed, gone: [] };
  }

  #confirm(element: BoardElement, position: Position | undefined): boolean {
    const before = this.#confirmed.get(element.id);
    if (before !== undefined && wins(before.element, element)) return false;
    this.#confirmed.set(element.id, { element, position: position ?? before?.position });
    return true;
  }

  /** The whole board as it was at a place: what is not on it and was there before is gone. */
  load({ elements, position }: BoardView): BoardChange {
    const { elements: changed } = this.hear(elements, position);
    const there = new Set(elements.map(({ id }) => id));
    const gone: string[] = [];
    for (const [id, { position: at }] of this.#confirmed) {
      const isLater = at?.epoch === position.epoch && at.offset > position.offset;
      if (there.has(id) || isLater) continue;
      this.#confirmed.delete(id);
      // What was changed here since is sent, and is there again.
      if (this.#isOwn(id)) continue;
      this.#known.delete(id);
      gone.push(id);
    }
    return { elements: changed, gone };
  }

  #isOwn(id: string): boolean {
    return this.#unsent.has(id) || this.#refused.has(id) || this.#sending.some((e) => e.id === id);
  }

  /** The next delta: as much as fits, deletions first. Nothing while one is on its way. */
  take({ deleting = false }: { readonly deleting?: boolean } = {}): readonly BoardElement[] {
    if (this.#sending.length > 0) return [];
    const { deltaElements, deltaBytes } = whiteboardLimits;
    const waiting = [...this.#unsent].flatMap((id) => this.#known.get(id) ?? []);
    const inOrder = [
      ...waiting.filter((element) => element.isDeleted),
      ...(deleting ? [] : waiting.filter((element) => !element.isDeleted)),
    ];
    const taken: BoardElement[] = [];
    let bytes = 0;
    for (const element of inOrder) {
      bytes += bytesOf(element);
      if (taken.length >= deltaElements.default) break;
      if (taken.length > 0 && bytes > deltaBytes.default) break;
      taken.push(element);
    }
    for (const { id } of taken) this.#unsent.delete(id);
    this.#sending = taken;
    return taken;
  }

  /** The delta on its way is stored. */
  sent(position: Position | undefined): void {
    for (const element of this.#sending) this.#confirm(element, position);
    this.#sending = [];
  }

  /** The delta on its way was refused: it is kept here until `again` or `discard`. */
  refuse(): void {
    for (const { id } of this.#sending) if (!this.#unsent.has(id)) this.#refused.add(id);
    this.#sending = [];
  }

  /** What was refused shall be sent once more. */
  again(): void {
    this.want(this.#refused);
    this.#refused.clear();
  }

  /** Goes back to what the server has, where it refused or was not asked any more. */
  discard(): BoardChange {
    for (const id of this.#unsent) this.#refused.add(id);
    this.#unsent.clear();
    const elements: BoardElement[] = [];
    const gone: string[] = [];
    const discarded = new Map<string, BoardElement>();
    for (const id of this.#refused) {
      const given = this.#known.get(id);
      if (given !== undefined) discarded.set(id, given);
      const confirmed = this.#confirmed.get(id)?.element;
      if (confirmed === undefined) {
        this.#known.delete(id);
        gone.push(id);
      } else {
        this.#known.set(id, confirmed);
        elements.push(confirmed);
      }
    }
    this.#refused.clear();
    this.#discarded = discarded;
    return { elements, gone };
  }
}

const encoder = new TextEncoder();

function bytesOf(element: BoardElement): number {
  return encoder.encode(JSON.stringify(element)).length + 1;
}
