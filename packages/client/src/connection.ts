import {
  decodeDown,
  encode,
  mayReconnect,
  type Down,
  type Up,
  type Welcome,
} from '@parley/protocol';
import type { Clock } from './clock.ts';
import { fromFrame, ParleyError } from './error.ts';
import { withTicket, type SocketConstructor, type SocketLike } from './socket.ts';
import { ticketError, type TicketSource } from './ticket.ts';

/** Ticket, socket and welcome have this long together, ms. */
export const ATTEMPT_TIMEOUT = 3_000;
/** Added to the server's ping interval: after that much silence the connection is dead, ms. */
export const SILENCE_GRACE = 10_000;
/** How long a woken client waits for the answer to its ping, ms. */
export const PONG_TIMEOUT = 3_000;
/** A request without an answer for this long ends the connection, ms. */
export const REQUEST_TIMEOUT = 60_000;
/** Most requests without an answer at one time. */
export const OPEN_REQUESTS = 1_000;
/** Most bytes waiting in the socket before further requests are refused. */
export const BUFFERED_BYTES: number = 4 * 1024 * 1024;

type WithoutId<F> = F extends { readonly id: number } ? Omit<F, 'id'> : never;
/** A frame that asks for an answer, without its id. */
export type Request = WithoutId<Up>;
/** The direct answer to a request. */
export type Answer = Extract<Down, { readonly id?: number }>;
/** Called once: with the answer's frame, or with what went wrong. */
export type OnAnswer = (answer: Exclude<Answer, { op: 'error' }> | ParleyError) => void;

/** Where requests go. */
export interface Requester {
  request(frame: Request, answer: OnAnswer): void;
}

/** How a connection ended: whether to come back, and when at the earliest. */
export interface End {
  readonly reconnect: boolean;
  readonly error: ParleyError;
}

export interface ConnectionEvents {
  welcome(frame: Welcome): void;
  /** A frame about a topic that answers no request. */
  frame(frame: Down): void;
  /** Once, at the end; not after `close`. All open requests have failed by then. */
  end(end: End): void;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly ticket: TicketSource;
  readonly webSocket: SocketConstructor;
  readonly clock: Clock;
}

/** One attempt at a connection and, when it succeeds, its life to the end. */
export class Connection implements Requester {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #requests = new Map<number, { answer: OnAnswer; cancel: () => void }>();
  #socket: SocketLike | undefined;
  #welcome: Welcome | undefined;
  #over = false;
  #lastId = 0;
  #goodbye: { code: number; reconnect: boolean; retryAfter: number | undefined } | undefined;
  #stopAttempt: () => void;
  #stopSilence: () => void = () => {};
  #stopPong: (() => void) | undefined;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#stopAttempt = options.clock.after(ATTEMPT_TIMEOUT, () => this.#lost('timeout'));
    void this.#open();
  }

  async #open(): Promise<void> {
    let ticket: string;
    try {
      const answer = await this.#options.ticket();
      ticket = typeof answer === 'string' ? answer : answer.ticket;
    } catch (thrown) {
      const error = ticketError(thrown);
      this.#end({ reconnect: error.retry, error });
      return;
    }
    if (this.#over) return;
    try {
      this.#listen(new this.#options.webSocket(withTicket(this.#options.url, ticket)));
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : 'The socket could not be made.';
      this.#end({ reconnect: true, error: new ParleyError('not_connected', { message }) });
    }
  }

  #listen(socket: SocketLike): void {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (!this.#over && typeof data === 'string') this.#read(data);
    });
    socket.addEventListener('close', ({ code }) => this.#closed(code));
    // A close always follows; without a listener `ws` would throw.
    socket.addEventListener('error', () => {});
  }

  #closed(closeCode: number): void {
    const code = this.#goodbye?.code ?? closeCode;
    if (mayReconnect(code) && this.#goodbye?.reconnect !== false) {
      this.#lost('not_connected', this.#goodbye?.retryAfter);
    } else {
      const message = `The server ended this connection for good (${code}).`;
      this.#end({ reconnect: false, error: new ParleyError('ended', { message }) });
    }
  }

  #read(text: string): void {
    const decoded = decodeDown(text);
    this.#heard();
    if (!('frame' in decoded)) return;
    const { frame } = decoded;
    switch (frame.op) {
      case 'welcome':
        if (this.#welcome !== undefined) return;
        this.#welcome = frame;
        this.#stopAttempt();
        this.#heard();
        this.#events.welcome(frame);
        return;
      case 'ping':
        this.#send({ op: 'pong' });
        return;
      case 'pong':
        return;
      case 'disconnect':
        this.#goodbye = {
          code: frame.code,
          reconnect: frame.reconnect,
          retryAfter: frame.retryAfter,
        };
        return;
      case 'message':
      case 'presence':
      case 'removed':
        this.#events.frame(frame);
        return;
      case 'roster':
      case 'page':
        if (frame.id === undefined) this.#events.frame(frame);
        else this.#answer(frame.id, frame);
        return;
      case 'error':
        if (frame.id !== undefined) this.#answer(frame.id, frame);
        return;
      case 'subscribed':
      case 'ok':
        this.#answer(frame.id, frame);
        return;
    }
  }

  #answer(id: number, frame: Answer): void {
    const open = this.#requests.get(id);
    if (open === undefined) return;
    this.#requests.delete(id);
    open.cancel();
    open.answer(frame.op === 'error' ? fromFrame(frame) : frame);
  }

  #heard(): void {
    this.#stopPong?.();
    this.#stopPong = undefined;
    if (this.#welcome === undefined) return;
    this.#stopSilence();
    const patience = this.#welcome.pingInterval + SILENCE_GRACE;
    this.#stopSilence = this.#options.clock.after(patience, () => this.#lost('timeout'));
  }

  #send(frame: Up): void {
    if (!this.#over && this.#welcome !== undefined) this.#socket?.send(encode(frame));
  }

  /** Sends a request; `answer` is called once, never before this returns. */
  request(frame: Request, answer: OnAnswer): void {
    const fail = (error: ParleyError): void => queueMicrotask(() => answer(error));
    if (this.#over || this.#welcome === undefined || this.#socket === undefined) {
      return fail(new ParleyError('not_connected'));
    }
    const id = this.#lastId + 1;
    const text = encode({ ...frame, id });
    // A longer frame would cost the connection. A UTF-16 unit is at most three bytes.
    const most = this.#welcome.limits.frameBytes;
    if (text.length * 3 > most && new TextEncoder().encode(text).length > most) {
      return fail(new ParleyError('too_large'));
    }
    if (this.#requests.size >= OPEN_REQUESTS || this.#socket.bufferedAmount > BUFFERED_BYTES) {
      return fail(new ParleyError('busy'));
    }
    this.#lastId = id;
    const cancel = this.#options.clock.after(REQUEST_TIMEOUT, () => this.#lost('timeout'));
    this.#requests.set(id, { answer, cancel });
    this.#socket.send(text);
  }

  /** Asks the server for a sign of life; without one soon the connection is given up. */
  check(): void {
    if (this.#over || this.#welcome === undefined || this.#stopPong !== undefined) return;
    this.#stopPong = this.#options.clock.after(PONG_TIMEOUT, () => this.#lost('timeout'));
    this.#send({ op: 'ping' });
  }

  /** Ends it from this side; `end` is not called, open requests fail. */
  close(): void {
    this.#finish();
  }

  #lost(code: 'timeout' | 'not_connected', retryAfter?: number): void {
    this.#end({ reconnect: true, error: new ParleyError(code, { retryAfter }) });
  }

  #end(end: End): void {
    if (this.#over) return;
    this.#finish();
    this.#events.end(end);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopAttempt();
    this.#stopSilence();
    this.#stopPong?.();
    try {
      this.#socket?.close(1000);
    } catch {
      // A socket that cannot be closed is as good as closed: nothing of it is heard any more.
    }
    const open = [...this.#requests.values()];
    this.#requests.clear();
    for (const { answer, cancel } of open) {
      cancel();
      answer(new ParleyError('not_connected'));
    }
  }
}
