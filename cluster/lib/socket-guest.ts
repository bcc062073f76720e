import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Acknowledged } from '@parley/testing';
import { io, type Socket } from 'socket.io-client';
import { formOf, wordsOf, type Fields } from './form.ts';
import { SocketEar, type Answer, type Line, type Place } from './socket-ear.ts';
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

/** What chat's API of this language puts for the text of a message that is gone. */
const GONE = 'This message has been deleted';

/** A stock Socket.IO client that remembers all it saw, and does what its documentation says. */
export class SocketGuest implements Visitor {
  readonly user: string;
  readonly memberId: number;
  readonly acknowledged: Acknowledged[] = [];
  readonly posted: readonly Posted[] = [];
  readonly own: Own[] = [];
  readonly refused: { readonly topic: string; readonly code: string }[] = [];
  readonly watches: Map<string, SocketEar> = new Map();
  readonly #socket: Socket;
  readonly #line: Line;
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
    this.#line = {
      id: () => socket.id,
      ask: (name, request, answer) => {
        socket.timeout(PATIENCE).emit(name, request, (error: Error | null, told: unknown) => {
          answer(error === null ? told : undefined);
        });
      },
      drop: () => socket.io.engine.close(),
      formOf: (topic, event, fields) => recorded(this, topic, toldBy(event, fields)),
    };
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
      this.watches.get(topic)?.hear(name, fields, { epoch, offset });
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
    const ear = new SocketEar(topic, { user: this.user, line: this.#line });
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
      this.#line.ask(name, request, (answer) => resolve(answer as Answer | undefined));
    });
  }

  /** The library does not by itself where the server said no; it may be that it could not look. */
  #comeBack(): void {
    if (this.#socket.active || this.#isGone) return;
    void wait(250).then(() => this.wake());
  }
}

/** A new message has its own name and shape in this language. */
function toldBy(name: string, fields: Fields): { event: string; fields: Fields } {
  if (name !== 'chatroom') return { event: name, fields };
  const { id, content } = fields;
  return { event: 'newMessage', fields: { id, body: content === GONE ? '' : content } };
}
