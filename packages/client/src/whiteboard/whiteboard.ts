import type { Client } from '../client-api.ts';
import { systemClock, type Clock } from '../clock.ts';
import { safely } from '../emitter.ts';
import { ParleyError } from '../error.ts';
import type { Message } from '../message.ts';
import { randomId } from '../random-id.ts';
import type { Subscription } from '../topic-handlers.ts';
import { Asking, type BoardAnswer, type BoardQuestion } from './asking.ts';
import type { BoardHandlers, BoardOptions, BoardReport, BoardStatus } from './board-api.ts';
import { BoardState } from './board-state.ts';
import { Company } from './company.ts';
import { isElement, type BoardElement } from './element.ts';
import { fetchBoard } from './fetch-board.ts';
import { whiteboardLimits } from './limits.ts';
import { Live } from './live.ts';
import type { BoardCursor, BoardPerson, BoardSight } from './people.ts';
import { Reading } from './reading.ts';

/**
 * The whiteboard of a booking: everybody's elements, merged by one rule, drawn on offline too.
 *
 * ```
 *   loading ── read ──▶ live ◀── connected ──▶ offline
 *      │ 403, 404, removed │                       │
 *      └───────────────────┴──▶ refused ◀──────────┘
 * ```
 */
export class Whiteboard {
  readonly topic: string;
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #handlers: BoardHandlers;
  readonly #state: BoardState;
  readonly #company: Company;
  readonly #reading: Reading;
  readonly #live: Live;
  readonly #asking: Asking;
  readonly #subscription: Subscription;
  /** What is being drawn at the moment, and since when. */
  readonly #busy = new Set<string>();
  #busySince = 0;
  #joined = false;
  #loaded = false;
  #left = false;
  #error: ParleyError | undefined;
  #full = false;
  #report: BoardReport;
  #cancelSend: (() => void) | undefined;
  #cancelFull: (() => void) | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(client: Client, bookingId: number, handlers: BoardHandlers, options: BoardOptions) {
    const { clock = systemClock(), random = Math.random, id = randomId } = options;
    this.topic = `exchange/whiteboard:${bookingId}`;
    this.#client = client;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#state = new BoardState(random);
    this.#report = { status: 'loading', error: undefined, unsent: 0, refused: 0 };
    this.#company = new Company({
      clock,
      known: this.#state.elements,
      members: () => this.#subscription.members,
      change: (change) => this.#tell('change', change),
      people: (people) => this.#tell('people', people),
    });
    this.#reading = new Reading({
      clock,
      load: options.load ?? fetchBoard(bookingId),
      read: (board) => {
        this.#loaded = true;
        this.#company.people.landed(board.elements);
        this.#tell('change', this.#state.load(board));
        this.#reportChanged();
      },
      refused: (error) => this.#refuse(error),
    });
    this.#live = new Live({
      clock,
      tell: (message) => client.transmit(false, 'live', this.topic, message),
      element: (elementId) => this.#state.elements.get(elementId),
    });
    this.#asking = new Asking({
      clock,
      id,
      tell: (action, payload) => client.transmit(false, action, this.topic, payload),
      answer: (payload) => client.transmit(true, 'answer', this.topic, payload),
      self: () => client.member?.scid,
      members: () => this.#subscription.members,
      changed: () => this.#tell('questions', this.#asking.open),
    });
    // Heard first and read afterwards: merging does not mind what comes twice.
    this.#subscription = client.subscribe<unknown>(
      this.topic,
      {
        message: (message) => this.#hear(message),
        roster: () => {
          if (this.#company.rosterChanged()) this.#live.repeat();
          this.#asking.rosterChanged();
        },
        ready: ({ fresh }) => this.#ready(fresh),
        status: (status) => this.#statusChanged(status === 'joined'),
        error: (error) => this.#refuse(error),
        gap: () => this.#reading.want(),
      },
      { history: 0 },
    );
  }

  /** Everything on the board, without what is on its way from others; deleted ones by name alone. */
  get elements(): ReadonlyMap<string, BoardElement> {
    return this.#state.elements;
  }

  get report(): BoardReport {
    return this.#report;
  }

  get people(): readonly BoardPerson[] {
    return this.#company.people.list;
  }

  get questions(): readonly BoardQuestion[] {
    return this.#asking.open;
  }

  /** The form of an element that somebody else is at, if one is. */
  draft(id: string): BoardElement | undefined {
    return this.#company.people.draft(id);
  }

  /**
   * Takes the scene as it is now; what is new in it goes out.
   *
   * @param isBusy while something is being drawn or moved: then it is told in passing, and kept when
   *   it is done
   */
  edit(elements: Iterable<BoardElement>, { isBusy = false }: { isBusy?: boolean } = {}): void {
    if (this.#left) return;
    const own: BoardElement[] = [];
    const before = new Map<string, BoardElement | undefined>();
    for (const element of elements) {
      // What others are at is theirs until it is done.
      if (this.#company.people.draft(element.id) !== undefined) continue;
      own.push(element);
      if (isBusy) before.set(element.id, this.#state.elements.get(element.id));
    }
    const { fresh, smaller } = this.#state.edit(own);
    if (smaller.length > 0) this.#tell('change', { elements: smaller, gone: [] });
    const now = this.#clock.now();
    if (isBusy) {
      if (this.#busy.size === 0) this.#busySince = now;
      for (const id of fresh) {
        this.#busy.add(id);
        this.#live.move(id, before.get(id));
      }
      if (now - this.#busySince < whiteboardLimits.busyLongest.default) return;
    }
    this.#settle(fresh);
  }

  /** What was being drawn is done: it looks here as it will everywhere, to the hundredth of a pixel. */
  #settle(fresh: readonly string[]): void {
    const ids = new Set([...this.#busy, ...fresh]);
    this.#busy.clear();
    this.#state.want(ids);
    const elements = [...ids].flatMap((id) => {
      const element = this.#state.elements.get(id);
      return element !== undefined && Array.isArray(element['points']) ? [element] : [];
    });
    if (elements.length > 0) this.#tell('change', { elements, gone: [] });
    if (!this.#state.waits) return;
    this.#reportChanged();
    this.#sendSoon();
  }

  #sendSoon(): void {
    if (this.#cancelSend !== undefined) return;
    const wait = Math.max(0, this.#sentAt + whiteboardLimits.sendEvery.default - this.#clock.now());
    this.#cancelSend = this.#clock.after(wait, () => {
      this.#cancelSend = undefined;
      this.#send();
    });
  }

  #send(): void {
    if (!this.#joined || this.#left) return;
    const elements = this.#state.take({ deleting: this.#full });
    if (elements.length === 0) return;
    this.#sentAt = this.#clock.now();
    this.#live.done(elements.map(({ id }) => id));
    this.#client.transmit(true, 'delta', this.topic, { elements }).then(
      ({ position }) => {
        this.#state.sent(position);
        if (elements.some(({ isDeleted }) => isDeleted)) this.#roomMade();
        this.#sentOne();
      },
      (error: unknown) => {
        this.#state.refuse();
        this.#error = error instanceof ParleyError ? error : undefined;
        if (this.#error?.code === 'full') this.#full = true;
        this.#sentOne();
      },
    );
  }

  #sentOne(): void {
    if (this.#state.refused === 0 && !this.#full && this.#report.status !== 'refused') {
      this.#error = undefined;
    }
    this.#reportChanged();
    if (this.#state.waits) this.#sendSoon();
  }

  /** Something was deleted: what was refused may fit now. */
  #roomMade(): void {
    if (!this.#full || this.#cancelFull !== undefined) return;
    this.#cancelFull = this.#clock.after(whiteboardLimits.retryFull.default, () => {
      this.#cancelFull = undefined;
      this.retry();
    });
  }

  /** Sends what was refused once more. */
  retry(): void {
    this.#full = false;
    this.#state.again();
    this.#sentOne();
  }

  /** Gives up what was refused: the board looks as it does for everybody. */
  discard(): void {
    this.#full = false;
    this.#tell('change', this.#state.discard());
    this.#sentOne();
  }

  /** Where one points at, in the board's coordinates; `null`: nowhere. */
  point(cursor: BoardCursor | null): void {
    this.#live.point(cursor);
  }

  /** What one looks at, for others to follow; `null`: not any more. */
  show(sight: BoardSight | null): void {
    this.#live.show(sight);
  }

  /**
   * Asks all others on the board whether something may be shared.
   *
   * @throws {ParleyError} (rejects) `not_connected`
   */
  async ask(what: string): Promise<BoardAnswer> {
    if (!this.#joined) throw new ParleyError('not_connected');
    return this.#asking.ask(what);
  }

  #hear(message: Message<unknown>): void {
    const { action, sender, store, payload, position } = message;
    if (store && action === 'delta') return this.#delta(payload, position);
    const member = this.#company.memberOf(sender);
    if (sender === this.#client.connectionId || member === undefined) return;
    if (store !== (action === 'answer')) return;
    if (action === 'live') this.#company.hear(sender, member, payload);
    else if (action === 'bye') this.#company.bye(sender);
    else this.#asking.hear(action, payload, member);
  }

  #delta(payload: unknown, position: Message['position']): void {
    if (typeof payload !== 'object' || payload === null || !('elements' in payload)) return;
    const { elements } = payload;
    if (!Array.isArray(elements)) return;
    const told = elements.filter(isElement);
    this.#company.people.landed(told);
    const change = this.#state.hear(told, position);
    if (change.elements.length > 0) this.#tell('change', change);
    if (told.some(({ isDeleted }) => isDeleted)) this.#roomMade();
    this.#reportChanged();
  }

  #ready(fresh: boolean): void {
    this.#joined = true;
    if (this.#report.status === 'refused') this.#error = undefined;
    // What happened before it was heard is read; a resume has brought it.
    if (fresh) this.#reading.want();
    else this.#reading.go();
    this.#live.repeat();
    this.#reportChanged();
    this.#send();
  }

  #statusChanged(isJoined: boolean): void {
    if (!isJoined) this.#joined = false;
    this.#reportChanged();
  }

  #refuse(error: ParleyError): void {
    this.#error = error;
    this.#joined = false;
    this.#setReport('refused');
  }

  #reportChanged(): void {
    if (this.#report.status === 'refused' && !this.#joined) return;
    this.#setReport(!this.#loaded ? 'loading' : this.#joined ? 'live' : 'offline');
  }

  #setReport(status: BoardStatus): void {
    const { unsent, refused } = this.#state;
    const error = this.#error;
    const before = this.#report;
    const isEqual =
      before.status === status &&
      before.error === error &&
      before.unsent === unsent &&
      before.refused === refused;
    if (isEqual) return;
    this.#report = { status, error, unsent, refused };
    this.#tell('report', this.#report);
  }

  #tell<K extends keyof BoardHandlers>(
    name: K,
    what: Parameters<NonNullable<BoardHandlers[K]>>[0],
  ): void {
    if (this.#left) return;
    safely(() => (this.#handlers[name] as ((event: typeof what) => void) | undefined)?.(what));
  }

  /**
   * Hands everything that is not sent yet to the client, whose outbox sends it when it can; in a
   * browser it survives the page.
   */
  flush(): void {
    this.#state.want(this.#busy);
    this.#busy.clear();
    this.#state.sent(undefined);
    for (let elements = this.#state.take(); elements.length > 0; elements = this.#state.take()) {
      this.#client.transmit(true, 'delta', this.topic, { elements }).catch(() => undefined);
      this.#state.sent(undefined);
    }
  }

  /** Goes away. What is not sent yet is sent all the same, as soon as it can be. */
  leave(): void {
    if (this.#left) return;
    this.flush();
    if (this.#joined) this.#client.transmit(false, 'bye', this.topic, {}).catch(() => undefined);
    this.#live.stop();
    this.#asking.stop();
    this.#company.stop();
    this.#reading.stop();
    this.#left = true;
    this.#cancelSend?.();
    this.#cancelFull?.();
    this.#subscription.leave();
  }
}

/**
 * Opens the whiteboard of a booking.
 *
 * @example
 * const board = whiteboard(client, 7, { change: ({ elements }) => show(elements) });
 * board.edit(scene);
 */
export function whiteboard(
  client: Client,
  bookingId: number,
  handlers: BoardHandlers = {},
  options: BoardOptions = {},
): Whiteboard {
  return new Whiteboard(client, bookingId, handlers, options);
}
