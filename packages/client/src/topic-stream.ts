import {
  errorRow,
  type Author,
  type GrantFlags,
  type Message as MessageFrame,
  type Page,
  type Position,
  type Subscribed,
} from '@parley/protocol';
import { requestDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Requester } from './connection.ts';
import { ParleyError } from './error.ts';
import { fromMessage, fromPage } from './from-frame.ts';
import { GapFilling } from './gap-filling.ts';
import type { Member, Message, Ready } from './message.ts';
import type { TopicFrame } from './topic-frame.ts';
import type { SubscribeOptions, SubscriptionStatus, TopicHandlers } from './topic-handlers.ts';
import { Listener } from './topic-listener.ts';
import { TopicPosition } from './topic-position.ts';
import { TopicRoster } from './topic-roster.ts';

export interface TopicStreamOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Most messages fetched to fill a gap that the server does not fill. */
  readonly gapLimit: number;
  /** The status changed: the outbox waits for `joined`. */
  readonly changed: (stream: TopicStream) => void;
}

type Phase = 'idle' | 'joining' | 'replaying' | 'filling' | 'live' | 'waiting' | 'refused';

/**
 * One topic on the wire, for all of its listeners.
 *
 * ```
 *   idle ── up ─▶ joining ── subscribed ─▶ replaying ── last page ──▶ live
 *    ▲            ▲ ▲  │                       │ a gap                 │
 *    │       timer│ │  ├─ retryable ─▶ waiting └─▶ filling ── done ──▶ │
 *   down          └─┼──┼──────────────────┘                            │ loss
 *  (any)            │  └─ final, removed ─▶ refused                    │
 *                   └──────── unsubscribe, subscribe with since ◀──────┘
 * ```
 *
 * Every frame moves the position, the roster and the phase together: what each of the first two does
 * stands in a file of its own, when they move is told here.
 */
export class TopicStream {
  readonly topic: string;
  readonly listeners: Set<Listener> = new Set();
  readonly #options: TopicStreamOptions;
  readonly #roster = new TopicRoster(this.listeners);
  readonly #place = new TopicPosition();
  #phase: Phase = 'idle';
  #requester: Requester | undefined;
  /** Counts joins: what belongs to an overtaken one is not heard. */
  #turn = 0;
  #tries = 0;
  /** How much of the past the start under way asks for. */
  #asked = Number.POSITIVE_INFINITY;
  #cancelRetry: () => void = () => {};
  #joined: Subscribed | undefined;
  #error: ParleyError | undefined;
  #filling: GapFilling | undefined;

  constructor(topic: string, options: TopicStreamOptions) {
    this.topic = topic;
    this.#options = options;
  }

  get connected(): boolean {
    return this.#requester !== undefined;
  }

  get position(): Position | undefined {
    return this.#place.current;
  }

  get grants(): GrantFlags | undefined {
    return this.#joined?.grants;
  }

  /** Why it is refused. */
  get error(): ParleyError | undefined {
    return this.#error;
  }

  get members(): Map<string, Member> {
    return this.#roster.members;
  }

  get count(): number {
    return this.#roster.count;
  }

  get status(): SubscriptionStatus {
    if (this.#phase === 'refused') return 'refused';
    return this.#joined === undefined ? 'joining' : 'joined';
  }

  /** Adds a listener; one that comes after messages were shown catches up by itself. */
  add(handlers: TopicHandlers<never>, options: SubscribeOptions): Listener {
    if (this.position === undefined && this.#phase === 'idle') this.#place.current = options.since;
    const first = this.listeners.size === 0 && this.#turn === 0;
    const listener = new Listener(handlers, options, first ? undefined : this.position);
    this.listeners.add(listener);
    if (this.#phase === 'refused') this.#join();
    // The start under way would not bring what this one wants of the past: start anew.
    else if (this.position === undefined && listener.history > this.#asked) this.#lost();
    if (this.#joined !== undefined) {
      queueMicrotask(() => {
        listener.call((h) => h.status?.(this.status));
        this.#roster.tell(listener);
        if (this.#phase === 'live') this.#catchUp(listener);
      });
    }
    return listener;
  }

  /** The connection is open. */
  up(requester: Requester): void {
    this.#requester = requester;
    this.#tries = 0;
    this.#join();
  }

  /** The connection is gone. */
  down(): void {
    this.#requester = undefined;
    this.#turn += 1;
    this.#enter('idle');
  }

  /** Ends the subscription on the wire. */
  leave(): void {
    const requester = this.#requester;
    const on = this.#joined !== undefined || this.#phase === 'joining';
    this.down();
    if (on) requester?.request({ op: 'unsubscribe', topic: this.topic }, () => {});
  }

  #enter(phase: Phase, joined?: Subscribed): void {
    const before = this.status;
    if (joined !== undefined) this.#joined = joined;
    this.#cancelRetry();
    this.#phase = phase;
    if (!['replaying', 'filling', 'live'].includes(phase)) {
      this.#joined = undefined;
      this.#filling?.stop();
    }
    if (this.status === before) return;
    this.#options.changed(this);
    for (const listener of Array.from(this.listeners))
      listener.call((h) => h.status?.(this.status));
  }

  #join(): void {
    const requester = this.#requester;
    if (requester === undefined) return;
    const turn = ++this.#turn;
    this.#enter('joining');
    this.#place.start();
    const { since } = this.#place;
    const history = Math.max(0, ...[...this.listeners].map((l) => l.history));
    this.#asked = history;
    const start = since === undefined ? { history } : { since, history };
    requester.request({ op: 'subscribe', topic: this.topic, ...start }, (answer) => {
      if (turn !== this.#turn) return;
      if (answer instanceof Error) return this.#refuse(answer);
      if (answer.op !== 'subscribed') return;
      this.#tries = 0;
      this.#error = undefined;
      this.#place.older = false;
      this.#enter('replaying', answer);
    });
  }

  #refuse(error: ParleyError): void {
    // A drop: `down` follows and a new connection joins again.
    if (error.code === 'not_connected') return;
    if (error.code === 'already_joined') {
      this.#requester?.request({ op: 'unsubscribe', topic: this.topic }, () => {});
    } else if (!error.retry) {
      this.#error = error;
      this.#turn += 1;
      this.#enter('refused');
      for (const listener of Array.from(this.listeners)) listener.call((h) => h.error?.(error));
      return;
    }
    this.#turn += 1;
    this.#enter('waiting');
    const { clock, random } = this.#options;
    const wait = requestDelay(this.#tries++, random(), error.retryAfter);
    this.#cancelRetry = clock.after(wait, () => this.#join());
  }

  /** Takes a frame about this topic. */
  frame(frame: TopicFrame): void {
    if (this.#joined === undefined) return;
    switch (frame.op) {
      case 'roster':
      case 'presence':
        return this.#roster.frame(frame);
      case 'removed': {
        const { code, message } = frame;
        this.#roster.clear();
        return this.#refuse(new ParleyError(code, { message, retry: errorRow(code).retry }));
      }
      case 'page':
        return this.#replay(frame);
      case 'message':
        if (this.#phase === 'live') return this.#live(frame);
        if (this.#phase === 'filling') this.#filling?.hold(frame);
    }
  }

  #live(frame: MessageFrame): void {
    const place = this.#place.take(frame);
    if (place === 'lost') this.#lost();
    else if (place === 'next') this.#show(fromMessage(frame), frame.author && [frame.author]);
  }

  /** Joins anew, from what was seen: something is missing. */
  #lost(): void {
    this.#requester?.request({ op: 'unsubscribe', topic: this.topic }, () => {});
    this.#join();
  }

  #replay(page: Page): void {
    const joined = this.#joined;
    const requester = this.#requester;
    if (joined === undefined || requester === undefined || this.#phase !== 'replaying') return;
    const { gap } = joined;
    const { since } = this.#place;
    if (gap === undefined || since === undefined) {
      this.#showPage(page);
      if (page.last === true) this.#goLive(joined);
      return;
    }
    this.#phase = 'filling';
    this.#filling = new GapFilling({
      topic: this.topic,
      joined: { ...joined, gap },
      since,
      page,
      limit: this.#options.gapLimit,
      requester,
      shown: () => this.position,
      show: (part) => this.#showPage(part),
      missing: (hole) => {
        for (const listener of Array.from(this.listeners)) listener.gap(hole);
      },
      done: (held) => {
        this.#goLive(joined);
        for (const frame of held) this.frame(frame);
      },
    });
    this.#filling.start();
  }

  #showPage(page: Page): void {
    let authors: readonly Author[] | undefined = page.authors;
    for (const { message, toGo } of this.#place.page(page)) {
      this.#show(message, authors, toGo);
      authors = undefined;
    }
  }

  #goLive(joined: Subscribed): void {
    this.#place.live(joined);
    this.#enter('live');
    const { older, since } = this.#place;
    const ready = this.#ready(older, since === undefined, joined.grants);
    for (const listener of Array.from(this.listeners)) {
      listener.ready(ready);
      this.#catchUp(listener);
    }
  }

  #ready(older: boolean, fresh: boolean, grants: GrantFlags): Ready {
    return { position: this.position ?? { epoch: '', offset: 0 }, grants, fresh, older };
  }

  #catchUp(listener: Listener): void {
    const requester = this.#requester;
    const grants = this.#joined?.grants;
    if (requester === undefined || grants === undefined) return;
    listener.catchUp({
      topic: this.topic,
      gapLimit: this.#options.gapLimit,
      requester,
      read: (page) => {
        this.know(page.authors);
        return fromPage(page);
      },
      ready: (older, fresh) => this.#ready(older, fresh, grants),
    });
  }

  /** People whose messages are about to be shown. */
  know(authors: readonly Author[]): void {
    this.#roster.know(authors);
  }

  #show(message: Message, authors: readonly Author[] | undefined, toGo = 0): void {
    this.#roster.wrote(message.sender, authors);
    for (const listener of Array.from(this.listeners)) listener.message(message, toGo);
  }
}
