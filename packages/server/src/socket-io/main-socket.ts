import {
  AUTH_FALSE,
  AUTH_TRUE,
  refusalOf,
  requestNames,
  type Answer,
} from '@parley/dialects/socket-io';
import type { Identity, LiveSockets } from '@parley/domains/identity';
import { HubError } from '@parley/hub';
import type { Socket } from 'socket.io';
import { say } from './engine-wire.ts';
import type { Visitor, VisitorContext } from './visitor.ts';

/** What a socket of the main namespace works with. */
export interface MainContext extends VisitorContext {
  readonly identity: Pick<Identity, 'authenticateSecretKey'>;
  readonly liveSockets: Pick<LiveSockets, 'open' | 'close'>;
  /** Topics that a member hears without asking. */
  readonly ownTopics: (memberId: number) => readonly string[];
}

/** Attempts to say who one is that a connection may make in a second: each asks the database. */
const MOST_ATTEMPTS = 10;

/** The event by which a client says who it is. */
export const INTRODUCTION = 'initialConnection';

const NOT_SIGNED_IN: Answer = {
  success: false,
  error: { code: 'not_signed_in', message: 'Say who you are first.', retry: false },
};

/** A socket of the main namespace: it can say who it is, and talk to the hub. */
export class MainSocket {
  readonly #socket: Socket;
  readonly #visitor: Visitor;
  readonly #context: MainContext;
  /** Whether the database knows of it. */
  #noted = false;
  /** Attempts in the second that began then. */
  #attempts = { since: 0, count: 0 };

  constructor(socket: Socket, visitor: Visitor, context: MainContext) {
    this.#socket = socket;
    this.#visitor = visitor;
    this.#context = context;
  }

  /** It is connected. */
  serve(): void {
    const socket = this.#socket;
    const visitor = this.#visitor;
    for (const name of requestNames) {
      socket.on(name, (...args: unknown[]) => {
        const { given, ack } = read(args);
        const { conversation } = visitor;
        if (conversation === undefined) tell(socket, name, NOT_SIGNED_IN, ack);
        else void conversation.request(name, given, (answer) => tell(socket, name, answer, ack));
      });
    }
    socket.on('disconnect', () => this.#forget());
    if (visitor.standing === 'member') void joinOwn(visitor, this.#context);
  }

  /** `initialConnection`: what it says of who it is. What it says after that waits for the answer. */
  introduce(args: readonly unknown[], ack: unknown): void {
    const now = this.#context.hub.clock.now();
    if (now - this.#attempts.since >= 1000) this.#attempts = { since: now, count: 0 };
    this.#attempts.count += 1;
    if (this.#attempts.count > MOST_ATTEMPTS) {
      const error = { code: 'rate_limited', message: 'Too many attempts.', retry: true };
      tell(this.#socket, INTRODUCTION, { success: false, error }, undefined);
      return;
    }
    void this.#visitor.ask(() => this.#authenticate(args[0], ack));
  }

  async #authenticate(given: unknown, ack: unknown): Promise<void> {
    const socket = this.#socket;
    if (!socket.connected) return;
    try {
      const good = await this.#admit(given);
      if (!good) {
        this.#visitor.refuse();
        this.#forget();
      }
      // Whoever hears that they are known hears all that comes from then on.
      if (good) await joinOwn(this.#visitor, this.#context);
      if (!socket.connected) return;
      // Not by `emit`, which needs a room where an application recovers connections.
      say(socket.conn, this.#context.dialect, good ? AUTH_TRUE : AUTH_FALSE);
      if (typeof ack === 'function') Reflect.apply(ack, undefined, [good]);
    } catch (error) {
      // Nobody is signed out because the database is away.
      if (!(error instanceof HubError)) this.#context.report(INTRODUCTION, error);
      tell(socket, INTRODUCTION, { success: false, error: refusalOf(error) }, undefined);
    }
  }

  async #admit(given: unknown): Promise<boolean> {
    const { identity, hub, liveSockets } = this.#context;
    const found = await identity.authenticateSecretKey(given);
    if (found === undefined) return false;
    const { memberId } = found.principal;
    const known = this.#visitor.session?.principal;
    const isSame = known?.credential === found.principal.credential && this.#noted;
    if (isSame && this.#visitor.become(found, this.#socket, this.#context)) return true;
    const isHere = known?.memberId === memberId;
    // Not a no: it would sign the client out.
    if (!isHere && !hub.mayConnect(memberId)) {
      throw new HubError('busy', 'too many open connections');
    }
    this.#noted = true;
    if (!(await liveSockets.open(this.#socket.id, found.principal))) return false;
    if (this.#socket.connected) {
      return this.#visitor.become(found, this.#socket, this.#context);
    }
    this.#forget();
    return false;
  }

  #forget(): void {
    if (!this.#noted) return;
    this.#noted = false;
    const { liveSockets, report } = this.#context;
    liveSockets.close(this.#socket.id).catch((error: unknown) => report('live sockets', error));
  }
}

/** The argument of a request, and what acknowledges it. */
function read(args: readonly unknown[]): { readonly given: unknown; readonly ack: unknown } {
  return { given: typeof args[0] === 'function' ? undefined : args[0], ack: args.at(-1) };
}

async function joinOwn({ conversation }: Visitor, { ownTopics }: MainContext): Promise<void> {
  if (conversation === undefined) return;
  await conversation.joinOwn(ownTopics(conversation.session.principal.memberId));
}

/** Acknowledges; who did not ask for that is told of failures only. */
function tell(socket: Socket, event: string, answer: Answer, ack: unknown): void {
  if (!socket.connected) return;
  if (typeof ack === 'function') Reflect.apply(ack, undefined, [answer]);
  else if (!answer.success) socket.emit('parley:error', { event, ...answer.error });
}
