import {
  errorRow,
  type Author,
  type Down,
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
import { Roster, type RosterChange } from './roster.ts';
import type {
  RosterEvent,
  SubscribeOptions,
  SubscriptionStatus,
  TopicHandlers,
} from './topic-handlers.ts';
import { Listener } from './topic-listener.ts';

/** A frame about a topic that answers no request. */
export type TopicFrame = Extract<
  Down,
  { readonly op: 'roster' | 'page' | 'message' | 'presence' | 'removed' }
>;

export interface TopicStreamOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Most messages fetched to fill a gap that the server does not fill. */
  readonly gapLimit: number;
  /** The status changed: the outbox waits for `joined`. */
  readonly changed: (stream: TopicStream) => void;
}

type Phase = 'idle' | 'joining' | 'replaying' | 'filling' | 'live' | 'waiting' | 'refused';
const nobody: RosterChange = { joined: [], left: [] };

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
 * The position, the roster and the phase move together with every frame, so they stay in one file.
 */
export class TopicStream {
  readonly topic: string;
  readonly listeners: Set<Listener> = new Set();
  readonly #options: TopicStreamOptions;
  readonly #roster = new Roster();
  #phase: Phase = 'idle';
  #requester: Requester | undefined;
  /** Counts joins: what belongs to an overtaken one is not heard. */
  #turn = 0;
  #tries = 0;
  /** How much of the past the start under way asks for. */
  #asked = Number.POSITIVE_INFINITY;
  #cancelRetry: () => void = () => {};
  #position: Position | undefined;
  #since: Position | undefined;
  #joined: Subscribed | undefined;
  #error: ParleyError | undefined;
  #older = false;
  #filling: GapFilling | undefined;
  /** The roster's version that listeners have. */
  #rosterShown: number | undefined;

  constructor(topic: string, options: TopicStreamOptions) {
    this.topic = topic;
    this.#options = options;
  }

  get connected(): boolean {
    return this.#requester !== undefined;
  }

  get position(): Position | undefined {
    return this.#position;
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
    if (this.#position === undefined && this.#phase === 'idle') this.#position = options.since;
    const first = this.listeners.size === 0 && this.#turn === 0;
    const listener = new Listener(handlers, options, first ? undefined : this.#position);
    this.listeners.add(listener);
    if (this.#phase === 'refused') this.#join();
    // The start under way would not bring what this one wants of the past: start anew.
    else if (this.#position === undefined && listener.history > this.#asked) this.#lost();
    if (this.#joined !== undefined) {
      queueMicrotask(() => {
        listener.call((h) => h.status?.(this.status));
        listener.call((h) => h.roster?.({ members: this.members, count: this.count, ...nobody }));
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
    this.#since = this.#position;
    const history = Math.max(0, ...[...this.listeners].map((l) => l.history));
    this.#asked = history;
    const start = this.#since === undefined ? { history } : { since: this.#since, history };
    requester.request({ op: 'subscribe', topic: this.topic, ...start }, (answer) => {
      if (turn !== this.#turn) return;
      if (answer instanceof Error) return this.#refuse(answer);
      if (answer.op !== 'subscribed') return;
      this.#tries = 0;
      this.#error = undefined;
      this.#older = false;
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
        this.#roster.count = frame.count;
        return this.#rosterMoved(this.#roster.replace(frame.members));
      case 'presence':
        this.#roster.count = frame.count;
        return this.#rosterMoved(this.#roster.change(frame.changes));
      case 'removed': {
        const { code, message } = frame;
        this.#roster.count = 0;
        this.#roster.replace([]);
        this.#rosterMoved(nobody);
        this.#rosterShown = undefined;
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
    const { epoch, offset } = frame;
    if (epoch !== undefined && offset !== undefined) {
      const seen = this.#position ?? { epoch, offset: 0 };
      const other = seen.epoch !== epoch && seen.epoch !== '';
      if (!other && offset <= seen.offset) return;
      const { prev = 0 } = frame;
      if (other || prev > seen.offset) return this.#lost();
      this.#position = { epoch, offset };
    }
    this.#show(fromMessage(frame), frame.author && [frame.author]);
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
    const since = this.#since;
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
      shown: () => this.#position,
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
    if (page.messages.length > 0 && this.#position === undefined) this.#older = page.older;
    const { epoch } = page;
    let authors: readonly Author[] | undefined = page.authors;
    let toGo = this.#since === undefined ? page.messages.length + 1 : 0;
    for (const message of fromPage(page)) {
      if (toGo > 0) toGo -= 1;
      const offset = message.position?.offset ?? 0;
      const seen = this.#position;
      if (seen?.epoch === epoch && offset <= seen.offset) continue;
      this.#position = { epoch, offset };
      this.#show(message, authors, toGo);
      authors = undefined;
    }
  }

  #goLive(joined: Subscribed): void {
    const { epoch, offset, grants } = joined;
    const seen = this.#position;
    if (seen?.epoch !== epoch || seen.offset < offset) this.#position = { epoch, offset };
    this.#enter('live');
    const ready = this.#ready(this.#older, this.#since === undefined, grants);
    for (const listener of Array.from(this.listeners)) {
      listener.ready(ready);
      this.#catchUp(listener);
    }
  }

  #ready(older: boolean, fresh: boolean, grants: GrantFlags): Ready {
    return { position: this.#position ?? { epoch: '', offset: 0 }, grants, fresh, older };
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
    this.#roster.authors(authors);
    this.#rosterMoved(nobody);
  }

  #show(message: Message, authors: readonly Author[] | undefined, toGo = 0): void {
    if (authors !== undefined) this.#roster.authors(authors);
    this.#roster.wrote(message.sender);
    this.#rosterMoved(nobody);
    for (const listener of Array.from(this.listeners)) listener.message(message, toGo);
  }

  #rosterMoved(change: RosterChange): void {
    const { version } = this.#roster;
    if (version === this.#rosterShown) return;
    // Those who were there before us did not join.
    const { joined, left } = this.#rosterShown === undefined ? nobody : change;
    this.#rosterShown = version;
    let event: RosterEvent | undefined;
    for (const listener of Array.from(this.listeners)) {
      listener.call((h) => {
        // A map of a thousand is made only for those who look.
        if (h.roster === undefined) return;
        h.roster((event ??= { members: this.members, count: this.count, joined, left }));
      });
    }
  }
}
