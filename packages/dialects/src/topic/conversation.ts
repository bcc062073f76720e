import { HubError, type JoinSink, type PageView, type Session } from '@parley/hub';
import {
  closeRow,
  decodeUp,
  encode,
  errorRow,
  VERSION,
  type Down,
  type ErrorCode,
  type Json,
  type Up,
} from '@parley/protocol';
import { textFrame } from '../text-frame.ts';
import { writeAnswer } from '../write-answer.ts';
import { author, rosterEntry } from './encode.ts';
import { pageFrame } from './page-frame.ts';

type Request = Exclude<Up, { op: 'ping' | 'pong' }>;

/** How many messages a subscribe shows when it does not say. */
const HISTORY = 50;

/**
 * One connection's talk in the topic language: reads frames, calls the session, answers.
 * Requests about one topic are served in their order; a transmit does not wait for the one before.
 */
export class TopicConversation {
  readonly #session: Session;
  readonly #report: (error: unknown) => void;
  /** Subscribes on their way, by topic: later requests about the topic wait for them. */
  #joining: Map<string, Promise<void>> | undefined;
  #openRequests = 0;

  constructor(session: Session, report: (error: unknown) => void = () => {}) {
    this.#session = session;
    this.#report = report;
  }

  /** The first frame. */
  welcome(): void {
    const { connectionId, principal, hub } = this.#session;
    this.#send({
      op: 'welcome',
      version: VERSION,
      connectionId,
      member: author(principal.profile, [connectionId]),
      pingInterval: hub.limits.pingInterval,
      limits: {
        frameBytes: hub.limits.frameBytes,
        messagesPerSecond: hub.limits.messagesPerSecond,
        topicsPerConnection: hub.limits.topicsPerConnection,
        pageSize: hub.limits.pageSize,
      },
    });
  }

  /** Takes one text message. Never throws; whatever it is, the answer goes to this connection alone. */
  receive(text: string): void {
    const session = this.#session;
    if (!session.open) return;
    session.heard();
    const decoded = decodeUp(text);
    if ('error' in decoded) {
      session.refused();
      this.#error(decoded.error, `${errorRow(decoded.error).text} (${decoded.detail})`, decoded.id);
      return;
    }
    const { frame } = decoded;
    if (frame.op === 'pong') return;
    if (frame.op === 'ping') {
      this.#send({ op: 'pong' });
      return;
    }
    void this.#serve(frame);
  }

  /** A binary message came, which the language does not know. */
  binary(): void {
    const { code, text } = closeRow('binary');
    this.#session.closed();
    this.#session.wire.close(code, text);
  }

  /** The connection is gone. */
  closed(): void {
    this.#session.closed();
  }

  async #serve(frame: Request): Promise<void> {
    try {
      this.#session.count();
      if (this.#openRequests >= this.#session.hub.limits.openRequests) {
        throw new HubError('busy', 'too many open requests');
      }
      this.#openRequests += 1;
      try {
        await this.#joining?.get(frame.topic);
        await this.#handle(frame);
      } finally {
        this.#openRequests -= 1;
      }
    } catch (error) {
      this.#fail(frame.id, error);
    }
  }

  async #handle(frame: Request): Promise<void> {
    switch (frame.op) {
      case 'subscribe':
        return this.#subscribe(frame);
      case 'unsubscribe':
        this.#session.unsubscribe(frame.topic);
        this.#send({ op: 'ok', id: frame.id });
        return undefined;
      case 'transmit':
        return this.#transmit(frame);
      case 'history':
        return this.#history(frame);
      case 'roster': {
        const after = frame.after === undefined ? undefined : memberIdOf(frame.after);
        const view = this.#session.roster(frame.topic, after);
        this.#send({
          op: 'roster',
          id: frame.id,
          topic: frame.topic,
          count: view.count,
          members: view.members.map(rosterEntry),
          ...(view.after === undefined ? {} : { after: `m${view.after}` }),
        });
        return undefined;
      }
    }
  }

  async #subscribe(frame: Extract<Request, { op: 'subscribe' }>): Promise<void> {
    const { id, topic, since } = frame;
    const joined = this.#session.subscribe(
      { topic, history: frame.history ?? HISTORY, ...(since === undefined ? {} : { since }) },
      this.#sink(id, topic),
    );
    // Whoever waits goes on whatever the outcome was; it is answered below.
    const settled = joined.then(
      () => {},
      () => {},
    );
    const joining = (this.#joining ??= new Map());
    if (!joining.has(topic)) joining.set(topic, settled);
    try {
      await joined;
    } finally {
      if (joining.get(topic) === settled) joining.delete(topic);
      // Ten thousand quiet connections need no empty maps.
      if (joining.size === 0) this.#joining = undefined;
    }
  }

  #sink(id: number, topic: string): JoinSink {
    return {
      confirmed: ({ position, recovered, gap, grants }) => {
        this.#send({
          op: 'subscribed',
          id,
          topic,
          epoch: position.epoch,
          offset: position.offset,
          recovered,
          ...(gap === undefined ? {} : { gap }),
          grants: {
            publish: grants.publish,
            history: grants.history,
            presence: grants.presence,
            ...(grants.seats && { seats: grants.seats.most }),
          },
        });
      },
      roster: ({ count, members, after }) => {
        this.#send({
          op: 'roster',
          topic,
          count,
          members: members.map(rosterEntry),
          ...(after === undefined ? {} : { after: `m${after}` }),
        });
      },
      page: (view, last) => this.#page(topic, view, { last }),
    };
  }

  async #transmit(frame: Extract<Request, { op: 'transmit' }>): Promise<void> {
    const payload = frame.payload ?? {};
    const target = frame.store ? undefined : targetOf(payload);
    if (frame.store && targetOf(payload) !== undefined) {
      throw new HubError('bad_request', 'a stored message has no payload.target');
    }
    const done = await this.#session.publish({
      address: frame.topic,
      event: frame.action,
      payload: JSON.stringify(payload),
      store: frame.store,
      ...(frame.messageId === undefined ? {} : { clientId: frame.messageId }),
      ...(target === undefined ? {} : { target }),
    });
    this.#send({
      op: 'ok',
      id: frame.id,
      timestamp: done.timestamp,
      ...done.position,
      ...(done.duplicate ? { duplicate: true } : {}),
    });
  }

  async #history(frame: Extract<Request, { op: 'history' }>): Promise<void> {
    const view = await this.#session.history({
      address: frame.topic,
      limit: frame.limit ?? HISTORY,
      ...(frame.before === undefined ? {} : { before: frame.before }),
      ...(frame.after === undefined ? {} : { after: frame.after }),
    });
    this.#page(frame.topic, view, { id: frame.id });
  }

  #page(topic: string, view: PageView, extra: { id: number } | { last: boolean }): void {
    writeAnswer(this.#session, pageFrame(topic, view, extra));
    // It was asked for: the live messages behind it must not find a full queue because of it.
    this.#session.wire.excuse?.();
  }

  #fail(id: number, error: unknown): void {
    if (error instanceof HubError) {
      if (!error.retry) this.#session.refused();
      this.#error(error.code, error.message, id, error.retryAfter);
      return;
    }
    this.#report(error);
    this.#error('internal', errorRow('internal').text, id);
  }

  #error(code: ErrorCode, message: string, id?: number, retryAfter?: number): void {
    this.#send({
      op: 'error',
      ...(id === undefined ? {} : { id }),
      code,
      message,
      retry: errorRow(code).retry,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  #send(frame: Down): void {
    writeAnswer(this.#session, textFrame(encode(frame)));
  }
}

function targetOf(payload: Json): string | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const target = Object.hasOwn(payload, 'target') ? payload['target'] : undefined;
  return typeof target === 'string' ? target : undefined;
}

function memberIdOf(cursor: string): number | undefined {
  const id = /^m(\d{1,15})$/.exec(cursor)?.[1];
  return id === undefined ? undefined : Number(id);
}
