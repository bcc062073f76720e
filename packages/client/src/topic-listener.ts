import type { Page, Position } from '@parley/protocol';
import type { Requester } from './connection.ts';
import { safely } from './emitter.ts';
import { fetchAfter, type Walked } from './fetch-after.ts';
import type { Gap, Message, Ready } from './message.ts';
import type { SubscribeOptions, TopicHandlers } from './topic-handlers.ts';

/** Messages a joiner gets when nothing else is said. */
export const DEFAULT_HISTORY = 50;
/** Most live messages held back for a listener that catches up; past that it gets them at once. */
export const HELD_MESSAGES = 2_000;

/** What a late listener needs of its stream. */
export interface CatchUp {
  readonly topic: string;
  readonly gapLimit: number;
  readonly requester: Requester;
  /** Makes the messages of a page, their authors being known from then on. */
  readonly read: (page: Page) => readonly Message[];
  readonly ready: (older: boolean, fresh: boolean) => Ready;
}

/**
 * One subscriber of a topic.
 *
 * Who comes after messages were shown to others gets the past by a request of its own, while what
 * comes live is held back for it: the same order as for the first one, none twice, none missing.
 */
export class Listener {
  readonly handlers: TopicHandlers<never>;
  readonly history: number;
  left = false;
  /** What the others had seen when this one came; undefined once it has caught up. */
  #missed: Position | undefined;
  #since: Position | undefined;
  #held: Message[] = [];
  #asking = false;
  /** Others wanted more of the past than this one, and got it. */
  #spared = false;

  constructor(handlers: TopicHandlers<never>, options: SubscribeOptions, shown?: Position) {
    this.handlers = handlers;
    this.history = options.history ?? DEFAULT_HISTORY;
    this.#missed = shown;
    this.#since = shown === undefined ? undefined : options.since;
  }

  call(run: (handlers: TopicHandlers) => void): void {
    if (!this.left) safely(() => run(this.handlers));
  }

  /** @param toGo of the newest page at a start: how many messages it has from this one on */
  message(message: Message, toGo = 0): void {
    if (toGo > this.history) this.#spared = true;
    else if (this.#missed === undefined) this.call((h) => h.message?.(message));
    else this.#held.push(message);
    if (this.#held.length > HELD_MESSAGES) this.#giveUp(message.topic);
  }

  ready(ready: Ready): void {
    if (this.#missed !== undefined) return;
    const own = this.#spared && !ready.older ? { ...ready, older: true } : ready;
    this.#spared = false;
    this.call((h) => h.ready?.(own));
  }

  gap(gap: Gap): void {
    this.call((h) => h.gap?.(gap));
  }

  /** Fetches what was shown before this listener came, if that is still to be done. */
  catchUp(from: CatchUp): void {
    const missed = this.#missed;
    if (missed === undefined || this.#asking) return;
    this.#asking = true;
    const done = (older: boolean, fresh: boolean): void => {
      this.#asking = false;
      this.#release();
      this.ready(from.ready(older, fresh));
    };
    if (this.#since?.epoch === missed.epoch) return this.#resume(from, missed, this.#since, done);
    if (missed.offset === 0 || this.history === 0)
      return queueMicrotask(() => done(missed.offset > 0, true));
    const before = { epoch: missed.epoch, offset: missed.offset + 1 };
    const request = { op: 'history', topic: from.topic, before, limit: this.history } as const;
    from.requester.request(request, (answer) => {
      this.#asking = false;
      if (this.#missed === undefined) return;
      if (answer instanceof Error) {
        // After a drop it is asked again; any other refusal means that there is no history to have.
        if (answer.code !== 'not_connected') done(false, true);
        return;
      }
      if (answer.op !== 'page') return;
      for (const message of from.read(answer)) this.call((h) => h.message?.(message));
      done(answer.older, true);
    });
  }

  #resume(
    from: CatchUp,
    missed: Position,
    since: Position,
    done: (older: boolean, fresh: boolean) => void,
  ): void {
    const { topic, gapLimit: limit } = from;
    const page = (page: Page): void => {
      if (this.#missed === undefined) return;
      for (const message of from.read(page)) {
        if (message.position !== undefined) this.#since = message.position;
        this.call((h) => h.message?.(message));
      }
    };
    const end = ({ complete, error }: Walked): void => {
      this.#asking = false;
      if (error?.code === 'not_connected' || this.#missed === undefined) return;
      const after = this.#since ?? since;
      const before = { epoch: missed.epoch, offset: missed.offset + 1 };
      if (!complete) this.gap({ topic, reason: 'too_many', after, before });
      done(false, false);
    };
    const until = missed.offset + 1;
    fetchAfter(from.requester, { topic, after: since, until, limit, page, done: end });
  }

  /** Too much came while the past was awaited: it is told as missing. */
  #giveUp(topic: string): void {
    const { epoch = '', offset = 0 } = this.#missed ?? {};
    const after = this.#since ?? { epoch, offset: 0 };
    this.gap({ topic, reason: 'too_many', after, before: { epoch, offset: offset + 1 } });
    this.#release();
  }

  #release(): void {
    this.#missed = undefined;
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.call((h) => h.message?.(message));
  }
}
