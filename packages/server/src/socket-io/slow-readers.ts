import type { Clock } from '@parley/hub';
import type { Server } from 'socket.io';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Ends connections that do not read what the application sends them: the library would keep it
 * without end. What comes from topics has its own bound, checked at every message.
 */
export function endSlowReaders(
  io: Server,
  { clock, queueBytes }: { readonly clock: Clock; readonly queueBytes: number },
): () => void {
  let cancel = (): void => {};
  const look = (): void => {
    for (const connection of connectionsOf(io)) {
      if (waitingIn(connection) > queueBytes) close(connection);
    }
    cancel = clock.after(INTERVAL, look);
  };
  cancel = clock.after(INTERVAL, look);
  return () => cancel();
}

function connectionsOf({ engine }: Server): Iterable<object> {
  const clients: unknown = engine === undefined ? undefined : Reflect.get(Object(engine), 'clients');
  return typeof clients === 'object' && clients !== null ? Object.values(clients) : [];
}

/** Characters and bytes that the library holds for a connection. */
function waitingIn(connection: object): number {
  const buffer: unknown = Reflect.get(connection, 'writeBuffer');
  if (!Array.isArray(buffer) || buffer.length === 0) return 0;
  let waiting = 0;
  for (const packet of buffer as { readonly data?: { readonly length?: number } }[]) {
    waiting += packet.data?.length ?? 0;
  }
  return waiting;
}

function close(connection: object): void {
  if ('close' in connection && typeof connection.close === 'function') {
    // Not in good order: that would wait for what is not read.
    Reflect.apply(connection.close, connection, [true]);
  }
}
