import type { Clock } from '@parley/hub';
import type { Server } from 'socket.io';
import { connectionsOf, cut, waitingIn } from './connections.ts';

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
  const next = (): void => {
    cancel = clock.after(INTERVAL, () => {
      for (const connection of connectionsOf(io)) {
        if (waitingIn(connection) > queueBytes) cut(connection);
      }
      next();
    });
  };
  next();
  return () => cancel();
}
