import type { Client } from '../client-api.ts';
import { systemClock } from '../clock.ts';
import { safely } from '../emitter.ts';
import { ParleyError } from '../error.ts';
import type { Message } from '../message.ts';
import { randomId } from '../random-id.ts';
import type { Subscription } from '../topic-handlers.ts';
import { Asking, type BoardAnswer, type BoardQuestion } from './asking.ts';
import type { BoardHandlers, BoardOptions, BoardReport } from './board-api.ts';
import { BoardState } from './board-state.ts';
import { Company } from './company.ts';
import { isElement, type BoardElement } from './element.ts';
import { fetchBoard } from './fetch-board.ts';
import { Live } from './live.ts';
import type { BoardCursor, BoardPerson, BoardSight } from './people.ts';
import { Reading } from './reading.ts';
import { Sending } from './sending.ts';
import { Standing } from './standing.ts';

/** The whiteboard of a booking: everybody's elements, merged by one rule, drawn on offline too. */
export class Whiteboard {
  readonly topic: string;
  readonly #client: Client;
  readonly #handlers: BoardHandlers;
  readonly #state: BoardState;
  readonly #company: Company;
  readonly #reading: Reading;
  readonly #live: Live;
  readonly #asking: Asking;
  readonly #sending: Sending;
  readonly #standing: Standing;
  readonly #subscription: Subscription;
  #left = false;

  constructor(client: Client, bookingId: number, handlers: BoardHandlers, options: BoardOptions) {
    const { clock = systemClock(), random = Math.random, id = randomId } = options;
    this.topic = `exchange/whiteboard:${bookingId}`;
    this.#client = client;
    this.#handlers = handlers;
    this.#state = new BoardState(random);
    this.#standing = new Standing({
      state: this.#state,
      error: () => this.#sending.error,
      report: (report) => this.#tell('report', report),
    });
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
        this.#company.people.landed(board.elements);
        this.#tell('change', this.#state.load(board));
        this.#standing.read();
      },
      refused: (error) => this.#standing.refuse(error),
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
    this.#sending = new Sending({
      clock,
      state: this.#state,
      live: this.#live,
      store: (elements) => client.transmit(true, 'delta', this.topic, { elements }),
      isJoined: () => this.#standing.isJoined && !this.#left,
      change: (change) => this.#tell('change', change),
      changed: () => this.#standing.changed(),
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
        status: (status) => {
          if (status !== 'joined') this.#standing.drop();
        },
        error: (error) => this.#standing.refuse(error),
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
    return this.#standing.report;
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
    // What others are at is theirs until it is done.
    const own = [...elements].filter(({ id }) => this.draft(id) === undefined);
    this.#sending.edit(own, isBusy);
  }

  /** Sends what was refused once more. */
  retry(): void {
    this.#sending.retry();
  }

  /** Gives up what was refused: the board looks as it does for everybody. */
  discard(): void {
    this.#sending.discard();
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
    if (!this.#standing.isJoined) throw new ParleyError('not_connected');
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
    if (told.some(({ isDeleted }) => isDeleted)) this.#sending.roomMade();
    this.#standing.changed();
  }

  #ready(fresh: boolean): void {
    this.#standing.join();
    // What happened before it was heard is read; a resume has brought it.
    if (fresh) this.#reading.want();
    else this.#reading.go();
    this.#live.repeat();
    this.#standing.changed();
    this.#sending.go();
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
    this.#sending.flush();
  }

  /** Goes away. What is not sent yet is sent all the same, as soon as it can be. */
  leave(): void {
    if (this.#left) return;
    this.flush();
    if (this.#standing.isJoined)
      this.#client.transmit(false, 'bye', this.topic, {}).catch(() => undefined);
    this.#live.stop();
    this.#asking.stop();
    this.#company.stop();
    this.#reading.stop();
    this.#left = true;
    this.#sending.stop();
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
