import type { Server } from 'socket.io';

/** What carries an Engine.IO connection, as far as we use it. */
interface Carrier {
  readonly bufferedAmount: number;
  terminate(): void;
}

/** The Engine.IO connections of this node; the library keeps them to itself. */
export function connectionsOf({ engine }: Server): readonly object[] {
  const clients: unknown =
    engine === undefined ? undefined : Reflect.get(Object(engine), 'clients');
  return typeof clients === 'object' && clients !== null ? Object.values(clients) : [];
}

/** Characters and bytes that wait for a client to read them: in the library, and below it. */
export function waitingIn(connection: object): number {
  let waiting = carrierOf(connection)?.bufferedAmount ?? 0;
  const buffer: unknown = Reflect.get(connection, 'writeBuffer');
  if (!Array.isArray(buffer)) return waiting;
  for (const packet of buffer as { readonly data?: { readonly length?: number } }[]) {
    waiting += packet.data?.length ?? 0;
  }
  return waiting;
}

/** Ends a connection without waiting for its client to read anything. */
export function cut(connection: object): void {
  const carrier = carrierOf(connection);
  if (carrier !== undefined) {
    carrier.terminate();
  } else if ('close' in connection && typeof connection.close === 'function') {
    Reflect.apply(connection.close, connection, [true]);
  }
}

/** The WebSocket of a connection; a polling one has none. */
export function carrierOf(connection: object): Carrier | undefined {
  const transport: unknown = Reflect.get(connection, 'transport');
  if (typeof transport !== 'object' || transport === null) return undefined;
  const socket: unknown = Reflect.get(transport, 'socket');
  return isCarrier(socket) ? socket : undefined;
}

function isCarrier(value: unknown): value is Carrier {
  if (typeof value !== 'object' || value === null) return false;
  return 'bufferedAmount' in value && 'terminate' in value && typeof value.terminate === 'function';
}
