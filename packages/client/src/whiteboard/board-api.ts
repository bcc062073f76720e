import type { Clock } from '../clock.ts';
import type { ParleyError } from '../error.ts';
import type { BoardQuestion } from './asking.ts';
import type { BoardChange } from './board-state.ts';
import type { BoardSource } from './fetch-board.ts';
import type { BoardPerson } from './people.ts';

/**
 * `loading` until the board was read once · `live` · `offline`: drawn on all the same, and sent later ·
 * `refused`: not this member's, or there is no such booking.
 */
export type BoardStatus = 'loading' | 'live' | 'offline' | 'refused';

/** How a board stands, for a line in the interface. */
export interface BoardReport {
  readonly status: BoardStatus;
  /** Why it is refused, or why what was drawn last is not kept. */
  readonly error: ParleyError | undefined;
  /** How many elements the server does not have yet. */
  readonly unsent: number;
  /** How many of them it does not take: `retry`, or `discard`. */
  readonly refused: number;
}

/** What a board tells. */
export interface BoardHandlers {
  /** Elements look different now, or are gone; those on their way from others among them. */
  change?(change: BoardChange): void;
  /** The same object until it changes. */
  report?(report: BoardReport): void;
  /** Somebody else came, went, or moved. */
  people?(people: readonly BoardPerson[]): void;
  /** Somebody asks whether they may share something, or does not ask any more. */
  questions?(questions: readonly BoardQuestion[]): void;
}

export interface BoardOptions {
  /** Reads the board. Default: `GET /api/exchanges/:id/board` of this page's origin. */
  readonly load?: BoardSource;
  readonly clock?: Clock;
  /** 0 ≤ r < 1. */
  readonly random?: () => number;
  readonly id?: () => string;
}
