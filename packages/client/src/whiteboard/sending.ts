import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import type { Receipt } from '../message.ts';
import type { BoardChange, BoardState } from './board-state.ts';
import type { BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';
import type { Live } from './live.ts';

/** What is sent, and whom it is told. */
export interface SendingOptions {
  readonly clock: Clock;
  readonly state: BoardState;
  readonly live: Live;
  /** Stores a delta. */
  readonly store: (elements: readonly BoardElement[]) => Promise<Pick<Receipt, 'position'>>;
  /** Whether the board can be sent to at the moment. */
  readonly isJoined: () => boolean;
  readonly change: (change: BoardChange) => void;
  /** What is not sent, or why, has changed. */
  readonly changed: () => void;
}

/**
 * What is drawn here on its way to the server: gathered while it is drawn, one delta after another,
 * kept when it is refused. A full board is asked again when something was deleted.
 */
export class Sending {
  readonly #options: SendingOptions;
  /** What is being drawn at the moment, and since when. */
  readonly #busy = new Set<string>();
  #busySince = 0;
  #error: ParleyError | undefined;
  #full = false;
  #cancelSend: (() => void) | undefined;
  #cancelFull: (() => void) | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  /** Why what was drawn last is not kept. */
  get error(): ParleyError | undefined {
    return this.#error;
  }

  /** Takes what is drawn here, all of it one's own. */
  edit(elements: readonly BoardElement[], isBusy: boolean): void {
    const { clock, state, live, change } = this.#options;
    const before = new Map<string, BoardElement | undefined>();
    if (isBusy) for (const { id } of elements) before.set(id, state.elements.get(id));
    const { fresh, smaller } = state.edit(elements);
    if (smaller.length > 0) change({ elements: smaller, gone: [] });
    if (isBusy) {
      const now = clock.now();
      if (this.#busy.size === 0) this.#busySince = now;
      for (const id of fresh) {
        this.#busy.add(id);
        live.move(id, before.get(id));
      }
      if (now - this.#busySince < whiteboardLimits.busyLongest.default) return;
    }
    this.#settle(fresh);
  }

  /** What was being drawn is done: it looks here as it will everywhere, to the hundredth of a pixel. */
  #settle(fresh: readonly string[]): void {
    const { state, change, changed } = this.#options;
    const ids = new Set([...this.#busy, ...fresh]);
    this.#busy.clear();
    state.want(ids);
    const elements = [...ids].flatMap((id) => {
      const element = state.elements.get(id);
      return element !== undefined && Array.isArray(element['points']) ? [element] : [];
    });
    if (elements.length > 0) change({ elements, gone: [] });
    if (!state.waits) return;
    changed();
    this.#soon();
  }

  #soon(): void {
    if (this.#cancelSend !== undefined) return;
    const { clock } = this.#options;
    const wait = Math.max(0, this.#sentAt + whiteboardLimits.sendEvery.default - clock.now());
    this.#cancelSend = clock.after(wait, () => {
      this.#cancelSend = undefined;
      this.go();
    });
  }

  /** Sends the next delta now, if there is one and none is on its way. */
  go(): void {
    const { clock, state, live, store, isJoined } = this.#options;
    if (!isJoined()) return;
    const elements = state.take({ deleting: this.#full });
    if (elements.length === 0) return;
    this.#sentAt = clock.now();
    live.done(elements.map(({ id }) => id));
    store(elements).then(
      ({ position }) => {
        state.sent(position);
        if (elements.some(({ isDeleted }) => isDeleted)) this.roomMade();
        this.#wentOn();
      },
      (error: unknown) => {
        state.refuse();
        this.#error = error instanceof ParleyError ? error : undefined;
        if (this.#error?.code === 'full') this.#full = true;
        this.#wentOn();
      },
    );
  }

  #wentOn(): void {
    const { state, changed } = this.#options;
    if (state.refused === 0 && !this.#full) this.#error = undefined;
    changed();
    if (state.waits) this.#soon();
  }

  /** Something was deleted: what was refused may fit now. */
  roomMade(): void {
    if (!this.#full || this.#cancelFull !== undefined) return;
    this.#cancelFull = this.#options.clock.after(whiteboardLimits.retryFull.default, () => {
      this.#cancelFull = undefined;
      this.retry();
    });
  }

  /** Sends what was refused once more. */
  retry(): void {
    this.#full = false;
    this.#options.state.again();
    this.#wentOn();
  }

  /** Gives up what was refused: the board looks as it does for everybody. */
  discard(): void {
    const { state, change } = this.#options;
    this.#full = false;
    change(state.discard());
    this.#wentOn();
  }

  /** Hands everything that is not sent yet to the client's outbox, whatever is on its way. */
  flush(): void {
    const { state, store } = this.#options;
    state.want(this.#busy);
    this.#busy.clear();
    state.sent(undefined);
    for (let elements = state.take(); elements.length > 0; elements = state.take()) {
      store(elements).catch(() => undefined);
      state.sent(undefined);
    }
  }

  stop(): void {
    this.#cancelSend?.();
    this.#cancelFull?.();
  }
}
