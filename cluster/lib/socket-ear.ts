import { setTimeout as wait } from 'node:timers/promises';
import type { Received } from '@parley/testing';
import type { Fields } from './form.ts';
import type { Watch } from './visitor.ts';

/** Where a topic's message is. */
export interface Place {
  readonly epoch: string;
  readonly offset: number;
}

/** What a request is acknowledged with. */
export type Answer<T = Place> =
  | ({ readonly success: true } & T)
  | {
      readonly success: false;
      readonly error: {
        readonly code: string;
        readonly retry: boolean;
        readonly retryAfter?: number;
      };
    };

type Joined = Place & { readonly gap?: { readonly after: Place } };

interface Page {
  readonly messages: readonly {
    readonly offset: number;
    readonly event: string;
    readonly payload: Fields;
  }[];
  readonly next?: number;
}

/** The connection that an ear is on. */
export interface Line {
  /** Another one with every connection; `undefined` without one. */
  id(): string | undefined;
  /** `answer` is called in the tick in which it comes; with `undefined`: it will not come. */
  ask(name: string, request: object, answer: (answer: unknown) => void): void;
  /** What is known of this connection is not sure any more. */
  drop(): void;
  /** The form in which an event is recorded. */
  formOf(topic: string, event: string, fields: Fields): string;
}

/**
 * A topic that a socket listens to, with what its documentation says that an application does: it
 * subscribes from where it was, and reads what the server says that it does not fill.
 */
export class SocketEar implements Watch {
  readonly topic: string;
  readonly received: Received[] = [];
  readonly removals: number[] = [];
  readonly refusals: string[] = [];
  readonly gaps: { readonly from: number; to: number }[] = [];
  since: Place | undefined;
  /** Gaps that it read to their end. */
  filled = 0;
  readonly #user: string;
  readonly #line: Line;
  #status = 'joining';
  /** Up to where all was heard. */
  #place: Place | undefined;
  /** What came live while a gap is read, and the last of it. */
  #held: { readonly tasks: (() => void)[]; last: Place } | undefined;

  constructor(topic: string, { user, line }: { readonly user: string; readonly line: Line }) {
    this.topic = topic;
    this.#user = user;
    this.#line = line;
  }

  status(): string {
    return this.#held === undefined ? this.#status : 'reading';
  }

  begin(): void {
    this.#status = 'joining';
    this.#held = undefined;
    const { topic } = this;
    const isLate = this.#lateness();
    const request = { topic, ...(this.#place === undefined ? {} : { since: this.#place }) };
    // What was missed comes right behind the answer: it is looked at where it comes.
    this.#line.ask('parley:subscribe', request, (told) => {
      if (isLate()) return;
      const answer = told as Answer<Joined> | undefined;
      // Whether it is joined is not known: a new connection knows nothing either.
      if (answer === undefined) this.#line.drop();
      else if (answer.success) this.#joined(answer);
      else if (answer.error.retry) {
        setTimeout(() => isLate() || this.begin(), answer.error.retryAfter ?? 200);
      } else this.#refuse(answer.error.code);
    });
  }

  again(): void {
    this.#status = 'joining';
    if (this.#line.id() !== undefined) this.begin();
  }

  hear(event: string, fields: Fields, at: Place): void {
    const held = this.#held;
    if (held === undefined) return this.#take(event, fields, at);
    held.last = at;
    held.tasks.push(() => this.#take(event, fields, at));
  }

  removed(): void {
    const reached = this.#held?.last ?? this.#place;
    if (this.#held !== undefined && reached !== undefined) {
      // Put out over the reading: nobody gives them the rest.
      this.gaps.push({ from: (this.#place?.offset ?? 0) + 1, to: reached.offset });
      this.#held = undefined;
    }
    this.removals.push(reached?.offset ?? 0);
    this.#refuse('removed');
  }

  lost(): void {
    this.#held = undefined;
    if (this.#status === 'joined') this.#status = 'joining';
  }

  #joined({ epoch, offset, gap }: Joined): void {
    this.since ??= { epoch, offset };
    this.#place ??= { epoch, offset };
    this.#status = 'joined';
    if (gap !== undefined) void this.#read(gap.after, { epoch, offset });
  }

  /** Reads what lies between; what comes live waits behind it. */
  async #read(after: Place, from: Place): Promise<void> {
    const held: { tasks: (() => void)[]; last: Place } = { tasks: [], last: from };
    this.#held = held;
    let next: number | undefined = after.offset;
    while (next !== undefined && next < from.offset) {
      const request = { topic: this.topic, after: { epoch: from.epoch, offset: next }, limit: 5 };
      const answer: Answer<Page> | undefined = await this.#page(request);
      if (this.#held !== held) return;
      if (answer === undefined) return this.#line.drop();
      if (answer.success) {
        for (const { offset, event, payload } of answer.messages) {
          if (offset <= from.offset) this.#take(event, payload, { epoch: from.epoch, offset });
        }
        next = answer.next;
      } else if (answer.error.retry) await wait(answer.error.retryAfter ?? 200);
      // Put out: that is told at its place.
      else return;
    }
    if (this.#held !== held) return;
    this.#held = undefined;
    this.filled += 1;
    this.#place = from;
    for (const task of held.tasks) task();
  }

  #page(request: object): Promise<Answer<Page> | undefined> {
    return new Promise((resolve) => {
      this.#line.ask('parley:history', request, (told) =>
        resolve(told as Answer<Page> | undefined),
      );
    });
  }

  #take(event: string, fields: Fields, at: Place): void {
    const { topic } = this;
    const payload = this.#line.formOf(topic, event, fields);
    this.#place = at;
    this.received.push({ client: this.#user, topic, ...at, payload, way: 'live' });
  }

  #refuse(code: string): void {
    this.#status = 'refused';
    this.refusals.push(code);
  }

  #lateness(): () => boolean {
    const id = this.#line.id();
    return () => this.#line.id() !== id || this.#status !== 'joining';
  }
}
