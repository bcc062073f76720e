import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Acknowledged } from '@parley/testing';
import { io, type Socket } from 'socket.io-client';
import { formOf, wordsOf, type Fields } from './form.ts';
import {
  recorded,
  type ComingOptions,
  type Own,
  type Posted,
  type Visitor,
  type Watch,
} from './visitor.ts';

/** Milliseconds after which an answer is no longer waited for. */
const PATIENCE = 8000;

interface Place {
  readonly epoch: string;
  readonly offset: number;
}

type Answer =
  | ({ readonly success: true } & Place)
  | {
      readonly success: false;
      readonly error: {
        readonly code: string;
        readonly retry: boolean;
        readonly retryAfter?: number;
      };
    };

/** What chat's API of this language puts for the text of a message that is gone. */
const GONE = 'This message has been deleted';

/** A topic that a socket listens to, and what it needs for it. */
interface Ear extends Watch {
  begin(): void;
  hear(payload: string, place: Place): void;
  removed(): void;
  lost(): void;
}

/** A stock Socket.IO client that remembers all it saw, and does what its documentation says. */
export class SocketGuest implements Visitor {
  readonly user: string;
  readonly memberId: number;
  readonly acknowledged: Acknowledged[] = [];
  readonly posted: readonly Posted[] = [];
  readonly own: Own[] = [];
  readonly refused: { readonly topic: string; readonly code: string }[] = [];
  readonly watches: Map<string, Ear> = new Map();
  readonly #socket: Socket;
  readonly #turns = new Map<string, number>();
  /** The last message on its way to each topic: the next one waits for it. */
  readonly #lanes = new Map<string, Promise<void>>();
  #open = 0;
  #isGone = false;

  constructor({ user, memberId, token, url }: ComingOptions) {
    this.user = user;
    this.memberId = memberId;
    const socket = io(url, {
      forceNew: true,
      transports: ['websocket'],
      auth: { token },
      reconnectionDelay: 250,
      reconnectionDelayMax: 1000,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      for (const ear of this.watches.values()) if (ear.status() !== 'refused') ear.begin();
    });
    socket.on('disconnect', () => {
      for (const ear of this.watches.values()) ear.lost();
      this.#comeBack();
    });
    socket.on('connect_error', () => this.#comeBack());
    socket.on('parley:removed', ({ topic }: { topic: string }) => {
      this.watches.get(topic)?.removed();
    });
    socket.onAny((name: string, fields: Fields, at: Partial<Place> & { topic?: string } = {}) => {
      const { topic, epoch, offset } = at;
      // Typing and the like is not stored, and has no place.
      if (topic === undefined || epoch === undefined || offset === undefined) return;
      const payload = recorded(this, topic, toldBy(name, fields));
      this.watches.get(topic)?.hear(payload, { epoch, offset });
    });
  }

  get unsettled(): number {
    return this.#open;
  }

  state(): string {
    return this.#socket.connected ? 'open' : 'closed';
  }

  connectionId(): string {
    return this.#socket.id ?? '';
  }

  wake(): void {
    if (!this.#isGone) this.#socket.connect();
  }

  leave(): void {
    this.#isGone = true;
    this.#socket.disconnect();
  }

  watch(topic: string): Watch {
    const ear = this.#ear(topic);
    this.watches.set(topic, ear);
    if (this.#socket.connected) ear.begin();
    return ear;
  }

  async say(topic: string): Promise<void> {
    const turn = (this.#turns.get(topic) ?? 0) + 1;
    this.#turns.set(topic, turn);
    this.#open += 1;
    const before = this.#lanes.get(topic) ?? Promise.resolve();
    const told = before.then(() => this.#tell(topic, turn));
    this.#lanes.set(topic, told);
    await told;
    this.#open -= 1;
  }

  /** Says the same with the same id until there is an answer to it. */
  async #tell(topic: string, turn: number): Promise<void> {
    const message = wordsOf(this.user, turn);
    const request = { topic, event: 'said', payload: { message }, messageId: randomUUID() };
    while (!this.#isGone) {
      let pause = 200;
      if (this.#socket.connected) {
        const answer = await this.#ask('parley:publish', request);
        if (answer?.success === true) {
          const { epoch, offset } = answer;
          const clientId = `${this.user}-${turn}`;
          const payload = formOf('newMessage', { body: message });
          this.acknowledged.push({ topic, epoch, offset, clientId, payload });
          return;
        }
        // Where the way back into the topic is not done yet, it is said again.
        const isOnTheWay = this.watches.get(topic)?.status() === 'joining';
        if (answer !== undefined && !answer.error.retry && !isOnTheWay) {
          this.refused.push({ topic, code: answer.error.code });
          return;
        }
        pause = answer?.error.retryAfter ?? pause;
      }
      await wait(pause);
    }
  }

  /** `undefined`: there was no answer, and there will be none. */
  #ask(name: string, request: object): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      this.#socket.timeout(PATIENCE).emit(name, request, (error: Error | null, answer: Answer) => {
        resolve(error === null ? answer : undefined);
      });
    });
  }

  /** The library does not by itself where the server said no; it may be that it could not look. */
  #comeBack(): void {
    if (this.#socket.active || this.#isGone) return;
    void wait(250).then(() => this.wake());
  }

  #ear(topic: string): Ear {
    let status = 'joining';
    let place: Place | undefined;
    const begin = (): void => {
      status = 'joining';
      const { id } = this.#socket;
      const request = { topic, ...(place === undefined ? {} : { since: place }) };
      const isLate = (): boolean => this.#socket.id !== id || status !== 'joining';
      // What was missed comes right behind the answer: it is looked at where it comes.
      const onAnswer = (error: Error | null, answer: Answer): void => {
        if (isLate()) return;
        if (error !== null) {
          // Whether it is joined is not known: a new connection knows nothing either.
          this.#socket.io.engine.close();
        } else if (answer.success) {
          const { epoch, offset } = answer;
          ear.since ??= { epoch, offset };
          place ??= { epoch, offset };
          status = 'joined';
        } else if (answer.error.retry) {
          setTimeout(() => isLate() || begin(), answer.error.retryAfter ?? 200);
        } else {
          refuse(answer.error.code);
        }
      };
      this.#socket.timeout(PATIENCE).emit('parley:subscribe', request, onAnswer);
    };
    const refuse = (code: string): void => {
      status = 'refused';
      ear.refusals.push(code);
    };
    const ear: Ear = {
      received: [],
      since: undefined,
      removals: [],
      refusals: [],
      // The server fills them from the log.
      gaps: [],
      status: () => status,
      begin,
      again: () => {
        status = 'joining';
        if (this.#socket.connected) begin();
      },
      hear: (payload, at) => {
        place = at;
        ear.received.push({ client: this.user, topic, ...at, payload, way: 'live' });
      },
      removed: () => {
        ear.removals.push(place?.offset ?? 0);
        refuse('removed');
      },
      lost: () => {
        if (status === 'joined') status = 'joining';
      },
    };
    return ear;
  }
}

/** A new message has its own name and shape in this language. */
function toldBy(name: string, fields: Fields): { event: string; fields: Fields } {
  if (name !== 'chatroom') return { event: name, fields };
  const { id, content } = fields;
  return { event: 'newMessage', fields: { id, body: content === GONE ? '' : content } };
}
