import { SocketIoConversation, type SocketIoDialect } from '@parley/dialects/socket-io';
import type { Hub, Principal, Session } from '@parley/hub';
import type { Socket } from 'socket.io';
import { EngineWire, type Connection } from './engine-wire.ts';
import { HubAdapter, RESERVED_ROOM } from './hub-adapter.ts';

/** Who came in, and until when. */
export interface Admitted {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** What visitors are made with. */
export interface VisitorContext {
  readonly hub: Hub;
  readonly dialect: SocketIoDialect;
  readonly report: (where: string, error: unknown) => void;
  /** The credentials ended, or the connection is to end: with a WebSocket close code. */
  readonly ended: (visitor: Visitor, code: number) => void;
}

/** The room of all live sockets of a member. */
export function memberRoom(memberId: number): string {
  return `${RESERVED_ROOM}member:${memberId}`;
}

/**
 * Whoever is at the other end of one connection, in all namespaces.
 *
 *   anonymous ──good credentials──▶ member ──bad ones, or they end──▶ refused ──good ones──▶ member
 *       └──────────bad credentials──────────────────────────────────────▲
 */
export class Visitor {
  readonly connection: Connection;
  readonly #mayHearUnknown: boolean;
  readonly #sockets = new Set<Socket>();
  #standing: 'anonymous' | 'member' | 'refused' = 'anonymous';
  #conversation: SocketIoConversation | undefined;
  /** The socket whose credentials speak for the connection. */
  #speaker: Socket | undefined;
  /** The last question of who this is, while it is open. */
  #settling: Promise<void> | undefined;

  /** @param mayHearUnknown Whether who never offered credentials hears what the application sends. */
  constructor(connection: Connection, mayHearUnknown: boolean) {
    this.connection = connection;
    this.#mayHearUnknown = mayHearUnknown;
    connection.once('close', () => this.#leave(false));
  }

  get standing(): 'anonymous' | 'member' | 'refused' {
    return this.#standing;
  }

  /** Whether anything may be said to it, and what it says be heard. */
  get hears(): boolean {
    return this.#standing === 'member' || (this.#standing === 'anonymous' && this.#mayHearUnknown);
  }

  /** The talk with the hub, for a member. */
  get conversation(): SocketIoConversation | undefined {
    return this.#conversation;
  }

  get session(): Session | undefined {
    return this.#conversation?.session;
  }

  get sockets(): Iterable<Socket> {
    return this.#sockets;
  }

  /** Resolves when all questions of who this is are answered; `undefined`: none is open. */
  get settling(): Promise<void> | undefined {
    return this.#settling;
  }

  /** Asks who this is, after all questions before. Rejects with what `answer` throws. */
  ask(answer: () => Promise<void>): Promise<void> {
    const asked = (this.#settling ?? Promise.resolve()).then(answer);
    // Whoever waits goes on whatever the answer was.
    const settled = asked
      .catch(() => {})
      .then(() => {
        if (this.#settling === settled) this.#settling = undefined;
      });
    this.#settling = settled;
    return asked;
  }

  /** A namespace was joined, or is about to be. */
  enter(socket: Socket): void {
    this.#sockets.add(socket);
    const memberId = this.session?.principal.memberId;
    if (memberId !== undefined) dataOf(socket).memberId = memberId;
  }

  /** A socket is gone. `explicit`: its client said so. */
  exit(socket: Socket, explicit: boolean): void {
    this.#sockets.delete(socket);
    if (this.#speaker === socket) this.#leave(explicit);
  }

  /** It is a member. `false`: not any more, since the credentials have just ended. */
  become({ principal, expiresAt }: Admitted, speaker: Socket, context: VisitorContext): boolean {
    const held = this.session;
    const isSame =
      held?.principal.memberId === principal.memberId &&
      held.principal.credential === principal.credential;
    // Clients say who they are on every occasion; what they follow goes on.
    if (held?.open === true && isSame) {
      this.#speaker = speaker;
      return true;
    }
    this.#endSession(true);
    this.#forgetRooms();
    const { hub, dialect, report } = context;
    const wire = new EngineWire(this.connection, dialect, (code) => context.ended(this, code));
    const session = hub.connect({
      connectionId: speaker.id,
      principal,
      dialect,
      wire,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    if (!session.open) return false;
    this.#conversation = new SocketIoConversation({
      session,
      dialect,
      report: (error) => report('socket.io', error),
    });
    this.#speaker = speaker;
    this.#standing = 'member';
    for (const socket of this.#sockets) {
      Object.assign(dataOf(socket), { memberId: principal.memberId });
      if (socket.connected) adapterOf(socket)?.admit(socket);
    }
    return true;
  }

  /** Its credentials are no good: it hears nothing until better ones come. */
  refuse(): void {
    this.#endSession(true);
    this.#standing = 'refused';
    for (const socket of this.#sockets) {
      delete dataOf(socket).memberId;
      adapterOf(socket)?.withhold(socket);
    }
  }

  #leave(explicit: boolean): void {
    this.#endSession(explicit);
    if (this.#standing !== 'member') return;
    this.#standing = 'anonymous';
    this.#forgetRooms();
    if (this.hears) return;
    for (const socket of this.#sockets) adapterOf(socket)?.withhold(socket);
  }

  #endSession(atOnce: boolean): void {
    const { session } = this;
    this.#conversation = undefined;
    this.#speaker = undefined;
    session?.closed(atOnce);
  }

  /** The rooms of the member that it was. */
  #forgetRooms(): void {
    for (const socket of this.#sockets) {
      for (const room of socket.rooms) {
        if (room.startsWith(RESERVED_ROOM)) adapterOf(socket)?.del(socket.id, room);
      }
    }
  }
}

function adapterOf(socket: Socket): HubAdapter | undefined {
  const { adapter } = socket.nsp;
  return adapter instanceof HubAdapter ? adapter : undefined;
}

/** What the application may know of a socket, on every node. */
function dataOf(socket: Socket): { memberId?: number } {
  const data: unknown = socket.data;
  return typeof data === 'object' && data !== null ? data : {};
}
