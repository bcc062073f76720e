import { Buffer } from 'node:buffer';
import { HubError, type JoinSink, type PageView, type Session } from '@parley/hub';
import { errorRow } from '@parley/protocol';
import type { SocketIoDialect } from './encode.ts';
import { jsonText, readRequest, type RequestName, type RequestOf } from './requests.ts';

/** What a request is acknowledged with. */
export type Answer =
  | ({ readonly success: true } & Readonly<Record<string, unknown>>)
  | { readonly success: false; readonly error: Refusal };

/** Why not. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Whether the same may succeed later. */
  readonly retry: boolean;
  /** In milliseconds. */
  readonly retryAfter?: number;
}

/** What a conversation is made of. */
export interface ConversationOptions {
  readonly session: Session;
  readonly dialect: SocketIoDialect;
  readonly report: (error: unknown) => void;
}

/** Messages of a page of history when a client does not say how many. */
const PAGE = 50;

/**
 * A known member's talk with the hub over one socket: reads requests, calls the session, answers.
 * Requests about one topic are served in their order; a publish does not wait for the one before.
 */
export class SocketIoConversation {
  readonly session: Session;
  readonly #dialect: SocketIoDialect;
  readonly #report: (error: unknown) => void;
  /** The last subscribe or unsubscribe on its way, by topic. */
  readonly #turns = new Map<string, Promise<void>>();
  #openRequests = 0;

  constructor({ session, dialect, report }: ConversationOptions) {
    this.session = session;
    this.#dialect = dialect;
    this.#report = report;
  }

  /** Serves one request. Never throws; `answer` is called once, before whatever the request brings. */
  async request(
    name: RequestName,
    argument: unknown,
    answer: (answer: Answer) => void,
  ): Promise<void> {
    const { session } = this;
    session.heard();
    try {
      session.count();
      if (this.#openRequests >= session.hub.limits.openRequests) {
        throw new HubError('busy', 'too many open requests');
      }
      this.#openRequests += 1;
      try {
        await this.#serve(name, argument, answer);
      } finally {
        this.#openRequests -= 1;
      }
    } catch (error) {
      const isRefusal = error instanceof HubError;
      if (!isRefusal) this.#report(error);
      else if (!error.retry) session.refused();
      answer({ success: false, error: refusalOf(error) });
    }
  }

  /** Joins topics that this member hears without asking. What cannot be joined is reported. */
  async joinOwn(topics: readonly string[]): Promise<void> {
    for (const topic of topics) {
      try {
        await this.#inTurn(topic, () => this.#join({ topic, history: 0 }, () => {}));
      } catch (error) {
        // Whoever left meanwhile, or asked for it themselves, needs no help.
        if (!(error instanceof HubError)) this.#report(error);
      }
    }
  }

  async #serve(
    name: RequestName,
    argument: unknown,
    answer: (answer: Answer) => void,
  ): Promise<void> {
    switch (name) {
      case 'parley:subscribe': {
        const request = readRequest(name, argument);
        return this.#inTurn(request.topic, () => {
          // A client that comes with a position knows what it missed: it starts anew.
          if (this.session.listeners.has(request.topic)) this.session.unsubscribe(request.topic);
          return this.#join(request, answer);
        });
      }
      case 'parley:unsubscribe': {
        const { topic } = readRequest(name, argument);
        return this.#inTurn(topic, () => {
          this.session.unsubscribe(topic);
          answer({ success: true });
        });
      }
      case 'parley:publish': {
        const request = readRequest(name, argument);
        await this.#turns.get(request.topic);
        return this.#publish(request, answer);
      }
      case 'parley:history': {
        const request = readRequest(name, argument);
        await this.#turns.get(request.topic);
        return this.#history(request, answer);
      }
    }
  }

  /** Comes after what was asked of the topic before, however that ends. */
  async #inTurn(topic: string, task: () => void | Promise<void>): Promise<void> {
    const turn = (this.#turns.get(topic) ?? Promise.resolve()).then(task);
    const settled = turn.catch(() => {});
    this.#turns.set(topic, settled);
    try {
      await turn;
    } finally {
      if (this.#turns.get(topic) === settled) this.#turns.delete(topic);
    }
  }

  #join(
    { topic, since, history }: Omit<RequestOf<'parley:subscribe'>, 'op'>,
    answer: (answer: Answer) => void,
  ): Promise<void> {
    return this.session.subscribe(
      { topic, history: history ?? 0, ...(since === undefined ? {} : { since }) },
      this.#sink(topic, answer),
    );
  }

  #sink(topic: string, answer: (answer: Answer) => void): JoinSink {
    return {
      confirmed: ({ position, recovered, gap, grants: { publish, history, presence } }) => {
        answer({
          success: true,
          topic,
          epoch: position.epoch,
          offset: position.offset,
          recovered,
          ...(gap === undefined ? {} : { gap }),
          grants: { publish, history, presence },
        });
      },
      roster: () => {},
      page: ({ messages }) => {
        const { wire, open } = this.session;
        if (!open || messages.length === 0) return;
        const frames = messages.map((message) =>
          this.#dialect.publication(message, { address: topic }),
        );
        wire.write(this.#dialect.join(frames));
        // It was asked for: live messages behind it must not find a full queue because of it.
        wire.excuse?.();
      },
    };
  }

  async #publish(
    { topic, event, payload = {}, store = true, messageId }: RequestOf<'parley:publish'>,
    answer: (answer: Answer) => void,
  ): Promise<void> {
    const text = jsonText(payload);
    if (Buffer.byteLength(text) > this.session.hub.limits.frameBytes) {
      throw new HubError('too_large', 'the payload is larger than allowed');
    }
    const { position, timestamp, duplicate } = await this.session.publish({
      address: topic,
      event,
      payload: text,
      store,
      ...(messageId === undefined || !store ? {} : { clientId: messageId }),
    });
    answer({ success: true, timestamp, ...position, ...(duplicate ? { duplicate } : {}) });
  }

  async #history(
    { topic, limit = PAGE, before, after }: RequestOf<'parley:history'>,
    answer: (answer: Answer) => void,
  ): Promise<void> {
    const page = await this.session.history({
      address: topic,
      limit,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    answer(pageAnswer(page));
    this.session.wire.excuse?.();
  }
}

function pageAnswer({ epoch, messages, older, next }: PageView): Answer {
  return {
    success: true,
    epoch,
    older,
    ...(next === undefined ? {} : { next }),
    messages: messages.map(({ position, event, payload, sender, timestamp }) => ({
      offset: position.offset,
      event,
      payload: JSON.parse(payload) as unknown,
      sender,
      timestamp,
    })),
  };
}

/** An error as it is told. What is not a refusal keeps its words to itself. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof HubError)) {
    const { text, retry } = errorRow('internal');
    return { code: 'internal', message: text, retry };
  }
  const { code, message, retry, retryAfter } = error;
  return { code, message, retry, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
