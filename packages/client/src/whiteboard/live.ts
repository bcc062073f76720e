import type { Clock } from '../clock.ts';
import { draftOf } from './draft.ts';
import type { BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';
import type { BoardCursor, BoardSight, LiveMessage } from './people.ts';

/** How what is told in passing gets out. */
export interface LiveOptions {
  readonly clock: Clock;
  readonly tell: (message: LiveMessage) => Promise<unknown>;
  /** The newest form of an element here. */
  readonly element: (id: string) => BoardElement | undefined;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Tells in passing what this page does, all in one message and not more often than need be. */
export class Live {
  readonly #options: LiveOptions;
  /** What others were told of elements on their way. */
  readonly #told = new Map<string, BoardElement>();
  readonly #moving = new Set<string>();
  #cursor: BoardCursor | null | undefined;
  #sight: BoardSight | null | undefined;
  /** What others see as our sight. */
  #shown: BoardSight | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #cancelAgain: () => void = () => {};

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Where one points at; `null`: nowhere. */
  point(cursor: BoardCursor | null): void {
    this.#cursor = cursor;
    this.#soon();
  }

  /** What one looks at; `null`: others do not follow any more. */
  show(sight: BoardSight | null): void {
    this.#sight = sight;
    this.#shown = sight ?? undefined;
    this.#again();
    this.#soon();
  }

  /** Says again what one looks at: somebody came. */
  repeat(): void {
    if (this.#shown === undefined) return;
    this.#sight = this.#shown;
    this.#soon();
  }

  #again(): void {
    this.#cancelAgain();
    if (this.#shown === undefined) return;
    this.#cancelAgain = this.#options.clock.after(whiteboardLimits.viewEvery.default, () => {
      this.repeat();
      this.#again();
    });
  }

  /** An element is on its way. */
  move(id: string, before: BoardElement | undefined): void {
    if (!this.#told.has(id) && before !== undefined) this.#told.set(id, before);
    this.#moving.add(id);
    this.#soon();
  }

  /** It is done, and sent as a whole. */
  done(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#moving.delete(id);
      this.#told.delete(id);
    }
  }

  #soon(): void {
    const { clock } = this.#options;
    const wait = Math.max(0, this.#last + whiteboardLimits.liveEvery.default - clock.now());
    this.#cancel ??= clock.after(wait, () => {
      this.#cancel = undefined;
      this.#last = clock.now();
      this.#send();
    });
  }

  #send(): void {
    const { element, tell } = this.#options;
    const drafts = [...this.#moving].flatMap((id) => {
      const now = element(id);
      const draft = now === undefined ? undefined : draftOf(now, this.#told.get(id));
      if (now === undefined || draft === undefined) return [];
      this.#told.set(id, now);
      return [draft];
    });
    this.#moving.clear();
    const at = this.#cursor;
    const sight = this.#sight;
    this.#cursor = undefined;
    this.#sight = undefined;
    if (at === undefined && sight === undefined && drafts.length === 0) return;
    const message: LiveMessage = {
      ...(at === undefined
        ? {}
        : {
            at: at && [tenths(at.x), tenths(at.y), at.tool === 'laser' ? 1 : 0, at.isDown ? 1 : 0],
          }),
      ...(sight === undefined ? {} : { sight }),
      ...(drafts.length === 0
        ? {}
        : { drafts: drafts.slice(0, whiteboardLimits.draftsPerPerson.default) }),
    };
    // Without a connection nobody hears it, and the next one is soon.
    tell(message).catch(() => undefined);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancelAgain();
  }
}
