import type { BoardView } from '@parley/domains/exchange/schema';
import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import type { BoardSource } from './fetch-board.ts';
import { whiteboardLimits } from './limits.ts';

/** What is read, and whom it is told. */
export interface ReadingOptions {
  readonly clock: Clock;
  readonly load: BoardSource;
  readonly read: (board: BoardView) => void;
  /** There is no board to be had. */
  readonly refused: (error: ParleyError) => void;
}

/** Reads the whole board, once at a time; again for what is missed meanwhile, or after a failure. */
export class Reading {
  readonly #options: ReadingOptions;
  readonly #abort = new AbortController();
  #isWanted = false;
  #isUnderWay = false;
  #cancel: (() => void) | undefined;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /** Something was missed: the board is to be read. */
  want(): void {
    this.#isWanted = true;
    this.go();
  }

  /** Reads now, if it is to be. */
  go(): void {
    if (!this.#isWanted || this.#isUnderWay || this.#abort.signal.aborted) return;
    const { clock, load, read, refused } = this.#options;
    const { signal } = this.#abort;
    this.#cancel?.();
    this.#isUnderWay = true;
    this.#isWanted = false;
    load({ signal }).then(
      (board) => {
        this.#isUnderWay = false;
        if (signal.aborted) return;
        read(board);
        this.go();
      },
      (error: unknown) => {
        this.#isUnderWay = false;
        this.#isWanted = true;
        if (signal.aborted) return;
        if (error instanceof ParleyError && !error.retry) return refused(error);
        this.#cancel = clock.after(whiteboardLimits.retryLoad.default, () => this.go());
      },
    );
  }

  stop(): void {
    this.#abort.abort();
    this.#cancel?.();
  }
}
