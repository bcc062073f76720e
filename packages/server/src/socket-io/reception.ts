import type { Principal } from '@parley/hub';
import type { Socket } from 'socket.io';
import type { Connection } from './engine-wire.ts';
import { guardSocket } from './guard.ts';
import { introduce, type HandshakeContext } from './handshake.ts';
import { MainSocket, type MainContext } from './main-socket.ts';
import { memberRoom, Visitor } from './visitor.ts';

/** What the reception works with, once the server runs. */
export interface ReceptionContext extends MainContext {
  readonly handshake: HandshakeContext;
  /** Hears of sockets that come and go. */
  readonly log?: (event: 'connected' | 'disconnected', socketId: string, reason?: string) => void;
}

/** Who is at the other end of each connection, and what becomes of them. */
export class Reception {
  readonly #requireAuth: boolean;
  readonly #visitors = new WeakMap<Connection, Visitor>();
  readonly #mains = new WeakMap<Socket, MainSocket>();

  constructor(options: { readonly requireAuth: boolean }) {
    this.#requireAuth = options.requireAuth;
  }

  /** Whether a socket may hear anything. */
  hears({ conn }: Socket): boolean {
    return this.#visitors.get(conn)?.hears ?? !this.#requireAuth;
  }

  /** As whom a socket is known. */
  principalOf({ conn }: Socket): Principal | undefined {
    return this.#visitors.get(conn)?.session?.principal;
  }

  /** The rooms that a socket is in by being a member's. */
  roomsOf(socket: Socket): readonly string[] {
    const principal = this.principalOf(socket);
    return principal === undefined ? [] : [memberRoom(principal.memberId)];
  }

  /** Finds out who is there, before a namespace is joined. Answers what to refuse them with. */
  async admit(socket: Socket, context: ReceptionContext): Promise<Error | undefined> {
    const visitor = this.#visitorOf(socket.conn);
    visitor.enter(socket);
    const { report } = context;
    if (socket.nsp.name === '/') {
      const main = new MainSocket(socket, visitor, context);
      this.#mains.set(socket, main);
      guardSocket(socket, visitor, {
        report,
        introduce: (args, ack) => main.introduce(args, ack),
      });
    } else {
      guardSocket(socket, visitor, { report });
    }
    let refusal: Error | undefined;
    await visitor.ask(async () => {
      if (visitor.standing !== 'member') refusal = await ask(socket, visitor, context);
    });
    if (refusal !== undefined) visitor.exit(socket, true);
    return refusal;
  }

  /** A namespace was joined. */
  welcome(socket: Socket, { log }: ReceptionContext): void {
    const visitor = this.#visitorOf(socket.conn);
    log?.('connected', socket.id);
    socket.on('disconnect', (reason: string) => {
      visitor.exit(socket, reason === 'client namespace disconnect');
      log?.('disconnected', socket.id, reason);
    });
    this.#mains.get(socket)?.serve();
  }

  #visitorOf(connection: Connection): Visitor {
    let visitor = this.#visitors.get(connection);
    if (visitor === undefined) {
      visitor = new Visitor(connection, !this.#requireAuth);
      this.#visitors.set(connection, visitor);
    }
    return visitor;
  }
}

async function ask(
  socket: Socket,
  visitor: Visitor,
  context: ReceptionContext,
): Promise<Error | undefined> {
  const said = await introduce(socket, context.handshake);
  if (said.kind === 'nobody') return undefined;
  if (said.kind === 'refused') {
    return refused('not_signed_in', 'The credentials are no good.', false);
  }
  if (!context.hub.mayConnect(said.admitted.principal.memberId)) {
    return refused('too_many_connections', 'Too many open connections.', true);
  }
  if (socket.conn.readyState !== 'open' || visitor.become(said.admitted, socket, context)) {
    return undefined;
  }
  return refused('not_signed_in', 'The credentials have ended.', false);
}

/** What a client finds in `connect_error`. */
export function refused(code: string, message: string, retry: boolean): Error {
  return Object.assign(new Error(message), { data: { code, retry } });
}
