import type { ParleyError } from '../error.ts';
import type { BoardReport, BoardStatus } from './board-api.ts';

/** What a report is made of, and whom it is told. */
export interface StandingOptions {
  /** How many forms the server does not have, and how many of them it does not take. */
  readonly state: { readonly unsent: number; readonly refused: number };
  /** Why what was drawn last is not kept. */
  readonly error: () => ParleyError | undefined;
  readonly report: (report: BoardReport) => void;
}

/**
 * How a board stands.
 *
 * ```
 *   loading ── read ──▶ live ◀── connected ──▶ offline
 *      │ 403, 404, removed │                       │
 *      └───────────────────┴──▶ refused ◀──────────┘
 * ```
 */
export class Standing {
  readonly #options: StandingOptions;
  #isJoined = false;
  #isRead = false;
  /** Why there is no board. */
  #refusal: ParleyError | undefined;
  #report: BoardReport = { status: 'loading', error: undefined, unsent: 0, refused: 0 };

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  /** The same until it changes. */
  get report(): BoardReport {
    return this.#report;
  }

  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** The topic was joined, or taken up again. */
  join(): void {
    this.#isJoined = true;
    this.#refusal = undefined;
  }

  /** The connection is gone for now. */
  drop(): void {
    this.#isJoined = false;
    this.changed();
  }

  /** The board was read. */
  read(): void {
    this.#isRead = true;
    this.changed();
  }

  /** There is no board to be had. */
  refuse(error: ParleyError): void {
    this.#refusal = error;
    this.#isJoined = false;
    this.#set('refused');
  }

  /** Something may have changed. */
  changed(): void {
    if (this.#refusal !== undefined) return;
    this.#set(!this.#isRead ? 'loading' : this.#isJoined ? 'live' : 'offline');
  }

  #set(status: BoardStatus): void {
    const { state, report } = this.#options;
    const { unsent, refused } = state;
    const error = this.#refusal ?? this.#options.error();
    const before = this.#report;
    const isEqual =
      before.status === status &&
      before.error === error &&
      before.unsent === unsent &&
      before.refused === refused;
    if (isEqual) return;
    this.#report = { status, error, unsent, refused };
    report(this.#report);
  }
}
