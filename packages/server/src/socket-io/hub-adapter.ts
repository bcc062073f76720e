import type { Line, Principal } from '@parley/hub';
import type { Namespace, Socket } from 'socket.io';
import {
  Adapter,
  ClusterAdapterWithHeartbeat,
  MessageType,
  type BroadcastOptions,
  type ClusterMessage,
  type ClusterResponse,
  type Room,
  type Session,
  type SocketId,
} from 'socket.io-adapter';
import { fromBusText, toBusText } from './bus-text.ts';
import type { Dropped, Recovery } from './recovery.ts';

/** Rooms whose names begin so are the server's to fill. */
export const RESERVED_ROOM = 'parley:';

/** What the adapters of all namespaces share. */
export interface AdapterContext {
  /** Between the nodes; `undefined` while there is none, and where there is one node. */
  line(): Line | undefined;
  /** Whether a socket may hear anything. */
  hears(socket: Socket): boolean;
  /** The rooms that the server put a socket into, beside its own. */
  roomsOf(socket: Socket): readonly Room[];
  /** As whom a socket is known. */
  principalOf(socket: Socket): Principal | undefined;
  /** Whether the credentials of one who was known still hold. */
  stillHolds(principal: Principal | undefined): Promise<boolean>;
  /** What a namespace keeps of sockets that drop; `undefined`: nothing. */
  recovery(): Recovery | undefined;
  readonly report: (where: string, error: unknown) => void;
}

/** Nodes whose names are remembered for answers; more only cost a detour. */
const MOST_NODES = 64;

/**
 * A namespace's rooms on this node, and its share of what nodes tell each other, over the hub's bus.
 * A socket that may not hear is in no room: rooms that it joins meanwhile are kept for later.
 */
export class HubAdapter extends ClusterAdapterWithHeartbeat {
  readonly #namespace: Namespace;
  readonly #context: AdapterContext;
  readonly #held = new Map<SocketId, Set<Room>>();
  /** The node of an adapter elsewhere, to answer it alone. */
  readonly #nodes = new Map<string, string>();

  readonly #recovery: Recovery | undefined;
  readonly #onClose: () => void;

  constructor(namespace: Namespace, context: AdapterContext, onClose: () => void) {
    super(namespace, {});
    this.#recovery = context.recovery();
    this.#onClose = onClose;
    this.#namespace = namespace;
    this.#context = context;
  }

  /** What came over the line for this namespace. */
  hear(message: ClusterMessage, from: string): void {
    if (this.#nodes.size >= MOST_NODES) this.#nodes.clear();
    this.#nodes.set(message.uid, from);
    const id = this.#recovery && packetIdOf(message);
    this.onMessage(message, id);
    if (id === undefined || message.type !== MessageType.BROADCAST) return;
    const { packet, opts } = message.data;
    this.#recovery?.keep(id, packet, {
      rooms: new Set(opts.rooms),
      except: new Set(opts.except),
      flags: opts.flags,
    });
  }

  override close(): void {
    super.close();
    this.#onClose();
  }

  override addAll(id: SocketId, rooms: Set<Room>): void {
    const socket = this.#namespace.sockets.get(id);
    const held = this.#held.get(id) ?? new Set();
    for (const room of rooms) held.add(room);
    if (socket === undefined || !this.#context.hears(socket)) {
      this.#held.set(id, held);
      return;
    }
    this.#held.delete(id);
    const own = this.#context.roomsOf(socket);
    for (const room of held) if (room.startsWith(RESERVED_ROOM)) held.delete(room);
    for (const room of own) held.add(room);
    void super.addAll(id, held);
  }

  override del(id: SocketId, room: Room): void {
    this.#held.get(id)?.delete(room);
    void super.del(id, room);
  }

  override delAll(id: SocketId): void {
    this.#held.delete(id);
    super.delAll(id);
  }

  /** The socket may hear: it is in its own rooms, and in those that it joined meanwhile. */
  admit({ id }: Socket): void {
    this.addAll(id, new Set([id]));
  }

  /** The socket may not hear any more: it leaves all rooms. */
  withhold({ id }: Socket): void {
    super.delAll(id);
    this.#held.set(id, new Set([id]));
  }

  // The library's cluster adapter waits for the bus before it looks at home. Here the order of what
  // an application does is kept, with or without a bus.

  override broadcast(packet: unknown, opts: BroadcastOptions): Promise<void> {
    const id = this.#recovery?.idOf(packet, opts);
    const data = { packet, opts: plain(opts), ...(id === undefined ? {} : { packetId: id }) };
    this.#tell(opts, { type: MessageType.BROADCAST, data });
    if (id !== undefined) {
      (packet as { data: unknown[] }).data.push(id);
      this.#recovery?.keep(id, packet, opts);
    }
    Adapter.prototype.broadcast.call(this, packet, opts);
    return Promise.resolve();
  }

  override addSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> {
    this.#tell(opts, { type: MessageType.SOCKETS_JOIN, data: { opts: plain(opts), rooms } });
    Adapter.prototype.addSockets.call(this, opts, rooms);
    return Promise.resolve();
  }

  override delSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> {
    this.#tell(opts, { type: MessageType.SOCKETS_LEAVE, data: { opts: plain(opts), rooms } });
    Adapter.prototype.delSockets.call(this, opts, rooms);
    return Promise.resolve();
  }

  override disconnectSockets(opts: BroadcastOptions, close: boolean): Promise<void> {
    const data = { opts: plain(opts), close };
    this.#tell(opts, { type: MessageType.DISCONNECT_SOCKETS, data });
    Adapter.prototype.disconnectSockets.call(this, opts, close);
    return Promise.resolve();
  }

  override persistSession(dropped: Dropped): void {
    const socket = this.#namespace.sockets.get(dropped.sid);
    if (socket === undefined || !this.#context.hears(socket)) return;
    this.#recovery?.persist(dropped, this.#context.principalOf(socket));
  }

  override async restoreSession(pid: string, last: string): Promise<Session> {
    const found = this.#recovery?.take(pid, last);
    if (found === undefined || !(await this.#context.stillHolds(found.principal))) {
      // What the library takes for a no.
      throw new Error('There is nothing to go on with.');
    }
    return found.session;
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    this.#send(message);
    return Promise.resolve('');
  }

  protected override doPublishResponse(to: string, response: ClusterResponse): Promise<void> {
    this.#send(response, this.#nodes.get(to));
    return Promise.resolve();
  }

  #tell(opts: BroadcastOptions, message: Parameters<HubAdapter['publish']>[0]): void {
    if (opts.flags?.local !== true && this.#context.line() !== undefined) this.publish(message);
  }

  #send(message: ClusterMessage | ClusterResponse, to?: string): void {
    const line = this.#context.line();
    if (line === undefined) return;
    let text: string;
    try {
      text = toBusText(message);
    } catch (error) {
      this.#context.report('socket.io between nodes', error);
      return;
    }
    line.publish(text, to);
  }
}

/** The id that a packet bears for recovery, as the node that sent it says. */
function packetIdOf(message: ClusterMessage): string | undefined {
  if (message.type !== MessageType.BROADCAST || !('packetId' in message.data)) return undefined;
  const { packetId } = message.data;
  return typeof packetId === 'string' ? packetId : undefined;
}

function plain({ rooms, except, flags }: BroadcastOptions): {
  rooms: string[];
  except: string[];
  flags: NonNullable<BroadcastOptions['flags']>;
} {
  return { rooms: [...rooms], except: [...(except ?? [])], flags: flags ?? {} };
}

/** The adapters of all namespaces, by name: what comes over the line goes to the one it is for. */
export class HubAdapters {
  readonly #byNamespace = new Map<string, HubAdapter>();
  readonly #context: AdapterContext;

  constructor(context: AdapterContext) {
    this.#context = context;
  }

  /** As the library makes them. */
  add(namespace: Namespace): HubAdapter {
    const adapter: HubAdapter = new HubAdapter(namespace, this.#context, () => {
      const isLast = this.#byNamespace.get(namespace.name) === adapter;
      if (isLast) this.#byNamespace.delete(namespace.name);
    });
    this.#byNamespace.set(namespace.name, adapter);
    return adapter;
  }

  /** The line is there: each says so to its like elsewhere. */
  opened(): void {
    for (const adapter of this.#byNamespace.values()) adapter.init();
  }

  hear(text: string, from: string): void {
    try {
      const message = fromBusText(text);
      if (!isMessage(message)) return;
      this.#byNamespace.get(message.nsp)?.hear(message, from);
    } catch (error) {
      this.#context.report('socket.io between nodes', error);
    }
  }
}

function isMessage(value: unknown): value is ClusterMessage {
  if (typeof value !== 'object' || value === null) return false;
  return 'uid' in value && typeof value.uid === 'string' && 'nsp' in value && 'type' in value;
}
