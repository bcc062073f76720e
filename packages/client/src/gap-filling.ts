import type { Message as MessageFrame, Page, Position, Subscribed } from '@parley/protocol';
import type { Requester } from './connection.ts';
import { fetchAfter } from './fetch-after.ts';
import type { Gap } from './message.ts';

/** Most live frames held back while a gap is being filled; past that the filling stops. */
export const HELD_FRAMES = 2_000;

/** What a gap is filled from, and whom it is told. */
export interface GapFillingOptions {
  readonly topic: string;
  /** What the server said about the resume, and why it did not bring everything. */
  readonly joined: Subscribed & { readonly gap: NonNullable<Subscribed['gap']> };
  /** What was seen before. */
  readonly since: Position;
  /** The newest page, which the server sent instead. */
  readonly page: Page;
  /** Most messages to fetch. */
  readonly limit: number;
  readonly requester: Requester;
  /** Up to where messages have been shown. */
  readonly shown: () => Position | undefined;
  readonly show: (page: Page) => void;
  readonly missing: (gap: Gap) => void;
  /** Everything that can be had was shown, the newest page too; what came live meanwhile follows. */
  readonly done: (held: readonly MessageFrame[]) => void;
}

/**
 * Walks the history over a gap that the server did not fill, then shows the newest page. What comes
 * live on the way is held back. What cannot be had is told as missing, before what follows it.
 */
export class GapFilling {
  readonly #options: GapFillingOptions;
  readonly #held: MessageFrame[] = [];
  /** The offset that the newest page begins with. */
  readonly #until: number;
  /** The first offset that was had after `since`. */
  #first: number;
  #over = false;

  constructor(options: GapFillingOptions) {
    this.#options = options;
    this.#until = options.page.messages[0]?.offset ?? options.joined.offset + 1;
    this.#first = this.#until;
  }

  start(): void {
    const { topic, joined, limit, requester, show } = this.#options;
    fetchAfter(requester, {
      topic,
      after: joined.gap.after,
      until: this.#until,
      limit,
      page: (part) => {
        if (this.#over) return;
        this.#first = Math.min(this.#first, part.messages[0]?.offset ?? this.#first);
        show(part);
      },
      done: ({ complete, error }) => {
        // After a drop the topic is joined anew.
        if (error?.code !== 'not_connected') this.#finish(complete);
      },
    });
  }

  /** Keeps a live message until the gap is filled. */
  hold(frame: MessageFrame): void {
    this.#held.push(frame);
    if (this.#held.length > HELD_FRAMES) this.#finish(false);
  }

  /** Nobody waits for it any more. */
  stop(): void {
    this.#over = true;
  }

  #finish(complete: boolean): void {
    if (this.#over) return;
    this.#over = true;
    const { topic, joined, since, page, shown, show, missing, done } = this.#options;
    const { epoch, gap } = joined;
    const report = (after: Position, offset: number): void =>
      missing({ topic, reason: gap.reason, after, before: { epoch, offset } });
    // With `too_many` the history goes on where the client was.
    if (gap.reason !== 'too_many') report(since, this.#first);
    if (!complete) report(shown() ?? gap.after, this.#until);
    show(page);
    done(this.#held);
  }
}
