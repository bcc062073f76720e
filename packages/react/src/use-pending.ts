import { useCallback, useSyncExternalStore } from 'react';
import type { PendingMessage } from '@parley/client';
import { useClient } from './use-client.ts';

const none: readonly PendingMessage[] = [];

/**
 * The stored messages of a topic that the server has not confirmed yet, in order.
 *
 * @example
 * const pending = usePending('chat:lobby');
 * return pending.map((m) => <p key={m.id}>Sending… <button onClick={m.cancel}>Cancel</button></p>);
 */
export function usePending(topic: string | undefined): readonly PendingMessage[] {
  const client = useClient();
  const listen = useCallback((changed: () => void) => client.on('pending', changed), [client]);
  const read = (): readonly PendingMessage[] =>
    topic === undefined ? none : client.pending(topic);
  return useSyncExternalStore(listen, read, read);
}
